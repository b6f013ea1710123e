import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { action, connectionAt, helper, only, runOnce, warningsBy } from '../support/flow.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

const KEY = { connection: { clientId: 'client-1', clientSecret: 'secret-1' } };

describe('what stands beside a list, and what is missing of it', () => {
  let server: TestServer;
  let answer: (response: ServerResponse, url: URL) => void;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  beforeEach(async () => {
    server = await serve((request, response) =>
      request.path === '/oauth/token' ? token(response) : answer(response, new URL(request.path, 'http://x')),
    );
  });
  afterEach(async () => {
    await helper.unload();
    await server.close();
  });

  const send = async (properties: object) => {
    const node = action('procore-request', {
      method: 'GET',
      path: '/rest/v1.0/things',
      paging: 'all',
      ...properties,
    });
    const seen = await runOnce(node, connectionAt(server.url), KEY);
    return { seen, warnings: warningsBy('procore-request') };
  };
  /** Two pages of a list of four rows; one is removed after the first page was read. */
  const shrinking = (response: ServerResponse, url: URL) => {
    const isFirst = url.searchParams.get('page') !== '2';
    const next = `<${server.url}${url.pathname}?page=2>; rel="next"`;
    json(response, 200, isFirst ? [{ id: 1 }, { id: 2 }] : [{ id: 4 }], {
      total: isFirst ? '4' : '3',
      'per-page': '2',
      ...(isFirst && { link: next }),
    });
  };
  /** Three pages of two rows in an object, each with an error beside it. */
  const inObject = (response: ServerResponse, url: URL) => {
    const page = Number(url.searchParams.get('page'));
    const things = [{ id: page * 2 }, { id: page * 2 + 1 }];
    json(response, 200, { things, errors: `of page ${page}`, page }, { total: '6' });
  };

  it('is on the message of its page', async () => {
    answer = inObject;
    const { seen } = await send({ delivery: 'page', perPage: '2' });
    assert.deepEqual(
      seen.results.map(({ procore }) => procore?.envelope),
      [1, 2, 3].map((page) => ({ errors: `of page ${page}`, page })),
    );
  });

  it('is on the first message of its page where each row is a message', async () => {
    answer = inObject;
    const { seen } = await send({ delivery: 'row', perPage: '2' });
    assert.deepEqual(
      seen.results.map(({ procore }) => (procore?.envelope as { page?: number } | undefined)?.page),
      [1, undefined, 2, undefined, 3, undefined],
    );
  });

  it('is put together where all rows are one message', async () => {
    answer = (response, url) => {
      const page = Number(url.searchParams.get('page'));
      json(response, 200, { data: [{ id: page }], errors: [{ of: page }], has_next_page: page < 3 });
    };
    const { seen } = await send({ path: '/rest/v2.0/companies/1/things', perPage: '1' });
    const { payload, procore } = only(seen.results);
    assert.deepEqual(payload, [{ id: 1 }, { id: 2 }, { id: 3 }]);
    assert.deepEqual(procore?.envelope, { errors: [{ of: 1 }, { of: 2 }, { of: 3 }], has_next_page: false });
  });

  it('is warned of where only a part could be read', async () => {
    answer = (response) => json(response, 200, { tasks: Array(100).fill({}), todos: [] }, { total: '250' });
    const { seen, warnings } = await send({});
    assert.deepEqual(only(seen.results).procore?.incomplete, { read: 100, total: 250 });
    assert.deepEqual(warnings.length, 1);
    assert.match(warnings[0] ?? '', /incomplete/);
  });

  it('is warned of where the last page is full and nothing tells of its end', async () => {
    answer = (response) => json(response, 200, [{ id: 1 }, { id: 2 }]);
    const { seen, warnings } = await send({ perPage: '2' });
    assert.deepEqual(only(seen.results).procore?.incomplete, { read: 2 });
    assert.match(warnings[0] ?? '', /openEnd/);
  });

  it('makes list projects say that its list is not complete, so that no project counts as gone', async () => {
    // As many rows as a page has, and no word of another page.
    answer = (response) =>
      json(
        response,
        200,
        Array.from({ length: 300 }, (_, at) => ({ id: at + 1 })),
      );
    const node = action('procore-projects', { company: '1', companyType: 'num' });
    const open = await runOnce(node, connectionAt(server.url), KEY);
    assert.equal(only(open.results).procore?.complete, false);
    await helper.unload();
    // Procore counts more rows at the end than came.
    answer = (response, url) => {
      const isFirst = url.searchParams.get('page') !== '2';
      const next = `<${server.url}/rest/v1.1/projects?page=2>; rel="next"`;
      json(response, 200, isFirst ? [{ id: 1 }, { id: 2 }] : [{ id: 2 }], {
        total: isFirst ? '3' : '4',
        'per-page': '2',
        ...(isFirst && { link: next }),
      });
    };
    const moved = await runOnce(node, connectionAt(server.url), KEY);
    const { procore, payload } = only(moved.results);
    assert.deepEqual([(payload as unknown[]).length, procore?.complete], [2, false]);
    await helper.unload();
    // A project of page 1 was removed after that page was read: one of page 2 moved over to page 1, and nobody saw it.
    answer = shrinking;
    const shrunk = await runOnce(node, connectionAt(server.url), KEY);
    const last = only(shrunk.results);
    assert.deepEqual([(last.payload as unknown[]).length, last.procore?.complete], [3, false]);
  });

  it('makes a request for every project say that it is not complete if a list moved while it was read', async () => {
    const node = action('procore-request', {
      method: 'GET',
      path: '/rest/v1.0/projects/{project_id}/rfis',
      operation: 'List RFIs',
      paging: 'all',
      company: '1',
      companyType: 'num',
      scope: 'projects',
      perPage: '2',
    });
    const told = async (rfis: typeof answer) => {
      answer = (response, url) => {
        if (url.pathname.endsWith('/rfis')) rfis(response, url);
        else json(response, 200, [{ id: 7, name: 'One' }]);
      };
      const { results } = await runOnce(node, connectionAt(server.url), KEY);
      await helper.unload();
      const { complete, summary } = results.at(-1)?.procore ?? {};
      return [complete, (summary as { rows: number }).rows];
    };
    const still = (response: ServerResponse) => json(response, 200, [{ id: 1 }], { total: '1' });
    assert.deepEqual(await told(still), [true, 1]);
    assert.deepEqual(await told(shrinking), [false, 3]);
  });

  describe('of a daily log', () => {
    const path = '/rest/v1.0/projects/1/manpower_logs';
    beforeEach(() => {
      answer = (response) => json(response, 200, [], { total: '0' });
    });

    it('is warned of where no date was given, since that means today', async () => {
      const { warnings, seen } = await send({ path });
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /noDates/);
      assert.deepEqual(only(seen.results).payload, []);
    });

    for (const [where, properties] of [
      ['a row', { path, params: [{ name: 'log_date', value: '2026-01-31', type: 'str' }] }],
      ['the query', { path, query: '{"start_date":"2026-01-01"}', queryType: 'json' }],
      ['the path', { path: `${path}?log_date=2026-01-31` }],
    ] as const) {
      it(`is not warned of with a date in ${where}`, async () => {
        assert.deepEqual((await send(properties)).warnings, []);
      });
    }
  });
});
