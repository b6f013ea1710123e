import { type AnswerMade, json } from '../answer.js';
import type { Attack } from '../attack.js';
import { endsIn } from '../ends.js';
import { endFlow, startFlow } from '../flow.js';
import { hostileProcore } from '../hostile-procore.js';
import { pause, until } from '../waiting.js';
import type { Scene } from './scene.js';

/** Seconds beyond what timers of Node.js take (24.8 days), where they fire at once. */
const TOO_LONG = ['2147484', '3000000', '99999999999', '1e300', 'Infinity', '9007199254740993'];

/** ms; the machine's clock is set back, or ahead, by so much in the middle of a wait. */
const SHIFTS = [-3_600_000, -86_400_000, 3_600_000];

/** Waits that a server tells. */
const WAITS: Readonly<Record<string, AnswerMade>> = {
  'a 503 with Retry-After': json({}, 503, [['retry-after', '1']]),
  'a login host that is busy': json({}, 503, [['retry-after', '1']]),
  'a 429': json({ errors: 'too many' }, 429, [
    ['x-rate-limit-limit', '25'],
    ['x-rate-limit-remaining', '0'],
    ['x-rate-limit-reset', '{{soon}}'],
  ]),
};

export const clockScenes: Readonly<Record<string, Scene>> = {
  ...Object.fromEntries(
    TOO_LONG.map((seconds) => [`a time limit of ${seconds} s`, () => longLimit(seconds)]),
  ),
  ...Object.fromEntries(
    TOO_LONG.map((seconds) => [`a request timeout of ${seconds} s`, () => longTimeout(seconds)]),
  ),
  ...Object.fromEntries(
    Object.entries(WAITS).flatMap(([what, answer]) =>
      SHIFTS.map((shift) => [
        `a clock set by ${shift / 3_600_000} h during the wait of ${what}`,
        () => clockShift(shift, what.startsWith('a login') ? 'login' : 'api', answer),
      ]),
    ),
  ),
};

/** A limit that is never reached must not end a message at once; one that is no number of seconds may be refused. */
async function longLimit(deadline: string): Promise<string[]> {
  const codes = await codesOf({ kind: 'waits', name: deadline, node: { deadline } });
  return codes.every((code) => code === 'delivered' || code === 'PROCORE_CONFIG')
    ? []
    : [`ended as ${codes}`];
}

/** The connection says what it takes: a day at most. */
async function longTimeout(timeout: string): Promise<string[]> {
  const codes = await codesOf({ kind: 'waits', name: timeout, connection: { timeout } });
  return codes.every((code) => code === 'delivered' || code === 'PROCORE_CONFIG')
    ? []
    : [`ended as ${codes}`];
}

async function codesOf(attack: Attack): Promise<string[]> {
  const procore = await hostileProcore({ always: { ...json([{ id: 1 }]), late: 60 } });
  try {
    const flow = await startFlow(attack, procore.url);
    flow.receive({ _msgid: 'limited' });
    const ended = await until(() => endsIn(flow, attack) > 0, 4_000);
    if (!ended) return ['never'];
    const { caught, results } = flow.seen;
    return [
      ...results.map(() => 'delivered'),
      ...caught.map(({ error }) => String((error as { code?: string }).code)),
    ];
  } finally {
    await endFlow();
    await procore.close();
  }
}

/** A wait of a second ends after about a second, whatever the machine's clock does meanwhile. */
async function clockShift(shift: number, of: 'api' | 'login', answer: AnswerMade): Promise<string[]> {
  const attack: Attack = { kind: 'waits', name: 'clock', node: { deadline: '20' } };
  const { now } = Date;
  let ahead = 0;
  // Before the client is made: it takes the clock as it finds it.
  Date.now = () => now() + ahead;
  const procore = await hostileProcore(of === 'api' ? { api: [answer] } : { login: answer });
  try {
    const flow = await startFlow(attack, procore.url);
    const start = performance.now();
    flow.receive({ _msgid: 'waits' });
    await until(() => procore.requests[of].length > 0, 2_000);
    await pause(100);
    procore.calm();
    ahead = shift;
    const ended = await until(() => endsIn(flow, attack) > 0, 6_000);
    const ms = Math.round(performance.now() - start);
    if (!ended) return [`not ended ${ms} ms after a wait of a second`];
    return flow.seen.results.length === 1 ? [] : [`ended as ${JSON.stringify(flow.seen.caught[0]?.error)}`];
  } finally {
    Date.now = now;
    await endFlow();
    await procore.close();
  }
}
