import assert from 'node:assert/strict';
import type { NodeAPI } from 'node-red';
import helper from 'node-red-node-test-helper';
import type { Simulator } from '../../src/simulator/index.js';
import { TYPES } from './package.js';

helper.init(require.resolve('node-red'));

/** What a file of nodes exports. */
type Register = (RED: NodeAPI) => void;

const REGISTERS = TYPES.map((type): Register => require(`../../nodes/${type}/${type}.js`));

/** A message as the tests read it. */
export interface Message {
  payload?: unknown;
  statusCode?: number;
  headers?: Record<string, string>;
  parts?:
    | undefined
    | { id: string; index: number; count?: number; type?: string; len?: number; parts?: unknown };
  procore?: Record<string, unknown> & { error?: { code: string; details?: Array<{ field?: string }> } };
  error?: { message: string; code?: string; cause?: string; source?: object };
  [property: string]: unknown;
}

/** The only message of a kind. */
export function only(messages: readonly Message[]): Message {
  assert.equal(messages.length, 1);
  return messages[0] ?? assert.fail();
}

export type Properties = Record<string, unknown>;

/** Node-RED takes a node without a position for a config node. */
const PLACE = { x: 0, y: 0 };

/** What came out of a flow: every message of each output, and what Catch, Complete and Status nodes saw. */
export interface Seen {
  readonly results: Message[];
  readonly failures: Message[];
  readonly caught: Message[];
  readonly completed: Message[];
  readonly statuses: Array<{ fill?: string; shape?: string; text?: string }>;
}

export const action = (type: string, more: Properties = {}): Properties => ({
  id: 'action',
  z: 'tab',
  type,
  name: '',
  connection: 'connection',
  company: '',
  companyType: 'connection',
  output: 'payload',
  outputType: 'msg',
  delivery: 'array',
  onError: 'catch',
  outputs: 1,
  ...PLACE,
  wires: [['result'], ['failure']],
  ...more,
});

/** A connection to a simulator, as a user would fill it in. */
export const connectionTo = (simulator: Simulator, more: Properties = {}): Properties => ({
  id: 'connection',
  type: 'procore-config',
  name: '',
  environment: 'custom',
  timeout: '5',
  loginUrl: simulator.loginUrl,
  apiUrl: simulator.apiUrl,
  companyId: '',
  ...more,
});

/** A connection to a server of the test. */
export const connectionAt = (url: string): Properties => ({
  id: 'connection',
  type: 'procore-config',
  environment: 'custom',
  loginUrl: url,
  apiUrl: url,
});

export const keyOf = ({ clientId, clientSecret }: Simulator) => ({ connection: { clientId, clientSecret } });

/** Starts a flow of one action node with Catch, Complete and Status beside it. */
export async function flow(
  node: Properties,
  connection: Properties | undefined,
  credentials: Record<string, object> = {},
  others: Properties[] = [],
  moreTypes: Register[] = [],
): Promise<{ seen: Seen; receive: (msg: Message) => void; settled: (messages?: number) => Promise<void> }> {
  const nodes = [
    { id: 'tab', type: 'tab' },
    node,
    ...(connection ? [connection] : []),
    { ...PLACE, id: 'result', z: 'tab', type: 'helper' },
    { ...PLACE, id: 'failure', z: 'tab', type: 'helper' },
    { ...PLACE, id: 'catch', z: 'tab', type: 'catch', scope: ['action'], wires: [['caught']] },
    { ...PLACE, id: 'caught', z: 'tab', type: 'helper' },
    { ...PLACE, id: 'complete', z: 'tab', type: 'complete', scope: ['action'], wires: [['completed']] },
    { ...PLACE, id: 'completed', z: 'tab', type: 'helper' },
    { ...PLACE, id: 'status', z: 'tab', type: 'status', scope: ['action'], wires: [['stated']] },
    { ...PLACE, id: 'stated', z: 'tab', type: 'helper' },
    ...others,
  ];
  await helper.load([...REGISTERS, ...moreTypes] as never, nodes as never, credentials as never);
  const seen: Seen = { results: [], failures: [], caught: [], completed: [], statuses: [] };
  const record = (id: string, into: Message[]) =>
    helper.getNode(id).on('input', (msg: unknown) => into.push(msg as Message));
  record('result', seen.results);
  record('failure', seen.failures);
  record('caught', seen.caught);
  record('completed', seen.completed);
  helper
    .getNode('stated')
    .on('input', (msg: unknown) => seen.statuses.push((msg as { status: object }).status));
  return {
    seen,
    receive: (msg) => helper.getNode('action').receive(msg as never),
    settled: (messages = 1) => until(() => seen.completed.length + seen.caught.length >= messages),
  };
}

/** Waits for a condition; what was sent just before is given a turn to arrive. */
export async function until(condition: () => boolean | Promise<boolean>, patience = 5_000): Promise<void> {
  const end = Date.now() + patience;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('What was waited for did not come.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Runs one message through one node. */
export async function runOnce(
  node: Properties,
  connection: Properties | undefined,
  credentials: Record<string, object> = {},
  msg: Message = { payload: 'start' },
): Promise<Seen> {
  const { seen, receive, settled } = await flow(node, connection, credentials);
  receive(msg);
  await settled();
  return seen;
}

/** What nodes of a type warned of since the flow was loaded. */
export function warningsBy(nodeType: string): string[] {
  const log = helper.log() as unknown as { args: Array<[{ level?: number; type?: string; msg?: unknown }]> };
  return log.args
    .map(([entry]) => entry)
    .filter(({ level, type }) => level === 30 && type === nodeType)
    .map(({ msg }) => String(msg));
}

export { helper };
