import helper from 'node-red-node-test-helper';
import access from '../../nodes/procore-access/procore-access.js';
import changes from '../../nodes/procore-changes/procore-changes.js';
import companies from '../../nodes/procore-companies/procore-companies.js';
import config from '../../nodes/procore-config/procore-config.js';
import projects from '../../nodes/procore-projects/procore-projects.js';
import request from '../../nodes/procore-request/procore-request.js';
import table from '../../nodes/procore-table/procore-table.js';
import token from '../../nodes/procore-token/procore-token.js';
import type { Attack, Properties } from './attack.js';
import { BESIDE, BESIDE_CLIENT, LIST, SECRET } from './hostile-procore.js';

export { helper };

helper.init(require.resolve('node-red'));

const TYPES = [config, token, companies, projects, request, access, changes, table];

type Message = Record<string, unknown>;

/** What came out of a flow. Messages of the node beside are apart. */
export interface Seen {
  readonly results: Message[];
  readonly failures: Message[];
  readonly caught: Message[];
  readonly completed: Message[];
  readonly statuses: unknown[];
  readonly beside: Message[];
}

export interface Flow {
  readonly seen: Seen;
  receive(msg: object): void;
  receiveBeside(msg: object): void;
  /** Lines that the attacked node or its connection has written to the log as errors. */
  errors(): unknown[];
  /** All that was written to the log. */
  log(): unknown[];
}

/** Node-RED takes a node without a position for a config node. */
const PLACE = { x: 0, y: 0, z: 'tab' };

let flows = 0;

/** Results after which the helper forgets messages: it keeps each that was sent or measured, for tests that ask it. */
const FORGOTTEN = 1_000;

/** Starts a flow with the attacked node, what watches it, and a node on a connection of its own beside it. */
export async function startFlow(
  { node, connection, wires = 1, watched = true }: Attack,
  url: string,
): Promise<Flow> {
  const wired = wires === 2 ? ['result', 'another'] : ['result'];
  const at = { type: 'procore-config', environment: 'custom', loginUrl: url, apiUrl: url, timeout: '2' };
  const nodes: Properties[] = [
    { id: 'tab', type: 'tab' },
    { ...attacked(wired), ...node },
    { ...attacked(['besideResult']), id: 'beside', connection: 'calm', path: BESIDE },
    { id: 'connection', ...at, ...connection },
    { id: 'calm', ...at },
    ...['result', 'another', 'failure', 'caught', 'completed', 'stated', 'besideResult'].map((id) => ({
      ...PLACE,
      id,
      type: 'helper',
    })),
    { ...PLACE, id: 'status', type: 'status', scope: ['action'], wires: [['stated']] },
  ];
  if (watched) {
    nodes.push(
      { ...PLACE, id: 'catch', type: 'catch', scope: ['action'], wires: [['caught']] },
      { ...PLACE, id: 'complete', type: 'complete', scope: ['action'], wires: [['completed']] },
    );
  }
  // The quota of a key outlives a flow: each has a key of its own.
  const credentials = {
    connection: { clientId: `client-${++flows}`, clientSecret: SECRET },
    calm: { clientId: BESIDE_CLIENT, clientSecret: 'another' },
  };
  await helper.load(TYPES as never, nodes as never, credentials as never);
  const seen: Seen = { results: [], failures: [], caught: [], completed: [], statuses: [], beside: [] };
  const record = (id: string, into: unknown[]) =>
    helper.getNode(id).on('input', (msg: unknown) => into.push(msg));
  record('result', seen.results);
  const written: unknown[] = [];
  helper.getNode('result').on('input', () => {
    if (seen.results.length % FORGOTTEN === 0) written.push(...forgetSent());
  });
  record('failure', seen.failures);
  record('caught', seen.caught);
  record('completed', seen.completed);
  record('stated', seen.statuses);
  record('besideResult', seen.beside);
  const log = () => [...written, ...lines()];
  return {
    seen,
    log,
    // As Node-RED delivers: what is thrown there reaches no sender.
    receive: (msg) => void setImmediate(() => helper.getNode('action').receive(msg as never)),
    receiveBeside: (msg) => void setImmediate(() => helper.getNode('beside').receive(msg as never)),
    errors: () => log().filter(isErrorOf),
  };
}

/** Ends the flow. */
export async function endFlow(): Promise<void> {
  await helper.unload();
}

/** The attacked node itself. */
export const attackedNode = () => helper.getNode('action');

/** @returns the lines of the log that are forgotten too, without those that only measure a message */
function forgetSent(): unknown[] {
  const written = lines().filter((line) => (line as { level?: number }).level !== METRIC);
  for (const spy of [helper.getNode('action').send, helper.log()]) {
    (spy as unknown as { resetHistory(): void }).resetHistory();
  }
  return written;
}

function lines(): unknown[] {
  return helper.log().args.flat() as unknown[];
}

/** Node-RED's level for how long a message took, and how much memory. */
const METRIC = 99;

function attacked(wired: readonly string[]): Properties {
  return {
    ...PLACE,
    id: 'action',
    type: 'procore-request',
    name: '',
    connection: 'connection',
    company: '',
    companyType: 'connection',
    output: 'payload',
    outputType: 'msg',
    delivery: 'array',
    onError: 'catch',
    outputs: 1,
    method: 'GET',
    path: LIST,
    wires: [wired, ['failure']],
  };
}

function isErrorOf(entry: unknown): boolean {
  const ERROR = 20;
  const { level, id } = (entry ?? {}) as { level?: number; id?: string };
  return level !== undefined && level <= ERROR && (id === 'action' || id === 'connection');
}
