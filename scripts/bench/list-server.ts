/**
 * The list server of the benchmark, in a separate process: `/rest/v1.0/projects/N/rfis` is a list of N rows, paged as
 * Procore does it. It is built for speed (a page is bytes with the ids filled in), so that the clients are measured and
 * not the server.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FIRST_ID, ROW } from './row.js';
import { TOKEN } from './tool.js';

/** Sent by the parent: how long each answer takes from now on, ms. Resets the counts. */
export interface Conditions {
  readonly latency: number;
}

/** Requests since the conditions were set. */
export interface Counts {
  readonly lists: number;
  readonly tokens: number;
}

/** The largest page that the server gives, as Procore recommends: 2,000 rows. */
const LARGEST_PAGE = 2_000;
const row = Buffer.from(JSON.stringify(ROW));
const idAt = row.indexOf(String(FIRST_ID));

const pages = new Map<string, Buffer>();
let conditions: Conditions = { latency: 0 };
let counts = { lists: 0, tokens: 0 };

/** A page as bytes. Pages that are read often are cached. */
function page(first: number, count: number): Buffer {
  const key = `${first}+${count}`;
  const known = pages.get(key);
  if (known) return known;
  const bytes = Buffer.alloc(count * (row.length + 1) + 1, ',');
  bytes.write('[');
  for (let index = 0; index < count; index++) {
    const at = 1 + index * (row.length + 1);
    row.copy(bytes, at);
    bytes.write(String(FIRST_ID + first + index), at + idAt, 'latin1');
  }
  bytes.write(']', bytes.length - 1);
  if (first < 30_000) pages.set(key, bytes);
  return bytes;
}

function answerToken(request: IncomingMessage, response: ServerResponse): void {
  counts.tokens++;
  request.resume();
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ access_token: TOKEN, token_type: 'bearer', expires_in: 5400 }));
}

function answerList(total: number, url: URL, response: ServerResponse): void {
  counts.lists++;
  const perPage = Math.min(Number(url.searchParams.get('per_page') ?? 100), LARGEST_PAGE);
  const number = Number(url.searchParams.get('page') ?? 1);
  const first = (number - 1) * perPage;
  const body = page(first, Math.max(0, Math.min(perPage, total - first)));
  if (first + perPage < total) {
    url.searchParams.set('page', String(number + 1));
    response.setHeader('link', `<${url.href}>; rel="next"`);
  }
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    total,
    'per-page': perPage,
    'x-request-id': `bench-${counts.lists}`,
    // A limit that is never reached: the client is measured, not the quota.
    'x-rate-limit-limit': 1_000_000,
    'x-rate-limit-remaining': 999_999,
    'x-rate-limit-reset': Math.floor(Date.now() / 1000) + 10,
  });
  response.end(body);
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '', `http://${request.headers.host}`);
  if (url.pathname === '/oauth/token') return answerToken(request, response);
  if (conditions.latency > 0) await sleep(conditions.latency);
  answerList(Number(url.pathname.split('/')[4]), url, response);
});

server.listen(0, '127.0.0.1', () => {
  process.send?.({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});

process.on('message', (message: Conditions | 'counts') => {
  if (message === 'counts') process.send?.(counts satisfies Counts);
  else {
    conditions = message;
    counts = { lists: 0, tokens: 0 };
    process.send?.('set');
  }
});
// Ends when its parent ends, however that happens.
process.once('disconnect', () => process.exit(0));
