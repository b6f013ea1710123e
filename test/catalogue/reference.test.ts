import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReferenceUpdate } from '../../nodes/shared/admin/catalogue-update.js';
import { CatalogueStore } from '../../src/catalogue/load.js';
import { type Operation, signatureOf } from '../../src/catalogue/operation.js';
import { readReference, withRemoved } from '../../src/catalogue/reference.js';
import { documentLinks } from '../../src/catalogue/resource-links.js';
import { KnownBodies } from '../../src/catalogue/shapes.js';
import { packWithBodies } from '../../src/catalogue/table.js';
import { type ReferenceAnswer, referenceAnswers } from '../../testing/catalogue/reference-server.js';
import { serve, type TestServer } from '../support/http-server.js';
import { until } from '../support/until.js';
import { operation, shipped } from './operations.js';

const LIST = '/api/v1/resource_groups';
const AT = new URL(`https://developers.example${LIST}`);
const tell = () => undefined;

/** A document whose schemas combine each other, so that only the first of its operations are read. */
function tooMuch(): string {
  const all = Array.from({ length: 150 }, (_, index) => ({ $ref: `#/s/${index}` }));
  const s = all.map(() => ({ allOf: all }));
  const schema = { allOf: all };
  const item = { post: { requestBody: { content: { 'application/json': { schema } } } } };
  const paths = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`/rest/v1.0/b${index}`, item]));
  return JSON.stringify({ openapi: '3.0.1', paths, s });
}

describe('links in the list of resources', () => {
  const found = (list: unknown) => documentLinks(list, AT).map(({ pathname, search }) => pathname + search);

  it('are found wherever they stand, each once', () => {
    const link = '/api/v1/resources/7?version=latest&aggregate_from_versions[]=rest-v1.0';
    assert.deepEqual(found([{ groups: { a: [{ links: [{ href: link }, link] }] } }]), [link]);
    assert.deepEqual(found({ links: `https://developers.example${link}` }), [link]);
  });

  it('are relative to the list', () => {
    assert.deepEqual(found(['?version=latest&aggregate_from_versions[]=x']), [
      `${LIST}?version=latest&aggregate_from_versions[]=x`,
    ]);
  });

  it('are those of whole resources if there are such, else all with a version', () => {
    assert.deepEqual(found(['/a?version=1', '/b?version=latest&aggregate_from_versions[]=1']), [
      '/b?version=latest&aggregate_from_versions[]=1',
    ]);
    assert.deepEqual(found(['/a?version=1', '/b?version=2']), ['/a?version=1', '/b?version=2']);
  });

  it('lead to no other host, scheme or account', () => {
    const strange = [
      'https://evil.example/a?version=latest',
      'http://developers.example/a?version=latest',
      'https://developers.example:8443/a?version=latest',
      'https://user:word@developers.example/a?version=latest',
      '//evil.example/a?version=latest',
      '\\\\evil.example\\a?version=latest',
      'javascript:version=1',
      'file:///etc/passwd?version=1',
      'a text with version= in it',
      '/a#version=1',
    ];
    assert.deepEqual(found(strange), []);
  });

  it('are bounded in number and depth', () => {
    assert.equal(found(Array.from({ length: 5_000 }, (_, n) => `/a${n}?version=1`)).length, 2_000);
    let deep: unknown = '/a?version=1';
    for (let level = 0; level < 10_000; level++) deep = [deep];
    assert.deepEqual(found(deep), []);
    for (const odd of [null, 5, 'x', undefined, {}]) assert.deepEqual(found(odd), []);
  });
});

describe('Procore’s reference', () => {
  const A = operation({ path: '/rest/v1.0/a', name: 'List A' });
  const B = operation({ path: '/rest/v1.0/b', name: 'List B', deprecated: true, sunset: '2027-01-01' });
  let server: TestServer;
  let answers: Map<string, ReferenceAnswer>;
  /** Requests that are not answered yet. */
  let open: number;
  let mostOpen: number;
  let hang: boolean;
  /** Addresses of which the next request fails. */
  let failing: Set<string>;
  beforeEach(async () => {
    answers = referenceAnswers([[A], [B]]);
    open = 0;
    mostOpen = 0;
    hang = false;
    failing = new Set();
    server = await serve((request, response) => {
      mostOpen = Math.max(mostOpen, ++open);
      if (hang && request.path !== LIST) return;
      setTimeout(() => {
        open--;
        const answer = failing.delete(request.path)
          ? { status: 503 }
          : (answers.get(request.path) ?? { status: 404 });
        if (typeof answer === 'string') {
          response.setHeader('content-type', 'application/json');
          response.end(answer);
        } else response.writeHead(answer.status, answer.headers).end();
      }, 5);
    });
  });
  afterEach(() => server.close());

  const { signal } = new AbortController();
  const read = () => readReference({ origin: server.url, signal, onProgress: tell });
  const links = () => [...answers.keys()].filter((path) => path !== LIST);

  it('is read document by document, a few at a time, with its progress', async () => {
    answers = referenceAnswers(
      Array.from({ length: 30 }, (_, n) => [operation({ path: `/rest/v1.0/a${n}` })]),
    );
    const progress: string[] = [];
    const onProgress = (done: number, total: number) => progress.push(`${done}/${total}`);
    const { operations, documents, unread } = await readReference({ origin: server.url, signal, onProgress });
    assert.deepEqual([operations.length, documents, unread], [30, 30, 0]);
    assert.deepEqual([progress[0], progress.at(-1), progress.length], ['0/30', '30/30', 31]);
    assert.ok(mostOpen > 1 && mostOpen <= 4, String(mostOpen));
    assert.equal(server.requests.length, 31);
    for (const { method, headers } of server.requests) {
      assert.equal(method, 'GET');
      assert.equal(headers.authorization ?? headers.cookie, undefined);
    }
  });

  it('gives what the documents say', async () => {
    const { operations } = await read();
    const said = operations.map(({ name, deprecated, sunset }) => ({ name, deprecated, sunset }));
    assert.deepEqual(
      said.sort((x, y) => (x.name < y.name ? -1 : 1)),
      [
        { name: 'List A', deprecated: undefined, sunset: undefined },
        { name: 'List B', deprecated: true, sunset: '2027-01-01' },
      ],
    );
  });

  it('is read as far as it can be', async () => {
    answers = referenceAnswers([[A], [B], [operation({ path: '/rest/v1.0/c' })]]);
    for (const broken of [
      '{',
      '{"a":1}',
      { status: 500 },
      { status: 302, headers: { location: 'https://evil.example/x' } },
    ]) {
      answers.set(links()[1] ?? '', broken);
      const { operations, unread } = await read();
      assert.deepEqual(operations.map(signatureOf).sort(), ['GET /rest/v1.0/a', 'GET /rest/v1.0/c']);
      assert.equal(unread, 1);
    }
  });

  const odd: Array<[what: string, answer: ReferenceAnswer]> = [
    ['empty', ''],
    ['cut off', JSON.stringify({ openapi: '3.0.1', paths: { '/rest/v1.0/b': { get: {} } } }).slice(0, -3)],
    ['YAML', 'openapi: 3.0.1\npaths:\n  /rest/v1.0/b: {get: {}}\n'],
    ['of 200,000 levels', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['larger than 20 MB', JSON.stringify({ openapi: '3.0.1', paths: {}, x: 'x'.repeat(21 * 1024 * 1024) })],
    ['of paths that are a list', '{"openapi":"3.0.1","paths":["/rest/v1.0/b"]}'],
    ['without paths', '{"openapi":"3.0.1"}'],
    ['of another version', '{"openapi":"9","paths":{"/rest/v1.0/b":{"get":{}}}}'],
    ['a number', '5'],
    ['too much to be read to its end', tooMuch()],
    ['null', 'null'],
  ];
  for (const [what, answer] of odd) {
    it(`leaves out a document that is ${what}, and knows that it is not whole`, async () => {
      answers = referenceAnswers([[A], [B], [operation({ path: '/rest/v1.0/c' })]]);
      answers.set(links()[1] ?? '', answer);
      const reference = await read();
      assert.deepEqual(reference.operations.map(signatureOf).sort(), [
        'GET /rest/v1.0/a',
        'GET /rest/v1.0/c',
      ]);
      assert.equal(reference.unread, 1);
      assert.ok(withRemoved(reference, [A, B]).every(({ removed }) => !removed));
    });
  }

  it('takes an operation that several documents have once, and groups without resources', async () => {
    answers = referenceAnswers([[A], [{ ...A, name: 'Another' }, B], []]);
    const list = JSON.parse(String(answers.get(LIST)));
    list.data.push(
      { name: 'Empty', resources: [] },
      { name: 'Odd', resources: null },
      { name: 'None' },
      null,
      7,
    );
    answers.set(LIST, JSON.stringify(list));
    const { operations, documents, unread } = await read();
    assert.deepEqual(
      [operations.map(({ name }) => name).sort(), documents, unread],
      [['List A', 'List B'], 3, 0],
    );
  });

  it('has an end: more operations than a table takes are refused', async () => {
    const many = (from: string) =>
      Array.from({ length: 11_000 }, (_, n) => operation({ path: `/rest/v1.0/${from}${n}` }));
    answers = referenceAnswers([many('a'), many('b')]);
    await assert.rejects(read(), /more than 20000 operations/);
  });

  it('is also read if its documents are in an envelope or in a list', async () => {
    const [first = '', second = ''] = links();
    answers.set(first, `{"meta": {"count": 1}, "data": ${answers.get(first)}}`);
    answers.set(second, `[${answers.get(second)}, {}]`);
    const { operations, unread } = await read();
    assert.deepEqual([operations.length, unread], [2, 0]);
  });

  it('asks once more for a document that fails', async () => {
    const [link = ''] = links();
    failing.add(link);
    const { unread } = await read();
    assert.equal(unread, 0);
    assert.equal(server.requests.filter(({ path }) => path === link).length, 2);
  });

  it('fails with a sentence if there is nothing to read', async () => {
    const lists: Array<[ReferenceAnswer, RegExp]> = [
      ['[]', /names no document/],
      ['<html>', /not JSON/],
      [{ status: 403 }, /status 403/],
      [{ status: 302, headers: { location: 'https://login.example/' } }, /redirects to another host/],
    ];
    for (const [list, cause] of lists) {
      answers.set(LIST, list);
      await assert.rejects(read(), (error: { code?: string; cause?: string }) => {
        assert.equal(error.code, 'PROCORE_BAD_RESPONSE');
        assert.match(String(error.cause), cause);
        return true;
      });
    }
    answers = referenceAnswers([[A], [B]]);
    for (const link of links()) answers.set(link, { status: 404 });
    await assert.rejects(read(), { code: 'PROCORE_BAD_RESPONSE' });
  });

  it('is not asked for without TLS', async () => {
    for (const origin of ['http://developers.example', 'ftp://x', 'nonsense', '']) {
      await assert.rejects(
        readReference({ origin, signal, onProgress: tell }),
        { code: 'PROCORE_CONFIG' },
        origin,
      );
    }
  });

  it('can be left in the middle', async () => {
    hang = true;
    const stop = new AbortController();
    const reading = readReference({ origin: server.url, signal: stop.signal, onProgress: tell });
    reading.catch(tell);
    await until(() => server.requests.length > 1);
    stop.abort(new Error('left'));
    await assert.rejects(reading);
    await until(async () => (await server.sockets()) === 0);
  });

  it('marks what it has no longer, only if all of it was read', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => operation({ path: `/rest/v1.0/${name}` }));
    const after = before.slice(1);
    const removedIn = (all: readonly Operation[]) =>
      all.filter(({ removed }) => removed).map(({ path }) => path);
    const reference = { operations: after, bodies: new Map(), documents: 3, unread: 0 };
    assert.deepEqual(removedIn(withRemoved(reference, before)), ['/rest/v1.0/a']);
    assert.deepEqual(removedIn(withRemoved({ ...reference, unread: 1 }, before)), []);
    assert.deepEqual(removedIn(withRemoved({ ...reference, operations: after.slice(3) }, before)), []);
  });

  describe('as an update of the catalogue', () => {
    let directory: string;
    let store: CatalogueStore;
    beforeEach(() => {
      directory = mkdtempSync(join(tmpdir(), 'reference-'));
      store = new CatalogueStore(directory);
    });
    afterEach(() => rmSync(directory, { recursive: true, force: true }));
    const update = () =>
      new ReferenceUpdate(async () => ({ store, bodies: new KnownBodies(store) }), server.url);
    const ended = (running: ReferenceUpdate) => until(() => running.state.state !== 'running');

    it('is imported, and told what it has changed', async () => {
      const [first, second, ...rest] = shipped().filter(({ removed }) => !removed);
      assert.ok(first && second);
      answers = referenceAnswers([
        [{ ...second, name: 'Another name' }, ...rest],
        [A, B],
      ]);
      const running = update();
      assert.deepEqual(running.start(), { state: 'running', done: 0, total: 0 });
      assert.equal(running.start().state, 'running');
      await ended(running);
      const { state } = running;
      assert.equal(state.state, 'done', JSON.stringify(state));
      if (state.state !== 'done') return;
      assert.deepEqual([state.changes.came, state.changes.went, state.unread], [2, 1, 0]);
      assert.ok(state.changes.changed >= 1);
      const { operations } = await store.load();
      const of = (one: Operation) => operations.find((each) => signatureOf(each) === signatureOf(one));
      assert.equal(of(first)?.removed, true);
      assert.equal(of(second)?.name, 'Another name');
      assert.equal(of(A)?.name, 'List A');
      // What the documents cannot say stays.
      const named = shipped().filter(({ newer, removed }) => newer !== undefined && !removed);
      for (const one of named) assert.equal(of(one)?.newer, one.newer);
      assert.equal(server.requests.filter(({ path }) => path === LIST).length, 1);
    });

    it('brings the bodies of its documents, and keeps those of what is gone since', async () => {
      const path = '/rest/v1.0/lifts';
      const schema = { type: 'object', properties: { day: { type: 'string', format: 'date' } } };
      const lifts = { [path]: { post: { requestBody: { content: { 'application/json': { schema } } } } } };
      const [first = ''] = links();
      const rest = shipped().filter(({ removed }) => !removed);
      answers = referenceAnswers([[A], rest]);
      answers.set(first, JSON.stringify({ openapi: '3.0.1', paths: lifts }));
      // A body of an earlier import, of an operation whose body the documents do not describe.
      const rfis = 'POST /rest/v1.0/projects/{project_id}/rfis';
      await store.import(
        packWithBodies(
          shipped().filter((each) => signatureOf(each) === rfis),
          new Map([[rfis, { old: 'string' }]]),
        ),
      );
      const run = async () => {
        const running = update();
        running.start();
        await ended(running);
        assert.equal(running.state.state, 'done', JSON.stringify(running.state));
      };
      await run();
      const known = new KnownBodies(store);
      assert.deepEqual(await known.body(`POST ${path}`), { day: 'date' });
      assert.ok(Object.hasOwn((await known.body(rfis)) as object, 'rfi!'));
      answers.set(first, JSON.stringify({ openapi: '3.0.1', paths: {} }));
      await run();
      assert.equal((await known.write('POST', path))?.operation.removed, true);
      assert.deepEqual(await known.body(`POST ${path}`), { day: 'date' });
    });

    it('is told when it fails, and changes nothing', async () => {
      answers.set(LIST, { status: 500 });
      const running = update();
      running.start();
      await ended(running);
      assert.equal(running.state.state, 'failed');
      assert.deepEqual(await store.load(), { operations: shipped() });
    });

    it('is cancelled, and can be started again', async () => {
      hang = true;
      const running = update();
      running.start();
      await until(() => server.requests.length > 1);
      assert.deepEqual(running.cancel(), { state: 'idle' });
      await until(async () => (await server.sockets()) === 0);
      assert.deepEqual(running.state, { state: 'idle' });
      assert.deepEqual(await store.load(), { operations: shipped() });
      hang = false;
      running.start();
      await ended(running);
      assert.equal(running.state.state, 'done');
    });
  });
});
