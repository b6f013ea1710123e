import type { ServerResponse } from 'node:http';
import { json, type SeenRequest, serve, token } from '../support/http-server.js';
import type { Answer } from './answers.js';

/** Rows of the list that is there once nothing is wrong. */
export const ROWS = 7;

/** In every token this server gives out: what must be found nowhere. */
export const TOKEN_MARK = 'token-that-must-stay-inside';

export interface Script {
  /** The first answers of a host; where there is none, `always`, or what is right. */
  readonly answers?: ReadonlyArray<Answer | undefined> | undefined;
  readonly always?: Answer | undefined;
}

/** A login host and an API that answer as a test says, and watch whether the waits that they tell are kept. */
export interface FaultyProcore {
  readonly url: string;
  /** Requests of each host. */
  readonly requests: { readonly api: SeenRequest[]; readonly login: SeenRequest[] };
  /** Requests that came before a Reset or a Retry-After that had been told. */
  early(): number;
  sockets(): Promise<number>;
  close(): Promise<void>;
}

/** @param ahead how far the server's clock is ahead of ours, ms */
export async function faultyProcore(api: Script, login: Script, ahead = 0): Promise<FaultyProcore> {
  const requests = { api: [] as SeenRequest[], login: [] as SeenRequest[] };
  const notBefore = { api: 0, login: 0 };
  let early = 0;
  let tokens = 0;
  const rights = {
    api: rightAnswer,
    login: (response: ServerResponse) => token(response, `${TOKEN_MARK}-${++tokens}`),
  };
  const server = await serve((request, response) => {
    const host = request.path === '/oauth/token' ? 'login' : 'api';
    const { answers = [], always } = host === 'login' ? login : api;
    if (request.at < notBefore[host]) early++;
    const answer = answers[requests[host].push(request) - 1] ?? always ?? rights[host];
    const clock = Date.now() + ahead;
    const writeHead = response.writeHead.bind(response);
    const heeding = (status: number, headers: Record<string, string>) => {
      const told = toldTime(status, headers, clock) - ahead;
      notBefore[host] = Math.max(notBefore[host], told);
      return writeHead(status, { date: new Date(clock).toUTCString(), ...headers });
    };
    response.writeHead = heeding as typeof response.writeHead;
    answer(response, request, clock);
  });
  return { ...server, requests, early: () => early };
}

/** Until when an answer tells to wait, by the server's clock; 0 where it tells nothing. */
function toldTime(status: number, headers: Record<string, string>, clock: number): number {
  if (status !== 429 && status !== 503) return 0;
  const after = headers['retry-after'];
  const reset = status === 429 ? headers['x-rate-limit-reset'] : undefined;
  const wait =
    after === undefined ? 0 : /^\d+$/.test(after) ? clock + Number(after) * 1000 : Date.parse(after);
  return Math.max(reset === undefined ? 0 : Number(reset) * 1000, Number.isNaN(wait) ? 0 : wait);
}

/** A page of the list for a GET, a new record for anything else. */
function rightAnswer(response: ServerResponse, { method, path }: SeenRequest): void {
  if (method !== 'GET') {
    json(response, 201, { id: 1 });
    return;
  }
  const query = new URL(path, 'http://any').searchParams;
  const size = Number(query.get('per_page') ?? ROWS);
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  const rows = Array.from({ length: ROWS }, (_, index) => ({ id: index + 1 })).slice(from, from + size);
  const paged = query.has('page') ? { total: String(ROWS), 'per-page': String(size) } : {};
  json(response, 200, rows, paged);
}
