import assert from 'node:assert/strict';
import { MOST_PAGES } from '../../src/paging/guards.js';
import type { Answer } from '../../src/paging/page.js';
import { readPages } from '../../src/paging/pages.js';

/** An answer of a list that has no end. */
function answer(page: number, body: unknown, headers: Record<string, string>): Answer {
  return {
    about: {},
    status: 200,
    headers,
    body,
    requestId: undefined,
    quota: undefined,
    attempts: 1,
    durationMs: page,
  };
}

describe('lists without an end', () => {
  const forms: Array<[string, string, (page: number) => [unknown, Record<string, string>]]> = [
    [
      'by Link',
      '/rest/v1.0/things',
      (page) => [[{ id: page }], { link: `</rest/v1.0/things?page=${page + 1}>; rel="next"` }],
    ],
    [
      'by a word in the body',
      '/rest/v2.0/things',
      (page) => [{ data: [{ id: page }], has_next_page: true }, {}],
    ],
    ['by key', '/rest/v1.0/webhooks/hooks/5/deliveries', (page) => [[{ id: page }], {}]],
    [
      'by cursor',
      '/rest/v2.0/companies/1/workflows/instances',
      (page) => [{ data: [{ id: page }], next_cursor: `after-${page}` }, {}],
    ],
  ];
  for (const [name, path, bodyOf] of forms) {
    it(`are given up after ${MOST_PAGES} pages: ${name}`, async () => {
      let calls = 0;
      const call = async () => {
        const [body, headers] = bodyOf(++calls);
        return { answer: answer(calls, body, headers) };
      };
      let pages = 0;
      const reading = (async () => {
        for await (const _ of readPages(new URL(`http://x${path}`), { perPage: 1, parallel: 4 }, call)) {
          if (++pages > MOST_PAGES + 10) return;
        }
      })();
      await assert.rejects(reading, {
        code: 'PROCORE_BAD_RESPONSE',
        message: /not ended after 10,000 pages/,
      });
      assert.equal(pages, MOST_PAGES);
    });
  }
});
