import { gzipSync } from 'node:zlib';
import { VirtualTime } from '../../../testing/virtual-time.js';
import { serve, type TestServer, token } from '../../support/http-server.js';
import {
  type Answer,
  bytes,
  gzipped,
  halfThenReset,
  html,
  limited,
  reset,
  silence,
  status,
} from '../answers.js';
import { ROWS } from '../faulty-procore.js';

/** What was sent before this long after a 429 was on its way already, ms. */
const ON_ITS_WAY = 250;

/** A quota that is out of reach, in a spike window: what is soaked is not the pacing. */
const AMPLE = { 'x-rate-limit-limit': '1000000', 'x-rate-limit-remaining': '999999' };

const LIST = JSON.stringify(Array.from({ length: ROWS }, (_, index) => ({ id: index + 1 })));
const packed = gzipSync(LIST);
const late =
  (ms: number, answer: Answer): Answer =>
  (...call) => {
    setTimeout(() => answer(...call), ms);
  };

interface Fault {
  readonly answer: Answer;
  /** Of 10,000 requests. */
  readonly share: number;
  /** Whether Procore may have done a write all the same; then it must not come again. */
  readonly perhapsDone?: boolean;
}

const good: Answer = (response, request, clock) => {
  const rates = { ...AMPLE, 'x-rate-limit-reset': String(Math.ceil(clock / 1000) + 5) };
  const headers = { 'content-type': 'application/json', ...rates };
  const answer = request.method === 'GET' ? bytes(LIST, headers) : bytes('{"id":1}', headers, 201);
  answer(response, request, clock);
};

const FAULTS: Readonly<Record<string, Fault>> = {
  reset: { answer: reset, share: 120, perhapsDone: true },
  'reset in the body': { answer: halfThenReset(), share: 100, perhapsDone: true },
  'truncated JSON': { answer: bytes('[{"id":1},{"i'), share: 100, perhapsDone: true },
  'invalid UTF-8': { answer: bytes(Buffer.from('[{"name":"é"}]', 'latin1')), share: 80, perhapsDone: true },
  'damaged gzip': { answer: gzipped(packed.subarray(0, 20)), share: 80, perhapsDone: true },
  'no answer': { answer: silence, share: 20, perhapsDone: true },
  '500': { answer: status(500), share: 120, perhapsDone: true },
  '502 as a web page': { answer: html(502), share: 80, perhapsDone: true },
  '503 with Retry-After': { answer: status(503, {}, { 'retry-after': '1' }), share: 2 },
  '429': { answer: limited(0, { limit: 1_000_000 }), share: 4 },
  '401': { answer: status(401), share: 50 },
  '404': { answer: status(404), share: 80 },
  '409': { answer: status(409), share: 40 },
  '422': { answer: status(422), share: 40 },
  slow: { answer: late(40, good), share: 400, perhapsDone: true },
  stalled: { answer: late(200, good), share: 100, perhapsDone: true },
};

export interface SoakServer extends TestServer {
  /** How often each fault was given; `none` for good answers. */
  readonly given: Record<string, number>;
  /** Writes that came again although they may have been done. */
  twice(): number;
  /** Requests before a Reset or Retry-After that had been told. */
  early(): number;
}

/** A Procore that fails by chance, in every way at once; the same faults in the same order for a seed. */
export async function soakServer(seed: number): Promise<SoakServer> {
  const { random } = new VirtualTime(seed);
  const given: Record<string, number> = {};
  const perhapsDone = new Set<string>();
  let twice = 0;
  let early = 0;
  let told = { at: 0, until: 0 };
  const server = await serve((request, response) => {
    // Not kept: what the server remembers is no leak of the node.
    server.requests.length = 0;
    if (request.path === '/oauth/token') return token(response, `token-${Math.floor(random() * 1e9)}`, 20);
    if (request.at > told.at + ON_ITS_WAY && request.at < told.until) early++;
    const name = chosen(random());
    const fault = FAULTS[name] ?? { answer: good, perhapsDone: true };
    given[name] = (given[name] ?? 0) + 1;
    if (request.method === 'POST') {
      if (perhapsDone.has(request.path)) twice++;
      if (fault.perhapsDone) perhapsDone.add(request.path);
    }
    const now = Date.now();
    if (name === '429') told = { at: now, until: Math.ceil(now / 1000) * 1000 };
    if (name.startsWith('503')) told = { at: now, until: now + 1000 };
    fault.answer(response, request, now);
  });
  return { ...server, given, twice: () => twice, early: () => early };
}

function chosen(chance: number): string {
  let left = chance * 10_000;
  for (const [name, { share }] of Object.entries(FAULTS)) {
    left -= share;
    if (left < 0) return name;
  }
  return 'none';
}
