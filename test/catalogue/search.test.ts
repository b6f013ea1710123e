import assert from 'node:assert/strict';
import fc from 'fast-check';
import { signatureOf } from '../../src/catalogue/operation.js';
import { parseQuery } from '../../src/catalogue/query.js';
import { OperationSearch } from '../../src/catalogue/search.js';
import { SYNONYMS } from '../../src/catalogue/synonyms.js';
import { USUAL } from '../../src/catalogue/usual-lists.js';
import { singular } from '../../src/catalogue/words.js';
import { JUDGED } from '../../testing/catalogue/judged-queries.js';
import { operation, shipped } from './operations.js';

describe('search over the operations', () => {
  const search = new OperationSearch(shipped());
  const found = (text: string, most?: number) =>
    search.search(text, most).map((hit) => signatureOf(hit.operation));

  it('has what people look for among the first', () => {
    const ranks = JUDGED.map(([text, expected]) => ({ text, rank: found(text).indexOf(expected) + 1 }));
    const beyond = (most: number) => ranks.filter(({ rank }) => rank === 0 || rank > most);
    assert.ok(JUDGED.length >= 80);
    assert.deepEqual(beyond(10), []);
    assert.ok(beyond(3).length <= 0.05 * JUDGED.length, JSON.stringify(beyond(3)));
  });

  it('puts "list rfis", "POST punch" and "budget snap" first', () => {
    assert.equal(found('list rfis')[0], 'GET /rest/v1.0/projects/{project_id}/rfis');
    assert.equal(found('POST punch')[0], 'POST /rest/v1.1/punch_items');
    assert.equal(found('budget snap')[0], 'GET /rest/v1.0/budget_view_snapshots');
  });

  it('has the usual lists for a word of the trade first, in their order, and writes after', () => {
    const operations = new Map(shipped().map((each) => [signatureOf(each), each]));
    for (const [said, paths] of Object.entries(USUAL)) {
      for (const typed of [said, said.toUpperCase(), `list ${said}`, ` ${said} `]) {
        const first = found(typed).slice(0, paths.length);
        const plain = first.map((each) => each.replace(/^GET \/rest\/v[\d.]+/, ''));
        assert.deepEqual(plain, paths, typed);
        for (const each of first) assert.equal(operations.get(each)?.deprecated, undefined, each);
      }
    }
  });

  it('leads to a read for every other word of the trade, too', () => {
    const asks = (said: string) => parseQuery(`${said} x`).intent === 'create';
    for (const said of Object.keys(SYNONYMS).filter((each) => !asks(each))) {
      assert.match(found(said)[0] ?? 'nothing', /^GET /, said);
    }
  });

  it('leads to a write for a word of the trade with a verb', () => {
    for (const [typed, method] of [
      ['create minutes', 'POST'],
      ['create transmittal', 'POST'],
      ['create shop drawing', 'POST'],
      ['delete file', 'DELETE'],
      ['update drawing', 'PATCH'],
      ['attach document', 'POST'],
      ['POST delivery', 'POST'],
    ] as const) {
      assert.equal(found(typed)[0]?.split(' ')[0], method, typed);
    }
  });

  it('finds nothing where there is nothing', () => {
    for (const text of ['', '   ', 'GET', 'get token', '/', '{}', 'xyzzy', 'list']) {
      if (text !== 'list') assert.deepEqual(found(text), [], text);
    }
    assert.ok(found('list').length > 0);
  });

  it('finds on the way to a word what it finds for the word', () => {
    const target = 'GET /rest/v1.0/companies';
    const text = 'list companies';
    for (let length = 'list comp'.length; length <= text.length; length++) {
      assert.ok(found(text.slice(0, length)).slice(0, 10).includes(target), text.slice(0, length));
    }
  });

  it('takes a method in capitals, or as the first word, for a condition', () => {
    for (const text of ['PATCH rfi', 'patch rfi', 'rfi PATCH']) {
      const signatures = found(text);
      assert.ok(signatures.length > 0 && signatures.every((each) => each.startsWith('PATCH ')), text);
    }
  });

  it('takes a version for a condition', () => {
    const signatures = found('company users v1.2');
    assert.ok(signatures.length > 0 && signatures.every((each) => each.includes('/rest/v1.2/')));
  });

  it('finds the operation of a path with values, whatever else is like it', () => {
    const path = '/rest/v1.0/projects/562949953443325/rfis/12?view=x';
    assert.equal(found(path)[0], 'GET /rest/v1.0/projects/{project_id}/rfis/{id}');
    assert.equal(found(`PATCH ${path}`)[0], 'PATCH /rest/v1.0/projects/{project_id}/rfis/{id}');
  });

  it('puts the newest version first, and marks the others with it', () => {
    const hits = search.search('list projects');
    assert.equal(hits[0]?.operation.path, '/rest/v1.1/projects');
    assert.equal(hits[0]?.newer, undefined);
    const older = hits.find((hit) => hit.operation.id === 'RestV10ProjectsGet');
    assert.equal(older?.newer, hits[0]?.operation.id);
  });

  it('puts an older version after its newest one, whatever was typed', () => {
    let pairs = 0;
    // The last one is liker to the older version, which was called otherwise.
    for (const text of [...JUDGED.map(([typed]) => typed), 'List project tools']) {
      const hits = search.search(text, 3_000);
      const places = new Map(hits.map((hit, place) => [hit.operation.id, place]));
      for (const { operation, newer } of hits) {
        const first = newer === undefined ? undefined : places.get(newer);
        if (first === undefined) continue;
        pairs++;
        assert.ok(first < (places.get(operation.id) ?? 0), `${text}: ${operation.id}`);
      }
    }
    assert.ok(pairs > 100, String(pairs));
  });

  it('puts the list of submittals before their deprecated logs', () => {
    const places = ['/rest/v1.1/projects/{project_id}/submittals', '/rest/v1.0/submittal_logs'].map((path) =>
      found('submittals', 3_000).indexOf(`GET ${path}`),
    );
    assert.equal(places[0], 0);
    assert.ok((places[1] ?? 0) > 4, String(places[1]));
  });

  it('puts a beta after the steady version of it, and says so', () => {
    const hits = search.search('GET prime contracts', 3_000);
    const beta = hits.findIndex(
      ({ operation }) => operation.beta && operation.path.endsWith('/prime_contracts'),
    );
    const steady = hits.findIndex(({ operation }) => operation.path === '/rest/v1.0/prime_contracts');
    assert.ok(steady === 0 && beta > 0, `${steady} ${beta}`);
    assert.equal(hits[beta]?.steadier, hits[steady]?.operation.id);
  });

  it('puts what is removed after everything that it is like', () => {
    const twins = new OperationSearch([
      operation({ path: '/rest/v1.0/a/cranes', name: 'List cranes', removed: true }),
      operation({ path: '/rest/v1.0/b/cranes', name: 'List cranes', deprecated: true }),
      operation({ path: '/rest/v1.0/c/cranes', name: 'List cranes', beta: true }),
      operation({ path: '/rest/v1.0/d/cranes', name: 'List cranes' }),
    ]);
    const paths = twins.search('cranes').map((hit) => hit.operation.path.split('/')[3]);
    assert.deepEqual(paths, ['d', 'c', 'b', 'a']);
  });

  it('wants every word, or what it also means, as long as anything has them', () => {
    for (const typed of ['overdue rfis', 'budget snap']) {
      const word = typed.split(' ')[1]?.slice(0, 3) ?? '';
      const signatures = found(typed, 3_000);
      const without = signatures.filter((each) => !each.toLowerCase().includes(word));
      assert.ok(signatures.length > 0 && without.length === 0, without.join());
    }
    assert.ok(found('rfi xyzzy').length > 0);
  });

  it('knows a word of the trade while it is typed', () => {
    for (const typed of ['overd', 'ball in cou', 'subcontr']) assert.ok(found(typed).length > 0, typed);
  });

  it('puts what is deprecated after what is not', () => {
    const hits = search.search('webhooks hooks');
    const first = hits.findIndex(({ operation }) => operation.deprecated);
    assert.ok(first > 0 && hits.slice(0, 2).every(({ operation }) => !operation.deprecated));
  });

  it('forgives a slip', () => {
    assert.ok(found('submital').slice(0, 3).includes('GET /rest/v1.1/projects/{project_id}/submittals'));
  });

  it('gives no more than it is asked for', () => {
    assert.equal(found('project', 7).length, 7);
    assert.equal(found('/rest/v1.0/projects/1/rfis', 1).length, 1);
  });

  it('takes any text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('__proto__', 'constructor', 'POST POST', 'v1.0 /', '('),
    );
    fc.assert(
      fc.property(text, (typed) => {
        const signatures = found(typed);
        assert.equal(new Set(signatures).size, signatures.length);
      }),
    );
  });

  it('works on a catalogue without operations, and on one with odd ones', () => {
    assert.deepEqual(new OperationSearch([]).search('a'), []);
    const odd = new OperationSearch([
      operation({ path: '/rest/v1.0/{id}', name: '…', tool: '', resource: '' }),
    ]);
    assert.deepEqual(odd.search('a'), []);
  });
});

describe('what is looked for', () => {
  const queries: Array<[string, object]> = [
    ['list rfis', { intent: 'list', verb: 'list', words: ['rfis'] }],
    ['rfis list', { intent: 'list', verb: 'list', words: ['rfis'] }],
    ['POST punch', { method: 'POST', words: ['punch'] }],
    ['delete hook', { intent: 'delete', verb: 'delete', words: ['hook'] }],
    ['list', { words: ['list'] }],
    ['post', { words: ['post'] }],
    ['change orders for a project', { words: ['change', 'orders', 'project'] }],
    ['/rest/v1.0/projects/12/rfis/{id}', { version: 'v1.0', words: ['projects', 'rfis'] }],
    ['the', { words: ['the'] }],
    ['upload photo', { intent: 'create', words: ['upload', 'photo'] }],
  ];
  for (const [text, query] of queries) {
    it(`is told by "${text}"`, () => assert.deepEqual(parseQuery(text), query));
  }

  for (const [word, one] of [
    ['companies', 'company'],
    ['companie', 'company'],
    ['rfis', 'rfi'],
    ['statuses', 'status'],
    ['status', 'status'],
    ['addresses', 'address'],
    ['analysis', 'analysis'],
    ['taxes', 'tax'],
    ['pos', 'po'],
    ['is', 'is'],
  ] as const) {
    it(`has "${word}" as "${one}"`, () => assert.equal(singular(word), one));
  }
});
