import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { Client, PlanInput } from '../../src/index.js';
import { clientOf } from '../support/client.js';
import { collect } from '../support/collect.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

const ROWS = Array.from({ length: 7 }, (_, index) => ({ id: index + 1 }));

/** What a server tells about its pages; every combination is documented for some operation. */
interface Hints {
  readonly link?: boolean;
  readonly total?: boolean;
  readonly clampTo?: number;
}

describe('lists read page by page', () => {
  let server: TestServer;
  let client: Client;
  let hints: Hints;
  let answer: (url: URL, response: ServerResponse) => void;

  beforeEach(async () => {
    hints = {};
    answer = pageOfRows;
    server = await serve((request, response) =>
      request.path === '/oauth/token' ? token(response) : answer(new URL(request.path, 'http://x'), response),
    );
    client = clientOf(server.url);
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  function pageOfRows(url: URL, response: ServerResponse): void {
    const page = Number(url.searchParams.get('page') ?? 1);
    const perPage = Math.min(hints.clampTo ?? 100, Number(url.searchParams.get('per_page') ?? 10));
    const rows = ROWS.slice((page - 1) * perPage, page * perPage);
    const next = page * perPage < ROWS.length;
    json(response, 200, rows, {
      ...(hints.total && { total: String(ROWS.length) }),
      'per-page': String(perPage),
      // Another host, as a proxy might write it, and without the query of the request, as in Procore's example.
      ...(hints.link &&
        next && {
          link: `<https://elsewhere.example${url.pathname}?page=${page + 1}&per_page=${perPage}>; rel="next"`,
        }),
    });
  }

  const read = (plan: Partial<PlanInput> = {}) =>
    collect(client.pages({ method: 'GET', path: '/rest/v1.0/things', paging: 'all', perPage: 3, ...plan }));
  const calls = () =>
    server.requests.filter((request) => request.path.startsWith('/rest/')).map(({ path }) => path);

  for (const [name, given] of [
    ['Link and Total', { link: true, total: true }],
    ['Link alone', { link: true }],
    ['Total alone', { total: true }],
    ['a page size below the one asked for', { total: true, clampTo: 2 }],
  ] as const) {
    it(`are read whole by ${name}`, async () => {
      hints = given;
      const pages = await read();
      assert.deepEqual(
        pages.flatMap((page) => page.body),
        ROWS,
      );
      assert.equal(pages.filter((page) => page.last).length, 1);
      assert.equal(pages.at(-1)?.last, true);
      assert.equal(calls().length, pages.length);
    });
  }

  it('end after one answer where the server tells of no other page', async () => {
    const pages = await read();
    assert.deepEqual(
      pages.map((page) => page.body),
      [ROWS.slice(0, 3)],
    );
    assert.equal(pages[0]?.last, true);
  });

  it('keep the query on every page, even where the link leaves it out', async () => {
    hints = { link: true };
    await read({ query: { project_id: 5 } });
    assert.equal(calls().length, 3);
    assert.ok(calls().every((path) => path.includes('project_id=5')));
  });

  it('stop at the limit and ask for no page beyond it', async () => {
    hints = { total: true };
    const pages = await read({ limit: 4 });
    assert.deepEqual(
      pages.flatMap((page) => page.body),
      ROWS.slice(0, 4),
    );
    assert.equal(calls().length, 2);
    assert.equal(pages.at(-1)?.last, true);
  });

  it('carry page, size, total, request id and quota', async () => {
    answer = (_url, response) =>
      json(response, 200, ROWS.slice(0, 3), {
        total: '3',
        'per-page': '3',
        'x-request-id': 'req-9',
        'x-rate-limit-limit': '25',
        'x-rate-limit-remaining': '24',
        'x-rate-limit-reset': '1466182247',
      });
    const [page] = await read();
    const { page: number, perPage, total, requestId, quota, attempts } = page ?? {};
    assert.deepEqual(
      { number, perPage, total, requestId, quota, attempts },
      {
        number: 1,
        perPage: 3,
        total: 3,
        requestId: 'req-9',
        quota: { limit: 25, remaining: 24, resetAt: 1466182247 },
        attempts: 1,
      },
    );
  });

  it('refuse to go in a circle', async () => {
    answer = (url, response) =>
      json(response, 200, ROWS, { link: `<${url.pathname}?page=1&per_page=3>; rel="next"` });
    await assert.rejects(read(), { code: 'PROCORE_BAD_RESPONSE', message: /leads back/ });
  });

  it('open the data envelope of v2, page after page', async () => {
    answer = (url, response) => {
      const page = Number(url.searchParams.get('page'));
      json(response, 200, { data: [{ id: `01J${page}` }] }, { total: '2', 'per-page': '1' });
    };
    const pages = await read({ path: '/rest/v2.0/companies/1/things', perPage: 1 });
    assert.deepEqual(
      pages.flatMap((page) => page.body),
      [{ id: '01J1' }, { id: '01J2' }],
    );
  });

  it('open the envelope of a single v2 answer, and leave a v1 object alone', async () => {
    answer = (_url, response) => json(response, 200, { data: { id: '7' } });
    const [v2] = await read({ path: '/rest/v2.1/companies/1/things/7', paging: 'off' });
    assert.deepEqual(v2?.body, { id: '7' });
    const [v1] = await read({ path: '/rest/v1.0/things/7', paging: 'off' });
    assert.deepEqual(v1?.body, { data: { id: '7' } });
  });

  it('give an object as the only page', async () => {
    answer = (_url, response) => json(response, 200, { id: 1 });
    const [page] = await read();
    assert.deepEqual([page?.body, page?.isList, page?.last], [{ id: 1 }, false, true]);
  });

  for (const [path, size] of [
    ['/rest/v1.1/projects', '300'],
    ['/rest/v1.0/projects/1/rfis', '2000'],
    ['/rest/v2.0/companies/1/x', '100'],
  ] as const) {
    it(`ask for ${size} rows a page of ${path}`, async () => {
      await collect(client.pages({ method: 'GET', path, paging: 'all' }));
      assert.ok(calls()[0]?.includes(`per_page=${size}`));
    });
  }

  it('leave a page size that the flow chose', async () => {
    await collect(
      client.pages({ method: 'GET', path: '/rest/v1.0/things', query: { per_page: 4 }, paging: 'all' }),
    );
    assert.equal(calls()[0], '/rest/v1.0/things?per_page=4&page=1');
  });
});
