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

  it('come in order, several pages at a time, and are not asked for twice', async () => {
    const total = 40;
    let open = 0;
    let most = 0;
    answer = (url, response) => {
      const page = Number(url.searchParams.get('page'));
      open++;
      most = Math.max(most, open);
      // Later pages answer sooner.
      setTimeout(() => {
        open--;
        json(response, 200, [{ id: page }], { total: String(total), 'per-page': '1' });
      }, 60 - page);
    };
    const pages = await collect(
      client.pages({ method: 'GET', path: '/rest/v1.0/things', paging: 'all', perPage: 1 }, { parallel: 4 }),
    );
    assert.deepEqual(
      pages.map((page) => (page.body as Array<{ id: number }>)[0]?.id),
      Array.from({ length: total }, (_, i) => i + 1),
    );
    assert.equal(most, 4);
    assert.equal(new Set(calls()).size, total);
    assert.equal(calls().length, total);
  });

  for (const [parallel, asked] of [
    [4, 5],
    [1, 1],
  ] as const) {
    const what = parallel === 1 ? 'not ahead of the flow' : 'before the flow has taken the first';
    it(`are requested ${what}, ${parallel} at a time`, async () => {
      answer = (url, response) => {
        const rows = [{ id: Number(url.searchParams.get('page')) }];
        const send = () => json(response, 200, rows, { total: '40', 'per-page': '1' });
        setTimeout(send, rows[0]?.id === 1 ? 0 : 300);
      };
      const plan = { method: 'GET', path: '/rest/v1.0/things', paging: 'all', perPage: 1 } as const;
      const pages = client.pages(plan, { parallel });
      await pages.next();
      await new Promise((resolve) => setTimeout(resolve, 100));
      assert.equal(calls().length, asked);
      await pages.return();
    });
  }

  it('are requested while long ones before them are parsed, no more at once than allowed', async () => {
    const total = 60;
    let open = 0;
    let most = 0;
    answer = (url, response) => {
      most = Math.max(most, ++open);
      response.once('finish', () => open--);
      const rows = [{ id: Number(url.searchParams.get('page')), text: 'x'.repeat(40_000) }];
      json(response, 200, rows, { total: String(total), 'per-page': '1' });
    };
    let ahead = 0;
    const plan = { method: 'GET', path: '/rest/v1.0/things', paging: 'all', perPage: 1 } as const;
    for await (const page of client.pages(plan, { parallel: 4 })) {
      ahead = Math.max(ahead, calls().length - (page.page ?? 0));
    }
    // The server had been asked for a fourth page after one that was just parsed. Before, it never was.
    assert.ok(ahead > 4, `${ahead} ahead`);
    assert.ok(most <= 4, `${most} at once`);
    assert.equal(calls().length, total);
  });

  it('are not requested again after the reader has stopped, even if they came damaged', async () => {
    const held: Array<() => void> = [];
    answer = (url, response) => {
      const page = Number(url.searchParams.get('page'));
      const whole = JSON.stringify([{ id: page, text: 'x'.repeat(40_000) }]);
      const send = () => {
        const headers = { 'content-type': 'application/json', total: '3', 'per-page': '1' };
        response.writeHead(200, headers).end(page === 3 ? whole.slice(0, -2) : whole);
      };
      if (page === 1) return send();
      held.push(send);
      if (held.length === 2) for (const each of held) each();
    };
    const plan = { method: 'GET', path: '/rest/v1.0/things', paging: 'all', perPage: 1 } as const;
    for await (const page of client.pages(plan, { parallel: 4 })) if (page.page === 2) break;
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal(calls().length, 3);
  });

  it('follow a list that grows, leave out rows that came before, and say so', async () => {
    // A row is added at the front after the first page: 1..6 become 0..6.
    const rows = [0, 1, 2, 3, 4, 5, 6].map((id) => ({ id }));
    answer = (url, response) => {
      const page = Number(url.searchParams.get('page'));
      const list = page === 1 ? rows.slice(1) : rows;
      json(response, 200, list.slice((page - 1) * 2, page * 2), {
        total: String(list.length),
        'per-page': '2',
      });
    };
    const pages = await read({ perPage: 2 });
    assert.deepEqual(
      pages.flatMap((page) => page.body),
      rows.slice(1),
    );
    assert.deepEqual(pages.at(-1)?.drift, { duplicates: 1, total: 7, read: 6 });
    assert.equal(pages.filter((page) => page.last).length, 1);
  });

  it('are read in halves where Procore gives up on a large page (408)', async () => {
    const all = Array.from({ length: 450 }, (_, id) => ({ id }));
    answer = (url, response) => {
      const [page, size] = ['page', 'per_page'].map((name) => Number(url.searchParams.get(name))) as [
        number,
        number,
      ];
      if (size > 100) return json(response, 408, {});
      json(response, 200, all.slice((page - 1) * size, page * size), {
        total: '450',
        'per-page': String(size),
      });
    };
    const pages = await read({ perPage: 400 });
    assert.deepEqual(
      pages.flatMap((page) => page.body),
      all,
    );
    assert.deepEqual(
      pages.map((page) => (page.body as unknown[]).length),
      [400, 50],
    );
  });

  it('are not cut short by a server that clamps the page without saying so', async () => {
    answer = (url, response) => {
      const page = Number(url.searchParams.get('page'));
      json(response, 200, ROWS.slice((page - 1) * 3, page * 3), { total: '7' });
    };
    assert.deepEqual(
      (await read({ perPage: 500 })).flatMap((page) => page.body),
      ROWS,
    );
  });

  it('fail, and do not end early, where the next page is outside the API', async () => {
    answer = (_url, response) => json(response, 200, ROWS, { link: '</vapid/x?page=2>; rel="next"' });
    await assert.rejects(read(), { code: 'PROCORE_BAD_RESPONSE', message: /outside the API/ });
  });

  it('go on by the last id where an operation pages by page_start', async () => {
    answer = (url, response) => {
      const after = Number(url.searchParams.get('page_start') ?? 0);
      const size = Number(url.searchParams.get('page_size'));
      json(response, 200, ROWS.filter(({ id }) => id > after).slice(0, size));
    };
    const path = '/rest/v1.0/webhooks/hooks/5/deliveries';
    const pages = await collect(client.pages({ method: 'GET', path, paging: 'all', perPage: 3 }));
    assert.deepEqual(
      pages.flatMap((page) => page.body),
      ROWS,
    );
  });

  it('go on by cursor where an operation has one', async () => {
    answer = (url, response) => {
      const at = Number(url.searchParams.get('cursor') ?? 0);
      const next = at + 3 < ROWS.length ? String(at + 3) : undefined;
      json(response, 200, { data: ROWS.slice(at, at + 3), meta: { next_cursor: next } });
    };
    const path = '/rest/v2.0/companies/1/workflows/instances';
    const pages = await collect(client.pages({ method: 'GET', path, paging: 'all', perPage: 3 }));
    assert.deepEqual(
      pages.flatMap((page) => page.body),
      ROWS,
    );
  });

  it('end when they are cancelled while the first page is still being dealt with', async () => {
    hints = { total: true };
    const controller = new AbortController();
    const plan = { method: 'GET', path: '/rest/v1.0/things', paging: 'all', perPage: 1 } as const;
    const reading = (async () => {
      for await (const page of client.pages(plan, { signal: controller.signal })) {
        assert.equal(page.page, 1);
        controller.abort(new Error('enough'));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    await assert.rejects(reading, /enough/);
    assert.equal(calls().length, 1);
  });

  it('leave a page size that the flow chose', async () => {
    await collect(
      client.pages({ method: 'GET', path: '/rest/v1.0/things', query: { per_page: 4 }, paging: 'all' }),
    );
    assert.equal(calls()[0], '/rest/v1.0/things?per_page=4&page=1');
  });
});
