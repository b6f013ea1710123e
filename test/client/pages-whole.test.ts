import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { Client, PlanInput, RunOptions } from '../../src/index.js';
import { clientOf } from '../support/client.js';
import { collect } from '../support/collect.js';
import { collectGarbage } from '../support/garbage.js';
import { json, serve, type TestServer, token } from '../support/http-server.js';

const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ id: index + 1 }));

/** How a server pages. */
interface Server {
  readonly rows: ReadonlyArray<{ id: number }>;
  /** Rows a page at most, whatever is asked for. */
  readonly most?: number;
  readonly headers?: (asked: number, given: number) => Record<string, string>;
  /** Whether Link tells of the next page. */
  readonly link?: boolean;
  /** The body around the rows of a page. */
  readonly around?: (page: readonly object[], isLast: boolean, number: number) => unknown;
}

describe('lists are read whole, whatever the server says of its pages', () => {
  let server: TestServer;
  let client: Client;
  let answer: (url: URL, response: ServerResponse) => void;

  beforeEach(async () => {
    server = await serve((request, response) =>
      request.path === '/oauth/token' ? token(response) : answer(new URL(request.path, 'http://x'), response),
    );
    client = clientOf(server.url);
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const paged =
    ({ rows: all, most = 1_000_000, headers, link, around }: Server) =>
    (url: URL, response: ServerResponse) => {
      const page = Number(url.searchParams.get('page') ?? 1);
      const asked = Number(url.searchParams.get('per_page') ?? 10);
      const size = Math.min(asked, most);
      const part = all.slice((page - 1) * size, page * size);
      const isLast = page * size >= all.length;
      json(response, 200, around ? around(part, isLast, page) : part, {
        ...headers?.(asked, size),
        ...(link && !isLast && { link: `<${url.pathname}?page=${page + 1}&per_page=${asked}>; rel="next"` }),
      });
    };
  const read = (plan: Partial<PlanInput> = {}, run: RunOptions = {}) =>
    collect(client.pages({ method: 'GET', path: '/rest/v1.0/things', paging: 'all', ...plan }, run));
  const idsOf = (pages: ReadonlyArray<{ body: unknown }>) =>
    pages.flatMap(({ body }) => (body as Array<{ id: number }>).map(({ id }) => id));
  const ids = (count: number) => rows(count).map(({ id }) => id);
  const calls = () => server.requests.filter(({ path }) => path.startsWith('/rest/'));

  describe('where it gives fewer rows a page than it was asked for', () => {
    /** Repeats the wish as Per-Page, and gives 1,000. */
    const repeats = { rows: rows(1_500), most: 1_000, link: true };
    const says = (asked: number) => ({ total: '1500', 'per-page': String(asked) });

    for (const parallel of [1, 4]) {
      it(`and repeats the wish as Per-Page, ${parallel} at a time`, async () => {
        answer = paged({
          ...repeats,
          rows: rows(5_500),
          headers: (asked) => ({ ...says(asked), total: '5500' }),
        });
        const pages = await read({}, { parallel });
        assert.deepEqual(idsOf(pages), ids(5_500));
        assert.equal(pages.at(-1)?.drift, undefined);
        assert.equal(calls().length, 6);
      });
    }

    it('and repeats the wish, with 1,500 rows', async () => {
      answer = paged({ ...repeats, headers: says });
      const pages = await read();
      assert.deepEqual(idsOf(pages), ids(1_500));
      assert.deepEqual(
        pages.map(({ last, drift, perPage }) => ({ last, drift, perPage })),
        [
          { last: false, drift: undefined, perPage: 1_000 },
          { last: true, drift: undefined, perPage: 1_000 },
        ],
      );
    });

    it('and repeats the wish, with a row limit', async () => {
      answer = paged({ ...repeats, headers: says });
      assert.deepEqual(idsOf(await read({ limit: 1_200 })), ids(1_200));
      assert.equal(calls().length, 2);
    });

    it('and tells no Total, but a next page', async () => {
      answer = paged({ ...repeats, headers: (asked) => ({ 'per-page': String(asked) }) });
      assert.deepEqual(idsOf(await read()), ids(1_500));
    });

    it('and says nothing but Total', async () => {
      answer = paged({ rows: rows(2_500), most: 1_000, headers: () => ({ total: '2500' }) });
      assert.deepEqual(idsOf(await read()), ids(2_500));
    });

    it('and names a page size below the one it has', async () => {
      answer = paged({
        rows: rows(1_500),
        most: 1_000,
        headers: () => ({ total: '1500', 'per-page': '20' }),
      });
      assert.deepEqual(idsOf(await read()), ids(1_500));
      assert.equal(calls().length, 2);
    });

    it('and gives up on a later page (408): it fails, since half of what was asked for would be other rows', async () => {
      const page = paged({ ...repeats, headers: says });
      answer = (url, response) =>
        url.searchParams.get('page') === '2' && url.searchParams.get('per_page') === '2000'
          ? json(response, 408, {})
          : page(url, response);
      await assert.rejects(read(), (error: { status?: number }) => error.status === 408);
    });
  });

  describe('where Total is wrong', () => {
    it('too small: a next page is followed', async () => {
      answer = paged({ rows: rows(25), link: true, headers: () => ({ total: '12' }) });
      const pages = await read({ perPage: 5 });
      assert.deepEqual(idsOf(pages), ids(25));
      assert.equal(pages.filter(({ last }) => last).length, 1);
    });

    it('too small by the first page alone', async () => {
      answer = paged({ rows: rows(25), link: true, headers: () => ({ total: '10' }) });
      assert.deepEqual(idsOf(await read({ perPage: 10 })), ids(25));
    });

    it('too large: it ends, and says so', async () => {
      answer = paged({ rows: rows(25), headers: () => ({ total: '1000' }) });
      const pages = await read({ perPage: 10 });
      assert.deepEqual(idsOf(pages), ids(25));
      assert.deepEqual(pages.at(-1)?.drift, { duplicates: 0, total: 1_000, read: 25 });
      assert.ok(calls().length <= 10);
    });

    it('too large, and every page names a next one: it ends all the same', async () => {
      answer = (url, response) => {
        const page = Number(url.searchParams.get('page'));
        json(response, 200, rows(15).slice((page - 1) * 5, page * 5), {
          total: '15',
          link: `<${url.pathname}?page=${page + 1}&per_page=5>; rel="next"`,
        });
      };
      assert.deepEqual(idsOf(await read({ perPage: 5 })), ids(15));
      assert.equal(calls().length, 4);
    });
  });

  it('an empty page in the middle, left by a filter, is no end', async () => {
    for (const total of [true, false]) {
      answer = (url, response) => {
        const page = Number(url.searchParams.get('page'));
        const part = page === 2 ? [] : rows(15).slice((page - 1) * 5, page * 5);
        const link = page < 3 ? { link: `<${url.pathname}?page=${page + 1}&per_page=5>; rel="next"` } : {};
        json(response, 200, part, { ...(total && { total: '15' }), ...link });
      };
      assert.deepEqual(idsOf(await read({ perPage: 5 })), [1, 2, 3, 4, 5, 11, 12, 13, 14, 15]);
    }
  });

  it('a page in the middle that is no list is an error, not the end', async () => {
    answer = (url, response) =>
      url.searchParams.get('page') === '1'
        ? json(response, 200, rows(5), { total: '10' })
        : json(response, 200, { note: 'later' });
    await assert.rejects(read({ perPage: 5 }), {
      code: 'PROCORE_BAD_RESPONSE',
      message: /Page 2 .* not a list/,
    });
  });

  it('a reading that begins at a later page ends where the list does, and tells of no change', async () => {
    answer = paged({ rows: rows(25), headers: () => ({ total: '25' }) });
    const pages = await read({ perPage: 10, query: { page: 2 } });
    assert.deepEqual(idsOf(pages), ids(25).slice(10));
    assert.equal(pages.at(-1)?.drift, undefined);
    assert.equal(calls().length, 2);
  });

  it('a full page without a word about the pages of the list says that it may go on', async () => {
    answer = paged({ rows: rows(25) });
    assert.deepEqual((await read({ perPage: 10 })).at(-1)?.incomplete, { read: 10 });
    assert.equal((await read({ perPage: 30 })).at(-1)?.incomplete, undefined);
    assert.equal((await read({ perPage: 10, limit: 10 })).at(-1)?.incomplete, undefined);
  });

  describe('in an object', () => {
    const BID_PACKAGES = '/rest/v1.0/companies/1/bid_packages';

    it('of bid packages, with what stands beside them', async () => {
      answer = paged({
        rows: rows(250),
        most: 100,
        link: true,
        headers: () => ({ total: '250' }),
        around: (bidPackages, _last, page) => ({ bidPackages, page }),
      });
      const pages = await read({ path: BID_PACKAGES });
      assert.deepEqual(idsOf(pages), ids(250));
      assert.deepEqual(
        pages.map(({ envelope }) => envelope),
        [{ page: 1 }, { page: 2 }, { page: 3 }],
      );
    });

    it('of bid packages, in the same shape where they are few', async () => {
      answer = paged({ rows: rows(2), around: (bidPackages) => ({ bidPackages }) });
      const [page] = await read({ path: BID_PACKAGES });
      assert.deepEqual([page?.body, page?.isList, page?.envelope], [rows(2), true, undefined]);
    });

    it('of any operation, where the answer says that it is a page', async () => {
      answer = paged({
        rows: rows(25),
        headers: () => ({ total: '25' }),
        around: (things) => ({ things, unit: 'm' }),
      });
      const pages = await read({ perPage: 10 });
      assert.deepEqual(idsOf(pages), ids(25));
      assert.deepEqual(pages[0]?.envelope, { unit: 'm' });
    });

    it('with several lists: the object is given, with how much of it was read', async () => {
      answer = paged({
        rows: rows(250),
        most: 100,
        headers: () => ({ total: '250' }),
        around: (tasks) => ({ tasks, todos: [] }),
      });
      const [page, ...more] = await read();
      assert.deepEqual(page?.incomplete, { read: 100, total: 250 });
      assert.equal((page?.body as { tasks?: unknown[] } | undefined)?.tasks?.length, 100);
      assert.equal(more.length, 0);
    });

    it('of which only this request was wanted: the object as it is', async () => {
      answer = paged({ rows: rows(3), headers: () => ({ total: '3' }), around: (things) => ({ things }) });
      const [page] = await read({ paging: 'off' });
      assert.deepEqual([page?.body, page?.isList], [{ things: rows(3) }, false]);
    });
  });

  describe('in an envelope', () => {
    const V2 = '/rest/v2.0/companies/1/things';

    it('keep what stands beside the data', async () => {
      answer = (_url, response) => json(response, 200, { data: rows(1), errors: [{ id: 2 }] });
      for (const paging of ['all', 'off'] as const) {
        const [page] = await read({ path: V2, paging });
        assert.deepEqual([page?.body, page?.envelope], [rows(1), { errors: [{ id: 2 }] }]);
      }
    });

    const words: Array<[string, (isLast: boolean, page: number) => object]> = [
      ['has_next_page', (isLast) => ({ has_next_page: !isLast })],
      ['meta.has_next_page', (isLast) => ({ meta: { has_next_page: !isLast } })],
      ['next_page', (isLast, page) => ({ next_page: isLast ? null : page + 1 })],
      ['next, an address', (isLast, page) => ({ next: isLast ? null : `${V2}?page=${page + 1}` })],
      [
        'links.next',
        (isLast, page) => ({
          links: { next: isLast ? null : `https://elsewhere.example${V2}?page=${page + 1}` },
        }),
      ],
    ];
    for (const [name, word] of words) {
      it(`are followed by ${name}`, async () => {
        answer = paged({ rows: rows(25), around: (data, isLast, page) => ({ data, ...word(isLast, page) }) });
        const pages = await read({ path: V2, perPage: 10 });
        assert.deepEqual(idsOf(pages), ids(25));
        assert.equal(calls().length, 3);
        assert.equal(pages.at(-1)?.incomplete, undefined);
        assert.ok(pages[0]?.envelope);
      });
    }

    it('are followed by next_cursor', async () => {
      answer = (url, response) => {
        const at = Number(url.searchParams.get('cursor') ?? 0);
        const next = at + 10 < 25 ? String(at + 10) : null;
        json(response, 200, { data: rows(25).slice(at, at + 10), pagination: { next_cursor: next } });
      };
      assert.deepEqual(idsOf(await read({ path: V2, perPage: 10 })), ids(25));
    });

    it('do not take a field of a row for a word about pages', async () => {
      answer = (_url, response) => json(response, 200, { data: [{ id: 1, next_page: 9 }] });
      await read({ path: V2 });
      assert.equal(calls().length, 1);
    });
  });

  describe('by key', () => {
    const DELIVERIES = '/rest/v1.0/webhooks/hooks/5/deliveries';

    it('where the server gives fewer rows a page than it was asked for', async () => {
      answer = (url, response) => {
        const after = Number(url.searchParams.get('page_start') ?? 0);
        json(
          response,
          200,
          rows(7)
            .filter(({ id }) => id > after)
            .slice(0, 2),
        );
      };
      const pages = await read({ path: DELIVERIES });
      assert.deepEqual(idsOf(pages), ids(7));
      assert.deepEqual(
        pages.map(({ last }) => last),
        [false, false, false, true],
      );
    });

    it('and fail where a later page is no list', async () => {
      answer = (url, response) =>
        json(response, 200, url.searchParams.has('page_start') ? { note: 'later' } : rows(2));
      await assert.rejects(read({ path: DELIVERIES }), {
        code: 'PROCORE_BAD_RESPONSE',
        message: /not a list/,
      });
    });

    it('and end where the operation does not look at the key', async () => {
      answer = (_url, response) => json(response, 200, rows(7));
      assert.deepEqual(idsOf(await read({ path: DELIVERIES })), ids(7));
      assert.equal(calls().length, 2);
    });
  });

  describe('whose page size was our choice', () => {
    const refusal = { errors: { per_page: ['must be less than or equal to 500'] } };
    beforeEach(() => {
      const page = paged({ rows: rows(700), headers: () => ({ total: '700' }) });
      answer = (url, response) =>
        Number(url.searchParams.get('per_page')) > 500 ? json(response, 400, refusal) : page(url, response);
    });

    it('are read in smaller pages where Procore refuses it, at once the next time', async () => {
      const path = '/rest/v1.0/projects/{project_id}/things';
      assert.deepEqual(idsOf(await read({ path, placeholders: { project_id: '1' } })), ids(700));
      assert.deepEqual(
        calls().map((call) => new URL(call.path, 'http://x').searchParams.get('per_page')),
        ['2000', '1000', '500', '500'],
      );
      await read({ path, placeholders: { project_id: '2' } });
      assert.equal(calls().length, 6);
    });

    it('and fail where the flow chose it', async () => {
      await assert.rejects(read({ perPage: 600 }), { code: 'PROCORE_INVALID' });
      await assert.rejects(read({ query: { per_page: 600 } }), { code: 'PROCORE_INVALID' });
      assert.equal(calls().length, 2);
    });

    it('and fail where something else was refused', async () => {
      answer = (_url, response) =>
        json(response, 400, { errors: { status: ['is not included in the list'] } });
      await assert.rejects(read(), { code: 'PROCORE_INVALID' });
      assert.equal(calls().length, 1);
    });
  });

  describe('whose rows share ids', () => {
    it('keep those that are not equal', async () => {
      const mixed = [
        { id: 1, type: 'Rfi' },
        { id: 2, type: 'Rfi' },
        { id: 1, type: 'Submittal' },
        { id: 2, type: 'Submittal' },
      ];
      answer = paged({ rows: mixed, headers: () => ({ total: '4' }) });
      const pages = await read({ perPage: 2 });
      assert.deepEqual(
        pages.flatMap(({ body }) => body),
        mixed,
      );
      assert.equal(pages.at(-1)?.drift, undefined);
    });

    it('do not keep those of pages that the flow has done with', async () => {
      answer = paged({ rows: rows(20), headers: () => ({ total: '20' }) });
      const plan = { method: 'GET', path: '/rest/v1.0/things', paging: 'all', perPage: 2 } as const;
      const firsts: Array<WeakRef<object>> = [];
      const kept: number[] = [];
      for await (const { body, page } of client.pages(plan)) {
        firsts.push(new WeakRef((body as object[])[0] as object));
        // A WeakRef keeps its object until the event loop has turned.
        await new Promise((resolve) => setImmediate(resolve));
        collectGarbage();
        // Of the neighbours that the next page is compared with, not even the nearest ones may stay.
        const gone = firsts.slice(1, -2);
        kept.push(...gone.flatMap((first) => (first.deref() ? [page as number] : [])));
      }
      assert.equal(firsts.length, 10);
      assert.deepEqual(kept, []);
    });

    it('leave out an equal one that came before, even if the flow has changed it since', async () => {
      answer = (url, response) => {
        const page = Number(url.searchParams.get('page'));
        json(response, 200, page === 1 ? [{ id: 3 }, { id: 2 }] : [{ id: 2 }, { id: 1 }], { total: '4' });
      };
      const seen: unknown[] = [];
      const plan = { method: 'GET', path: '/rest/v1.0/things', paging: 'all', perPage: 2 } as const;
      for await (const { body } of client.pages(plan)) {
        for (const row of body as Array<Record<string, unknown>>) {
          seen.push(row.id);
          row.project = 'Bridge';
        }
      }
      assert.deepEqual(seen, [3, 2, 1]);
    });
  });
});
