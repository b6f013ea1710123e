import type { Attack } from '../attack.js';
import { endsIn } from '../ends.js';
import { attackedNode, endFlow, type Flow, startFlow } from '../flow.js';
import { type HostileProcore, hostileProcore } from '../hostile-procore.js';
import { pause, until } from '../waiting.js';
import type { Scene } from './scene.js';

/** Messages that a node works on at the same time. */
const AT_ONCE = 8;

/** ms that a stop or a redeployment may take. */
const SOON = 2_000;

/** A flow that waits, and how it goes on. */
interface Waiting {
  readonly attack: Attack;
  readonly flow: Flow;
  readonly procore: HostileProcore;
}

/** What of a node's context is written and read here. */
type Contexts = Readonly<
  Record<'global' | 'flow', { get(name: string): unknown; set(name: string, value: unknown): void }>
>;

const LATE = { node: { path: '', query: 'wanted', queryType: 'flow' } };
const TICKS = { node: { delivery: 'row', tick: true } };

/** What never comes: the answer of a context store, read or written, and a tick. */
const NEVER: ReadonlyArray<
  readonly [name: string, attack: Pick<Attack, 'node' | 'always'>, stores: boolean]
> = [
  ['a context store that never answers', { node: { query: 'wanted', queryType: 'flow' } }, true],
  ['a context store that never takes the result', { node: { output: 'kept', outputType: 'flow' } }, true],
  [
    'a company in a context store that never answers',
    { node: { company: 'kept', companyType: 'global' } },
    true,
  ],
  ['a tick that never comes', TICKS, false],
  [
    'an answer that never comes',
    { node: LATE.node && { path: '/rest/v1.0/late' }, always: { never: 'silence' } },
    false,
  ],
];

export const waitScenes: Readonly<Record<string, Scene>> = Object.fromEntries(
  NEVER.flatMap(([what, more, stores]) => {
    const attack: Attack = { kind: 'waits', name: what, ...more, connection: { timeout: '60' } };
    const limited: Attack = { ...attack, node: { ...attack.node, deadline: '1' } };
    return [
      [`${what}: the time limit ends it`, () => played(limited, stores, endsInTime)],
      [`${what}: reset ends eight`, () => played(attack, stores, resets)],
      [`${what}: a redeployment ends eight`, () => played(attack, stores, redeploys)],
    ] as const;
  }),
);

async function played(
  attack: Attack,
  stores: boolean,
  go: (waiting: Waiting) => Promise<string[]>,
): Promise<string[]> {
  const procore = await hostileProcore(attack);
  try {
    const flow = await startFlow(attack, procore.url);
    if (stores) neverAnswers();
    return await go({ attack, flow, procore });
  } finally {
    await endFlow();
    await procore.close();
  }
}

/** A message that still waits for a place in the quota is told so, as soon as the wait must outlast its time. */
const IN_TIME: ReadonlyArray<string | undefined> = ['PROCORE_TIMEOUT', 'PROCORE_RATE_LIMITED'];

async function endsInTime({ attack, flow }: Waiting): Promise<string[]> {
  for (let number = 0; number < AT_ONCE + 1; number++) flow.receive({ _msgid: `waits-${number}` });
  const ended = await until(() => endsIn(flow, attack) >= AT_ONCE + 1, 2 * 1_000 + SOON);
  if (!ended) return [`${endsIn(flow, attack)} of ${AT_ONCE + 1} messages ended in their time`];
  const codes = [...new Set(flow.seen.caught.map(({ error }) => (error as { code?: string }).code))];
  return codes.every((code) => IN_TIME.includes(code)) ? [] : [`ended as ${codes.join()}`];
}

async function resets({ attack, flow, procore }: Waiting): Promise<string[]> {
  await eightWait(flow);
  flow.receive({ _msgid: 'reset', reset: true });
  const all = AT_ONCE + 1;
  if (!(await until(() => endsIn(flow, attack) >= all, SOON)))
    return [`${endsIn(flow, attack)} of ${all} ended by a reset`];
  // A stop that was asked for is no error: one, or none.
  const errors = flow.seen.caught.length + flow.errors().length;
  procore.calm();
  answersAgain();
  const { global, flow: kept } = (attackedNode() as unknown as { context: () => Contexts }).context();
  global.set('kept', '1');
  const before = flow.seen.results.length;
  flow.receive({ _msgid: 'after' });
  // The result goes to the flow's context, where that is the output, and the message goes on in any case.
  const isDelivered = () => flow.seen.results.length > before;
  const isKept = () => attack.node?.outputType !== 'flow' || kept.get('kept') !== undefined;
  const after = await until(() => isDelivered() && isKept(), SOON);
  return [
    ...(errors <= 1 ? [] : [`${errors} errors for one reset`]),
    ...(after ? [] : ['the node does not work after the reset']),
  ];
}

async function redeploys({ flow }: Waiting): Promise<string[]> {
  await eightWait(flow);
  const start = performance.now();
  await endFlow();
  const ms = Math.round(performance.now() - start);
  return ms < SOON ? [] : [`the redeployment took ${ms} ms`];
}

async function eightWait(flow: Flow): Promise<void> {
  for (let number = 0; number < AT_ONCE; number++) flow.receive({ _msgid: `waits-${number}` });
  await pause(300);
}

/** Puts a context in the node's place for its own that never calls back, as a store whose database is gone. */
function neverAnswers(): void {
  const store = { get: () => undefined, set: () => undefined, keys: () => undefined };
  const node = attackedNode() as unknown as { context: () => object };
  Object.defineProperty(node, 'context', {
    value: () => ({ ...store, flow: store, global: store }),
    configurable: true,
  });
}

/** The node's own context again. */
function answersAgain(): void {
  delete (attackedNode() as unknown as { context?: unknown }).context;
}
