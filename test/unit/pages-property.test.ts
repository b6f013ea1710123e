import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Answer } from '../../src/paging/page.js';
import { readPages } from '../../src/paging/pages.js';
import type { Address } from '../../src/transport/address.js';

/** How a server pages; what it says may be true or not. */
interface Paging {
  readonly rows: number;
  /** Rows a page at most, whatever is asked for. */
  readonly most: number;
  readonly asked: number;
  /** Whether Total is told. */
  readonly total: boolean;
  /** Whether Link names the next page. */
  readonly link: boolean;
  readonly perPage: 'none' | 'wish' | 'truth' | 'nonsense';
  /** Rows that only the server sees: they take up room on a page, and are left out. */
  readonly hidden: ReadonlySet<number>;
  readonly rising: boolean;
  readonly parallel: number;
  readonly limit: number | undefined;
  readonly envelope: boolean;
}

/** A server in memory: the reading itself is what is tested. */
function answerOf(paging: Paging, url: URL): Answer {
  const { rows, most, total, link, perPage, hidden, rising, envelope } = paging;
  const page = Number(url.searchParams.get('page'));
  const asked = Number(url.searchParams.get('per_page'));
  const size = Math.min(asked, most);
  const all = Array.from({ length: rows }, (_, index) => index);
  if (!rising) all.sort((a, b) => (a % 7) - (b % 7) || a - b);
  const part = all.slice((page - 1) * size, page * size).filter((id) => !hidden.has(id));
  const body = part.map((id) => ({ id, kind: id % 3 }));
  const told = { none: undefined, wish: asked, truth: size, nonsense: 7 }[perPage];
  const next = `<${url.pathname}?page=${page + 1}&per_page=${asked}>; rel="next"`;
  return {
    about: {},
    status: 200,
    headers: {
      ...(total && { total: String(rows) }),
      ...(told !== undefined && { 'per-page': String(told) }),
      ...(link && page * size < rows && { link: next }),
    },
    body: envelope ? { data: body, page } : body,
    requestId: undefined,
    quota: undefined,
    attempts: 1,
    durationMs: 1,
  };
}

const paging: fc.Arbitrary<Paging> = fc.record({
  rows: fc.integer({ min: 0, max: 120 }),
  most: fc.integer({ min: 5, max: 60 }),
  asked: fc.integer({ min: 5, max: 60 }),
  total: fc.boolean(),
  link: fc.boolean(),
  perPage: fc.constantFrom('none', 'wish', 'truth', 'nonsense'),
  // Few enough that no page is empty for long: three empty pages in a row are an end.
  hidden: fc.uniqueArray(fc.integer({ min: 0, max: 120 }), { maxLength: 4 }).map((list) => new Set(list)),
  rising: fc.boolean(),
  parallel: fc.integer({ min: 1, max: 8 }),
  limit: fc.option(fc.integer({ min: 1, max: 150 }), { nil: undefined }),
  envelope: fc.boolean(),
});

describe('lists by page number, whatever a server says', () => {
  it('give each row once where Total or Link tells that there is more, and end', async () => {
    await fc.assert(
      fc.asyncProperty(paging, async (server) => {
        fc.pre(server.total || server.link);
        let calls = 0;
        const call = async ({ href }: Address) => {
          assert.ok(++calls < 200, 'it does not end');
          return { answer: answerOf(server, new URL(href)) };
        };
        const { asked, parallel, limit } = server;
        const ids: number[] = [];
        let last = 0;
        const url = new URL('http://x/rest/v2.0/things');
        for await (const page of readPages(url, { perPage: asked, parallel, limit }, call)) {
          ids.push(...(page.body as Array<{ id: number }>).map(({ id }) => id));
          if (page.last) last++;
        }
        const visible = server.rows - [...server.hidden].filter((id) => id < server.rows).length;
        assert.equal(ids.length, Math.min(visible, limit ?? visible));
        assert.equal(new Set(ids).size, ids.length);
        assert.equal(last, 1);
        assert.ok(calls <= Math.ceil(server.rows / Math.min(asked, server.most, limit ?? asked)) + 12);
      }),
      { numRuns: 3_000 },
    );
  });
});
