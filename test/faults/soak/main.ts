/**
 * The soak, in a process of its own that is started with --expose-gc: so many messages through one procore-request node,
 * a fifth of them writes, against a server that fails by chance. The last line it prints is its figures as JSON.
 */
import { parseArgs } from 'node:util';
import { action, connectionAt, flow, helper, type Message } from '../../support/flow.js';
import { ROWS } from '../faulty-procore.js';
import { handles, leftOver, watchStray } from '../left-over.js';
import type { Memory, SoakFigures } from './figures.js';
import { type SoakServer, soakServer } from './server.js';

/** Messages that are under way or wait in the node. */
const OUTSTANDING = 48;

/** Shares of the messages after which the node is let come to rest and memory is read. */
const MARKS = [0.1, 0.25, 0.5, 0.75, 1];

async function main(messages: number, seed: number): Promise<SoakFigures> {
  const stray = watchStray();
  await helper.startServer();
  const server = await soakServer(seed);
  const before = handles();
  const ends = new Ends(messages);
  const start = performance.now();
  const memory = await soak(server, messages, ends);
  const seconds = (performance.now() - start) / 1000;
  await helper.unload();
  const left = await leftOver(server, before);
  await server.close();
  await helper.stopServer();
  return {
    messages,
    seed,
    seconds,
    memory,
    ...left,
    outcomes: ends.outcomes,
    endedOnce: ends.once(),
    faults: server.given,
    twice: server.twice(),
    early: server.early(),
    stray: stray.end(),
  };
}

async function soak(server: SoakServer, messages: number, ends: Ends): Promise<Memory[]> {
  const node = action('procore-request', { method: '', path: '' });
  const connection = { ...connectionAt(server.url), timeout: '0.5' };
  const key = { connection: { clientId: 'soak', clientSecret: 'soak' } };
  const { seen, receive } = await flow(node, connection, key);
  const memory: Memory[] = [];
  let sent = 0;
  for (const mark of MARKS) {
    const goal = Math.round(messages * mark);
    while (ends.count < goal) {
      while (sent < goal && sent - ends.count < OUTSTANDING) {
        const method = sent % 5 === 0 ? 'POST' : 'GET';
        const path = `/rest/v1.0/things/${sent}`;
        // The node takes what it has read off the messages it sends on.
        receive({ id: sent, method, path, topic: method, payload: { name: 'a thing' } });
        sent++;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
      for (const msg of seen.results.splice(0)) ends.result(msg);
      for (const msg of seen.completed.splice(0)) ends.ended(msg);
      for (const msg of seen.caught.splice(0)) ends.ended(msg, msg.error?.code ?? 'no code');
      seen.statuses.length = 0;
      forgetCalls();
    }
    memory.push(await atRest(mark));
  }
  return memory;
}

/** What became of the messages. A message that never ends keeps the soak from ending; its caller has a time limit. */
class Ends {
  count = 0;
  readonly outcomes: Record<string, number> = {};
  readonly #times: Uint8Array;
  readonly #results: Uint8Array;

  constructor(messages: number) {
    this.#times = new Uint8Array(messages);
    this.#results = new Uint8Array(messages);
  }

  result({ id, payload, topic }: Message): void {
    const right = topic === 'POST' ? isRecord(payload) : isList(payload);
    this.#results[Number(id)] = right ? (this.#results[Number(id)] ?? 0) + 1 : 99;
  }

  ended({ id }: Message, code?: string): void {
    const times = (this.#times[Number(id)] ?? 0) + 1;
    this.#times[Number(id)] = times;
    if (times === 1) this.count++;
    const outcome = code ?? (this.#results[Number(id)] === 1 ? 'delivered' : 'a wrong result');
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
  }

  /** Messages that ended once, in one way. */
  once(): number {
    return this.#times.filter((times) => times === 1).length;
  }
}

const isRecord = (payload: unknown) => (payload as { id?: unknown })?.id === 1;
const isList = (payload: unknown) =>
  Array.isArray(payload) && new Set(payload.map(({ id }) => id)).size === ROWS;

/** The helper's spies keep every call with its arguments, which would be taken for a leak of the node. */
function forgetCalls(): void {
  (helper as unknown as { _sandbox: { resetHistory(): void } })._sandbox.resetHistory();
}

async function atRest(share: number): Promise<Memory> {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc?.();
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { share, heapMb: heapUsed / 2 ** 20, rssMb: rss / 2 ** 20 };
}

const { messages = '500', seed = '1' } = parseArgs({
  options: { messages: { type: 'string' }, seed: { type: 'string' } },
}).values;
main(Number(messages), Number(seed)).then(
  (figures) => {
    process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit());
  },
  (thrown: unknown) => {
    process.stderr.write(`${thrown instanceof Error ? thrown.stack : thrown}\n`, () => process.exit(1));
  },
);
