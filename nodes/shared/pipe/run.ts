import { asProcoreError, ProcoreError } from '../../../src/errors.js';
import { steadyNow } from '../../../src/steady-clock.js';
import { deadlineSignal, type Followed, forMany } from '../../../src/transport/deadline.js';
import { checkChoices } from '../fields/check.js';
import type { ActionDef } from '../flow-json.js';
import type { Run } from './node-kind.js';
import type { Outcome } from './outcome.js';
import { patiently, takePatiently } from './patience.js';
import type { PipeNode } from './pipe-node.js';
import { type Entry, Taken } from './taken.js';

/** Most messages that a node works on at the same time. */
const MOST_AT_ONCE = 1_000;

/**
 * Runs one message, or several that were gathered: inputs, client, outcomes, output, and one end for each message.
 * Everything that waits stops when the node is stopped or the message's time is up. Never rejects because of an error
 * of a flow or of Procore.
 */
export async function run<Def extends ActionDef>(
  node: PipeNode<Def>,
  entries: readonly Entry[],
): Promise<void> {
  const { config, host, stop, status } = node;
  const messages = entries.map((entry) => new Taken(node, entry, stop));
  let endTurn: (() => void) | undefined;
  let whole: Followed | undefined;
  try {
    checkChoices(node.kind.fields, config);
    const copyable = await passing(messages, stop, (taken) => taken.checkCopyable());
    const connection = host.connection(host.filled(String(config.connection).trim(), 'connection'));
    const { environment } = connection;
    for (const taken of copyable) taken.begin(environment);
    const [first] = copyable;
    if (!first) return;
    const limitMs = first.inputs.milliseconds(config.deadline, 'time limit');
    const deadline = limitMs === undefined ? undefined : steadyNow() + limitMs;
    whole = deadlineSignal(deadline, [stop], { now: steadyNow });
    const { signal } = whole;
    forMany(signal);
    first.inputs.count(config.concurrency, 'parallel messages', MOST_AT_ONCE);
    const ready = await passing(copyable, signal, (taken) => taken.checkTarget(signal));
    if (ready.length === 0) return;
    endTurn = await node.turns.take(signal);
    if (environment === 'demo') status.demo();
    const client = await patiently(connection.client(), signal);
    const outcomes = node.kind.onMessage?.({
      host,
      inputs: (ready[0] ?? first).inputs,
      messages: ready.map(({ inputs }) => inputs),
      client,
      state: client.state,
      options: { ...callsOf(node, signal), deadline },
    });
    await takePatiently(outcomes ?? nothing(), signal, async (outcome) => {
      const taken = ready[outcome.message ?? 0] as Taken<Def>;
      await taken.take(outcome, signal);
      // The only message of a run ends with the run. One of several ends with its last rows.
      if (ready.length > 1 && 'rows' in outcome && outcome.last) await taken.end(signal);
    });
    for (const taken of ready) await taken.end(signal);
  } catch (thrown) {
    const failure = failureOf(thrown);
    for (const taken of messages) await taken.fail(failure, whole?.signal ?? stop);
  } finally {
    endTurn?.();
    whole?.release();
  }
}

/** The options of a run's calls. */
export function callsOf(node: PipeNode, signal: AbortSignal): Run['options'] {
  return {
    signal,
    owner: node.host.id,
    // With flow control, nothing is read ahead of the flow.
    ...(node.waits && { parallel: 1 }),
    onWait: (until, after) => node.isOpen() && node.status.waiting(until, after),
  };
}

/** The messages that pass a check. A message that fails it ends with that failure, and the others continue. */
async function passing<Def extends ActionDef>(
  messages: ReadonlyArray<Taken<Def>>,
  signal: AbortSignal,
  check: (taken: Taken<Def>) => void | Promise<void>,
): Promise<Array<Taken<Def>>> {
  const passed: Array<Taken<Def>> = [];
  for (const taken of messages) {
    try {
      await check(taken);
      passed.push(taken);
    } catch (thrown) {
      await taken.fail(failureOf(thrown), signal);
    }
  }
  return passed;
}

async function* nothing(): AsyncGenerator<Outcome, void, undefined> {}

/** Turns anything thrown into a failure. A recursion that exhausts the stack ends here. */
export function failureOf(thrown: unknown): ProcoreError {
  if (!(thrown instanceof RangeError && /call stack/i.test(thrown.message))) return asProcoreError(thrown);
  return new ProcoreError({
    code: 'PROCORE_BAD_RESPONSE',
    cause: 'The message or the answer is nested too deeply to be read or copied.',
    fix: 'Send less in the message, or connect only one node to this output.',
    who: 'developer',
  });
}
