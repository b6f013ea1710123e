/**
 * The list server of the benchmark, a process of its own: `/rest/v1.0/projects/N/rfis` is a list of N rows, paged as
 * Procore pages. Written for speed (pages are bytes with the ids put in), so that the clients are what is measured.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Sent by the parent: how long each answer takes from now on, ms. Counts start anew. */
export interface Conditions {
  readonly latency: number;
}

/** What was asked for since the conditions were set. */
export interface Counts {
  readonly lists: number;
  readonly tokens: number;
}

/** The server clamps as Procore recommends at most: 2,000 rows. */
const LARGEST_PAGE = 2_000;
const FIRST_ID = 1_000_000_000;

/** About 1.1 KB, the size of an RFI in Procore's samples. */
const ROW = {
  id: FIRST_ID,
  number: '17-003',
  subject: 'Anchor bolt layout at gridline D4 does not match the base plate shop drawing',
  status: 'open',
  draft: false,
  created_at: '2026-03-02T14:07:11Z',
  updated_at: '2026-04-11T09:31:52Z',
  due_date: '2026-03-16',
  location: { id: 55_120, name: 'Level 2>East wing>D4', node_name: 'D4', parent_id: 55_101 },
  assignees: [1, 2].map((n) => ({ id: 9_100 + n, login: `assignee${n}@example.com`, name: `Assignee ${n}` })),
  ball_in_court: { id: 9_101, login: 'assignee1@example.com', name: 'Assignee 1' },
  received_from: { id: 9_300, login: 'foreman@example.com', name: 'Foreman of the day' },
  responsible_contractor: { id: 812, name: 'Example Steel Erectors' },
  cost_impact: { status: 'yes_known', value: 1_250.5 },
  schedule_impact: { status: 'tbd', value: null },
  questions: [
    { id: 70_001, plain_text_body: 'Please confirm which of the two drawings governs. '.repeat(4) },
  ],
  custom_fields: { custom_field_201: { data_type: 'string', value: 'structural steel' } },
};

const row = Buffer.from(JSON.stringify(ROW));
const idAt = row.indexOf(String(FIRST_ID));

const pages = new Map<string, Buffer>();
let conditions: Conditions = { latency: 0 };
let counts = { lists: 0, tokens: 0 };

/** A page as bytes; those that are read again and again are kept. */
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
  response.end(JSON.stringify({ access_token: 'bench', token_type: 'bearer', expires_in: 5400 }));
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
    ...{ 'content-type': 'application/json; charset=utf-8', 'content-length': body.length },
    ...{ total, 'per-page': perPage, 'x-request-id': `bench-${counts.lists}` },
    // Out of reach: what is measured is the client, not the quota.
    ...{ 'x-rate-limit-limit': 1_000_000, 'x-rate-limit-remaining': 999_999 },
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
// Ends with its parent, whatever becomes of it.
process.once('disconnect', () => process.exit(0));
