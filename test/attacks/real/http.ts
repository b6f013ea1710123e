import { connect } from 'node:net';
import { type AnswerMade, type BodyMade, bytesOf, json, levels, text } from '../answer.js';
import type { Verdict } from '../attack.js';
import { SECRET, TOKEN } from '../hostile-procore.js';
import { FOR_BROWSERS } from '../judge.js';
import { leaks } from '../search.js';
import type { RouteName } from './flows.js';
import type { RealStage } from './stage.js';
import { caughtSoFar, faultsAfter, whileWatched } from './watch.js';

/** ms in which a browser is answered, if at all. */
const PATIENCE = 4_000;

/** What somebody sends to an http in node, and what Procore says then. */
interface HttpAttack {
  readonly name: string;
  readonly to: RouteName;
  readonly body?: BodyMade;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes in place of a request. */
  readonly raw?: string;
  readonly answer?: AnswerMade;
  /** Whether somebody must get an answer, and what status it has. */
  readonly status?: number;
  readonly slow?: boolean;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const TEXT_TYPE = { 'content-type': 'text/plain' };

const BROWSER_HEADERS: NonNullable<AnswerMade['headers']> = [
  ['content-type', 'application/json'],
  ['Strict-Transport-Security', 'max-age=63072000; includeSubDomains'],
  ['Access-Control-Allow-Origin', 'https://evil.example'],
  ['Access-Control-Allow-Credentials', 'true'],
  ['Refresh', '0; url=https://evil.example'],
  ['Clear-Site-Data', '"*"'],
  ['Set-Cookie', 'session=abc'],
  ['Content-Security-Policy', 'sandbox'],
  ['Alt-Svc', 'h3="evil.example:443"'],
  ['WWW-Authenticate', 'Basic realm="a"'],
  ['X-Debug', 'Bearer {{token}}'],
];

const DEPTHS = [2_000, 5_000, 20_000, 200_000];

export function httpAttacks(): HttpAttack[] {
  return [
    ...DEPTHS.flatMap((times): HttpAttack[] => [
      {
        name: `POST of ${times} arrays`,
        to: 'write',
        headers: JSON_TYPE,
        body: levels('[', ']', times),
        slow: times === 5_000,
      },
      {
        name: `POST of ${times} objects`,
        to: 'write',
        headers: JSON_TYPE,
        body: levels('{"a":', '}', times),
        slow: times === 2_000,
      },
      {
        name: `POST of ${times} arrays, to a read`,
        to: 'read',
        headers: JSON_TYPE,
        body: levels('[', ']', times),
        slow: true,
      },
    ]),
    {
      name: 'text of escaped quotes, 60 kB',
      to: 'write',
      headers: TEXT_TYPE,
      body: { before: `{"a":${'1'.repeat(19)},"b":"`, unit: '\\"', times: 30_000 },
    },
    {
      name: 'text of escaped quotes, 900 kB',
      to: 'write',
      headers: TEXT_TYPE,
      body: { before: `{"a":${'1'.repeat(19)},"b":"`, unit: '\\"', times: 450_000 },
    },
    { name: 'text of brackets', to: 'write', headers: TEXT_TYPE, body: { unit: '[', times: 400_000 } },
    { name: 'text of digits', to: 'write', headers: TEXT_TYPE, body: { unit: '1', times: 400_000 } },
    {
      name: 'JSON of inherited names',
      to: 'write',
      headers: JSON_TYPE,
      body: { text: '{"__proto__":{"a":1},"hasOwnProperty":1,"toJSON":1}' },
      status: 201,
    },
    {
      name: 'JSON of inherited names, refused',
      to: 'write',
      headers: JSON_TYPE,
      body: { text: '{"hasOwnProperty":1,"constructor":1}' },
      answer: json({}, 422),
      status: 418,
    },
    { name: 'a broken JSON', to: 'write', headers: JSON_TYPE, body: { text: '{"a":' } },
    {
      name: 'a form of 900 names',
      to: 'write',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: { unit: 'a[b][c][d][e][f]=1&', times: 900 },
    },
    {
      name: 'an odd content type',
      to: 'write',
      headers: { 'content-type': 'application/json; charset=utf-7' },
      body: { text: '{}' },
    },
    {
      name: 'a query of inherited names',
      to: 'asked',
      query: 'id=1&__proto__[a]=1&constructor=1&hasOwnProperty=1&toString=1',
    },
    { name: 'a query of depth', to: 'asked', query: `id=1&a${'[b]'.repeat(2_000)}=1` },
    { name: 'an id that leads elsewhere', to: 'asked', query: 'id=..%2f..%2foauth%2ftoken%00%0d%0a' },
    { name: 'an id that is a list', to: 'asked', query: 'id=1&id=2&id[x]=3' },
    {
      name: '90 odd headers',
      to: 'read',
      headers: Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`x-odd-${n}`, 'a\tb'])),
      body: { text: '' },
    },
    {
      name: 'headers for Procore',
      to: 'read',
      headers: {
        authorization: 'Basic YTpi',
        'procore-company-id': '666',
        'x-http-method-override': 'DELETE',
        ...JSON_TYPE,
      },
      body: { text: '{}' },
    },
    {
      name: 'two lengths',
      to: 'write',
      raw: 'POST /write HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 9\r\n\r\n{}',
    },
    {
      name: 'chunks that break off',
      to: 'write',
      raw: 'POST /write HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nFFFF\r\n{"a":',
    },
    {
      name: 'somebody who leaves',
      to: 'write',
      raw: 'POST /write HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
    },
    ...[403, 404, 422, 500].map(
      (status): HttpAttack => ({
        name: `Procore answers ${status} with depth`,
        to: 'write',
        headers: JSON_TYPE,
        body: { text: '{}' },
        answer: text(levels('[', ']', 20_000), status),
      }),
    ),
    {
      name: 'Procore answers 200 with depth',
      to: 'write',
      headers: JSON_TYPE,
      body: { text: '{}' },
      answer: text(levels('[', ']', 20_000)),
    },
    {
      name: 'Procore answers 200 with headers for browsers',
      to: 'passed',
      answer: { ...json([{ id: 1 }]), headers: BROWSER_HEADERS },
      status: 200,
    },
    {
      name: 'Procore answers 422 with headers for browsers',
      to: 'passed',
      answer: { ...json({ errors: 'no' }, 422), headers: BROWSER_HEADERS },
      status: 422,
    },
    {
      name: 'Procore answers 403 with a page and headers for browsers',
      to: 'passed',
      answer: {
        ...text({ text: '<script>alert(1)</script>' }, 403),
        headers: [['content-type', 'text/html'], ...BROWSER_HEADERS.slice(1)],
      },
      status: 403,
    },
  ];
}

/** Plays one; what only blocked is played again, since the machine may have been busy with something else. */
export async function playHttp(stage: RealStage, attack: HttpAttack): Promise<Verdict> {
  const first = await once(stage, attack);
  return first.faults.length > 0 && first.faults.every((fault) => fault.startsWith('blocked'))
    ? once(stage, attack)
    : first;
}

async function once(stage: RealStage, attack: HttpAttack): Promise<Verdict> {
  await stage.ready();
  const { name, status } = attack;
  const start = performance.now();
  const before = await caughtSoFar(stage);
  const asked = stage.procore.requests.length;
  stage.answer = attack.answer;
  const { result, blocked } = await whileWatched(stage, () =>
    attack.raw ? sendRaw(stage, attack) : send(stage, attack),
  );
  const ms = Math.round(performance.now() - start);
  const faults = await faultsAfter(stage, blocked);
  if (stage.alive) {
    const caught = (await caughtSoFar(stage)) - before;
    if (caught > 1) faults.push(`caught ${caught} times`);
    const strange = stage.procore.requests.slice(asked).filter(({ path }) => !/^\/(rest|oauth)\//.test(path));
    if (strange.length > 0) faults.push(`asked ${strange[0]?.path.slice(0, 60)}`);
    if (status !== undefined && result.status !== status) faults.push(`answered ${result.status}`);
    // Express answers by itself what never reached a node.
    if (attack.answer && result.browser.length > 0) faults.push(`passes on ${result.browser.join()}`);
    if (leaks(result.all, [SECRET, TOKEN]).length > 0) faults.push('a secret or token came out');
  }
  return { kind: 'http in to http response', name, faults, ends: [String(result.status)], ms };
}

interface Answered {
  readonly status: number;
  /** Headers of Procore's that steer browsers. */
  readonly browser: readonly string[];
  readonly all: string;
}

const NOTHING: Answered = { status: 0, browser: [], all: '' };

async function send({ nodeRed }: RealStage, { to, body, query, headers }: HttpAttack): Promise<Answered> {
  try {
    const response = await fetch(`${nodeRed.url}/${to}${query ? `?${query}` : ''}`, {
      method: body ? 'POST' : 'GET',
      redirect: 'manual',
      ...(headers && { headers }),
      ...(body && { body: new Uint8Array(bytesOf(body)) }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const names = [...response.headers.keys()];
    const all = `${JSON.stringify([...response.headers])}${await response.text()}`;
    return { status: response.status, browser: names.filter((name) => FOR_BROWSERS.test(name)), all };
  } catch {
    // Whether there is somebody to answer at all is looked at afterwards.
    return NOTHING;
  }
}

function sendRaw({ nodeRed }: RealStage, { raw = '' }: HttpAttack): Promise<Answered> {
  const { hostname, port } = new URL(nodeRed.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(raw));
    const end = () => {
      socket.destroy();
      resolve(NOTHING);
    };
    socket.on('error', end);
    setTimeout(end, 300);
  });
}
