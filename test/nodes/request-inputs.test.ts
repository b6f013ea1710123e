import assert from 'node:assert/strict';
import { helper, type Message, only } from '../support/flow.js';
import { fromMsg, RequestStage, text } from './request-stage.js';

describe('what a request sends of its rows and its message', () => {
  let stage: RequestStage;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    stage = await RequestStage.start();
  });
  afterEach(async () => {
    await helper.unload();
    await stage.close();
  });

  const sent = async (properties: object, msg: Message = {}) => {
    const { requests, error } = await stage.send(properties, msg);
    assert.equal(error, undefined);
    return decodeURIComponent(requests.at(-1)?.path ?? '').replace(/^[^?]*\??/, '');
  };
  const refused = async (properties: object, msg: Message, words: RegExp) => {
    const { requests, error, seen } = await stage.send(properties, msg);
    assert.equal(error?.code, 'PROCORE_CONFIG');
    assert.match(error?.message ?? '', words);
    assert.equal(requests.length, 0);
    assert.equal(seen.results.length, 0);
  };

  describe('a filter that is there and empty', () => {
    for (const [name, value, type] of [
      ['filters[id]', 'ids', 'msg'],
      ['filters[id][]', 'ids', 'msg'],
      ['vendor_ids', 'ids', 'msg'],
      ['filters', '{"id":[]}', 'json'],
      ['filters[id]', '[]', 'json'],
      ['filters[id]', '[ids[$ > 9]]', 'jsonata'],
    ] as const) {
      it(`matches nothing: ${name} from ${type}.${value}`, async () => {
        const { seen, requests, error } = await stage.send(
          { params: [{ name, value, type }], paging: 'all' },
          { ids: [] },
        );
        assert.equal(error, undefined);
        assert.equal(requests.length, 0);
        const { payload, procore } = only(seen.results);
        assert.deepEqual(payload, []);
        assert.match(String(procore?.emptyFilter), /id/);
        assert.equal(seen.statuses.at(-1)?.fill, 'green');
      });
    }

    it('matches nothing in msg.query either', async () => {
      const { seen, requests } = await stage.send({}, { query: { filters: { status: [] } } });
      assert.deepEqual([only(seen.results).payload, requests.length], [[], 0]);
    });

    it('is an error for a write', () =>
      refused(
        { method: 'DELETE', params: [fromMsg('ids', 'ids')] },
        { ids: [] },
        /parameter ids is an empty list, which nothing matches/,
      ));

    it('is an error for a placeholder', () =>
      refused(
        { path: '/rest/v1.0/projects/{project_id}/rfis', params: [fromMsg('project_id', 'ids')] },
        { ids: [] },
        /\{project_id\} is a list of 0 items/,
      ));

    for (const value of [undefined, null, '']) {
      it(`is an error where its place holds ${JSON.stringify(value) ?? 'nothing'}`, () =>
        refused(
          { params: [fromMsg('filters[vendor_id]', 'vendor')] },
          { vendor: value },
          /filter filters\[vendor_id\] is empty: msg\.vendor holds nothing/,
        ));
    }

    it('is an error where it is an object without properties', () =>
      refused(
        { params: [fromMsg('filters[id]', 'id')] },
        { id: {} },
        /filters\[id\] is an object with 0 properties/,
      ));

    it('is not sent where it says only how the answer is given', async () => {
      assert.equal(
        await sent({ params: [fromMsg('view', 'view'), fromMsg('fields', 'fields')] }, { fields: [] }),
        '',
      );
    });

    it('is an error where an item of its list is empty', () =>
      refused(
        { params: [fromMsg('filters[id]', 'ids')] },
        { ids: [1, null] },
        /item of the parameter filters\[id\]\[\] is empty/,
      ));
  });

  describe('rows of the same name', () => {
    it('are all sent, in order', async () => {
      const rows = ['open', 'draft'].map((status) => text('filters[status][]', status));
      assert.equal(
        await sent({ params: [rows[0], text('view', 'normal'), rows[1]] }),
        'view=normal&filters[status][]=open&filters[status][]=draft',
      );
    });

    it('are all sent where some are lists', async () => {
      const params = [fromMsg('filters[id]', 'a'), fromMsg('filters[id]', 'b')];
      assert.equal(
        await sent({ params }, { a: [1, 2], b: [3] }),
        'filters[id][]=1&filters[id][]=2&filters[id][]=3',
      );
    });

    it('are refused where they fill a placeholder', () =>
      refused(
        {
          path: '/rest/v1.0/projects/{project_id}',
          params: [text('project_id', '1'), text('project_id', '2')],
        },
        {},
        /placeholder \{project_id\} has two rows/,
      ));
  });

  it('gives a list one pair of brackets, wherever they are written', async () => {
    const ids = { ids: [11, 12] };
    for (const name of ['filters[vendor_id][]', 'filters[vendor_id]']) {
      assert.equal(
        await sent({ params: [fromMsg(name, 'ids')] }, ids),
        'filters[vendor_id][]=11&filters[vendor_id][]=12',
      );
      await helper.unload();
    }
    const query = { 'filters[vendor_id][]': [11], filters: { 'trade_id[]': 7 } };
    assert.equal(await sent({}, { query }), 'filters[vendor_id][]=11&filters[trade_id][]=7');
  });

  describe('a value that is none', () => {
    const path = '/rest/v1.0/projects/{project_id}/rfis';
    const values: Array<[unknown, RegExp]> = [
      [{ id: 7 }, /an object with 1 property/],
      [[7, 8], /a list of 2 items/],
      [Number.NaN, /NaN/],
      [Number.POSITIVE_INFINITY, /Infinity/],
      [true, /a yes or no/],
      [2 ** 60, /a number beyond 2\^53/],
      [Buffer.from('abc'), /a buffer of 3 bytes/],
    ];
    for (const [value, kind] of values) {
      it(`is refused in the path, with what it is: ${kind.source}`, async () => {
        const named = new RegExp(`\\{project_id\\} is ${kind.source}`);
        await refused({ path, params: [fromMsg('project_id', 'id')] }, { id: value }, named);
        await helper.unload();
        const fromParams = new RegExp(`msg\\.params\\.project_id is ${kind.source}`);
        await refused({ path }, { params: { project_id: value } }, fromParams);
      });
    }

    for (const [value, kind] of values.filter(([value]) => !Array.isArray(value) && value !== true)) {
      if (kind.source.startsWith('an object')) continue;
      it(`is refused in the query, with what it is: ${kind.source}`, () =>
        refused(
          {},
          { query: { filters: { search: value } } },
          new RegExp(`filters\\[search\\] is ${kind.source}`),
        ));
    }

    it('is refused as a Map, which would be sent as nothing', () =>
      refused({}, { query: { filters: new Map([['id', 1]]) } }, /filters is a Map/));

    it('tells nothing of what it holds', async () => {
      const { error } = await stage.send({ path }, { params: { project_id: { secret: 'hunter2' } } });
      assert.doesNotMatch(error?.message ?? '', /hunter2|secret/);
    });

    it('is refused as method and path', async () => {
      await refused({ path: '' }, { path: { a: 1 } }, /msg\.path is an object/);
      await helper.unload();
      await refused({ method: '' }, { method: ['GET'] }, /msg\.method is a list/);
    });

    it('is refused in a header', () =>
      refused(
        { headers: 'wanted', headersType: 'msg' },
        { wanted: { 'x-a': Number.NaN } },
        /header x-a is NaN/,
      ));

    it('is sent where it is a number, a moment or a yes or no', async () => {
      const query = { a: 1.5, b: new Date(0), c: false, d: 0 };
      assert.equal(await sent({}, { query }), 'a=1.5&b=1970-01-01T00:00:00.000Z&c=false&d=0');
    });
  });

  describe('names that every object has', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
      it(`are no values: {${name}}`, () =>
        refused(
          { path: `/rest/v1.0/{${name}}` },
          { params: {} },
          new RegExp(`needs a value for \\{${name}\\}`),
        ));
    }

    it('are sent where the message has them as its own', async () => {
      const query = Object.assign(Object.create(null), { constructor: 'x' });
      assert.equal(await sent({}, { query }), 'constructor=x');
    });
  });

  describe('a path as other tools write it', () => {
    for (const path of [
      '/rest/v1.0/projects/{{project_id}}/rfis',
      '/rest/v1.0/projects/:project_id/rfis',
      '/rest/v1.0/projects/<id>/rfis',
      '/rest/v1.0/projects/%7Bproject_id%7D/rfis',
      '/rest/v1.0/projects/{project_id/rfis',
    ]) {
      it(`is refused, with the right form: ${path}`, () =>
        refused({ path }, { params: { project_id: 5 } }, /Write a placeholder as \{project_id\}/));
    }

    it('is refused from the message: ${project_id}', () =>
      refused(
        { path: '' },
        { path: '/rest/v1.0/projects/${project_id}/rfis', params: { project_id: 5 } },
        /Write a placeholder as \{project_id\}/,
      ));
  });

  describe('a number of the node', () => {
    const fields: Array<[string, string, unknown[]]> = [
      ['limit', 'row limit', ['abc', '-1', '0', '1.5', 'NaN', 'Infinity']],
      ['perPage', 'page size', ['abc', '-1', '0', '1e9']],
      ['parallel', 'parallel pages', ['abc', '-1', '0', '1e9']],
      ['deadline', 'time limit', ['abc', '-1', '0', 'NaN', '1e999']],
      ['concurrency', 'parallel messages', ['abc', '-1', '0', '1e9']],
    ];
    for (const [field, name, values] of fields) {
      it(`is refused by name where it is odd: ${field}`, async () => {
        for (const value of values) {
          await refused({ [field]: value, paging: 'all' }, {}, new RegExp(`field "${name}" must be a`));
          await helper.unload();
        }
      });
    }
  });
});

describe('what a request takes from its message', () => {
  let stage: RequestStage;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    stage = await RequestStage.start();
  });
  afterEach(async () => {
    await helper.unload();
    await stage.close();
  });

  const message = () => ({
    method: 'get',
    path: '/rest/v1.0/projects/{project_id}/rfis',
    query: { page: 3 },
    params: { project_id: 7, other: 1 },
    topic: 'kept',
  });

  it('is not on the messages that it sends on', async () => {
    const { seen, requests } = await stage.send({ method: '', path: '' }, message());
    assert.equal(requests[0]?.path, '/rest/v1.0/projects/7/rfis?page=3');
    const { method, path, query, params, topic } = only(seen.results);
    assert.deepEqual(
      { method, path, query, params, topic },
      {
        method: undefined,
        path: undefined,
        query: undefined,
        params: { other: 1 },
        topic: 'kept',
      },
    );
  });

  it('stays where the node did not read it', async () => {
    const { seen } = await stage.send({ query: '{"view":"x"}', queryType: 'json' }, message());
    const { method, path, query, params } = only(seen.results);
    const { method: m, path: p, query: q, params: all } = message();
    assert.deepEqual({ method, path, query, params }, { method: m, path: p, query: q, params: all });
  });

  it('stays on a failure', async () => {
    const { seen } = await stage.send({ path: '' }, { ...message(), params: {} });
    const { path, query } = only(seen.caught);
    assert.deepEqual([path, query], ['/rest/v1.0/projects/{project_id}/rfis', { page: 3 }]);
  });

  it('is not mixed with rows: msg.query is not read beside one', async () => {
    const { requests, seen } = await stage.send({ params: [text('view', 'normal')] }, { query: { page: 3 } });
    assert.equal(requests[0]?.path, '/rest/v1.0/things?view=normal');
    assert.deepEqual(only(seen.results).query, { page: 3 });
  });

  it('of a node of before is kept, and mixed as it was', async () => {
    const { requests, seen } = await stage.send(
      { messageInputs: 'kept', path: '', params: [text('view', 'normal')] },
      message(),
    );
    assert.equal(requests[0]?.path, '/rest/v1.0/projects/7/rfis?page=3&view=normal');
    const { path, query, params } = only(seen.results);
    assert.deepEqual([path, query, params], [message().path, { page: 3 }, message().params]);
  });

  it('does not reach a second request: a left-over id deletes nothing', async () => {
    const first = await stage.send({ path: '/rest/v1.0/rfis/{id}' }, { params: { id: 9 } });
    await helper.unload();
    const second = await stage.send(
      { method: 'DELETE', path: '/rest/v1.0/punch_items/{id}' },
      only(first.seen.results),
    );
    assert.equal(second.error?.code, 'PROCORE_CONFIG');
    assert.equal(second.requests.length, 0);
  });
});
