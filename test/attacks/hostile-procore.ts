import type { ServerResponse } from 'node:http';
import { json, type SeenRequest, serve, token } from '../support/http-server.js';
import { type AnswerMade, give, type Names, readied } from './answer.js';
import type { Attack } from './attack.js';

/** What must be found nowhere. Their beginnings are looked for, so they begin differently. */
export const SECRET = 'hush7b1d2c-secret-that-must-stay-inside';
export const TOKEN = 'tokn93ff0a-token-that-must-stay-inside';

/** The path of the list that is there once nothing is wrong. */
export const LIST = '/rest/v1.0/things';

/** The path of the node beside, which is never attacked. */
export const BESIDE = '/rest/v1.0/beside';

/** The client id of the connection beside. */
export const BESIDE_CLIENT = 'client-beside';

/** Rows of every list. */
export const ROWS = 3;

/** A quota that is out of reach, told of the shorter window: what is attacked is not the pacing. */
const AMPLE = { 'x-rate-limit-limit': '1000000', 'x-rate-limit-remaining': '999999' };

/** A login host and an API that answer as an attack says, and as is right to the connection beside. */
export interface HostileProcore {
  readonly url: string;
  /** Requests of the connection that is attacked. */
  readonly requests: { readonly api: SeenRequest[]; readonly login: SeenRequest[] };
  /** What came to the host that must not be spoken to. */
  readonly foreign: readonly SeenRequest[];
  /** From now on all answers are right. */
  calm(): void;
  close(): Promise<void>;
}

export async function hostileProcore({
  api = [],
  always,
  login,
}: Pick<Attack, 'api' | 'always' | 'login'>): Promise<HostileProcore> {
  const first = api.map(readied);
  const later = always && readied(always);
  const signIn = login && readied(login);
  const requests = { api: [] as SeenRequest[], login: [] as SeenRequest[] };
  let isCalm = false;
  const foreign = await serve((_request, response) => json(response, 200, [{ id: 'foreign' }]));
  const names = (): Names => ({
    secret: SECRET,
    token: TOKEN,
    self: server.url,
    foreign: foreign.url,
    n: String(requests.api.length),
    soon: soon(),
  });
  const server = await serve((request, response) => {
    const isLogin = request.path.startsWith('/oauth/');
    if (isLogin ? request.body.includes(BESIDE_CLIENT) : request.path.startsWith(BESIDE)) {
      right(request, response);
      return;
    }
    const number = requests[isLogin ? 'login' : 'api'].push(request) - 1;
    const answer = isCalm ? undefined : isLogin ? signIn : (first[number] ?? later);
    if (answer) give(answer, response, names());
    else right(request, response);
  });
  return {
    url: server.url,
    requests,
    foreign: foreign.requests,
    calm() {
      isCalm = true;
    },
    async close() {
      await Promise.all([server.close(), foreign.close()]);
    },
  };
}

/** A token; the list, whichever is asked for; for a write, the new record. */
export function right({ path, method }: SeenRequest, response: ServerResponse): void {
  if (path.startsWith('/oauth/')) {
    token(response, TOKEN);
    return;
  }
  const headers = { ...AMPLE, 'x-rate-limit-reset': soon() };
  if (method !== 'GET') {
    json(response, 201, { id: 1 }, headers);
    return;
  }
  const rows = Array.from({ length: ROWS }, (_, index) => ({
    id: index + 1,
    name: `thing ${index + 1}`,
    active: true,
    is_active: true,
  }));
  const { searchParams } = new URL(path, 'http://any');
  json(response, 200, Number(searchParams.get('page') ?? 1) > 1 ? [] : rows, {
    ...headers,
    total: String(ROWS),
  });
}

/** Headers of an answer of the attack that tell of a quota which is out of reach. */
export function ample(): NonNullable<AnswerMade['headers']> {
  return Object.entries({ ...AMPLE, 'x-rate-limit-reset': '{{soon}}' });
}

/** A second or two from now, as unix time. */
export const soon = () => String(Math.ceil(Date.now() / 1000) + 1);
