import type { NodeMessage } from 'node-red';
import type { ProcoreError } from '../../../src/errors.js';
import { unlessAborted } from '../../../src/transport/deadline.js';
import { checkChoices } from '../fields/check.js';
import type { ActionDef } from '../flow-json.js';
import { asLogged } from './host.js';
import { Inputs } from './inputs.js';
import { fieldTarget, markFailed } from './messages.js';
import type { NodeKind } from './node-kind.js';
import { endsSequence, Outlet, type Way } from './outlet.js';
import { patiently, takePatiently } from './patience.js';
import type { PipeNode } from './pipe-node.js';
import { callsOf, failureOf } from './run.js';

/**
 * Pauses before work that broke off starts again. Each is twice as long as the one before, until the work yields
 * something.
 */
export interface Pauses {
  /** @default 1_000 */
  readonly firstMs: number;
  /** @default 60_000 */
  readonly mostMs: number;
}

const PAUSES: Pauses = { firstMs: 1_000, mostMs: 60_000 };

/**
 * Works without a message until the node closes. If the work breaks off, the failure goes to Catch nodes and the work
 * starts again. It does not start again if a setting is wrong, since that stays wrong until the next deployment. Never
 * rejects.
 */
export async function whileDeployed<Def extends ActionDef>(
  node: PipeNode<Def>,
  work: NonNullable<NodeKind<Def>['whileDeployed']>,
  closing: AbortSignal,
  { firstMs, mostMs }: Pauses = PAUSES,
): Promise<void> {
  const { status } = node;
  let pause = firstMs;
  await started(node, closing);
  while (!closing.aborted) {
    try {
      await once(node, work, closing, () => {
        pause = firstMs;
      });
      return;
    } catch (thrown) {
      if (closing.aborted) return;
      const failure = failureOf(thrown);
      report(node, failure);
      status.broken(failure);
      if (failure.code === 'PROCORE_CONFIG') return;
      status.waiting(Date.now() + pause, failure.code);
      await sleep(pause, closing);
      pause = Math.min(mostMs, pause * 2);
    }
  }
}

/** One iteration of the work. Each outcome is its own sequence, or ends the sequence that earlier ones began. */
async function once<Def extends ActionDef>(
  node: PipeNode<Def>,
  work: NonNullable<NodeKind<Def>['whileDeployed']>,
  signal: AbortSignal,
  onYield: () => void,
): Promise<void> {
  const { config, host, kind, status } = node;
  checkChoices(kind.fields, config);
  const connection = host.connection(host.filled(String(config.connection).trim(), 'connection'));
  const { environment } = connection;
  if (environment === 'demo') status.demo();
  const client = await patiently(connection.client(), signal);
  const inputs = new Inputs(host, config, NO_MESSAGE, environment);
  const way: Way = {
    target: kind.target?.(config) ?? fieldTarget(config),
    environment,
    passedOn: () => NO_MESSAGE,
    send: (msg) => {
      // What is not sent must not be confirmed.
      signal.throwIfAborted();
      host.send(msg);
    },
    isEndless: true,
  };
  let outlet = new Outlet(node, way);
  status.listening();
  try {
    const outcomes = work({
      host,
      inputs,
      messages: [],
      client,
      state: client.state,
      options: callsOf(node, signal),
      idles: (idle) => node.isOpen() && status.idles(idle),
    });
    await takePatiently(outcomes, signal, async (outcome) => {
      await outlet.take(outcome, signal);
      onYield();
      if (!endsSequence(outcome)) return;
      await outlet.end(signal);
      outlet = new Outlet(node, way);
      status.listening();
    });
    await outlet.end(signal);
  } catch (thrown) {
    await outlet.cut(signal.aborted, signal);
    throw thrown;
  }
}

/** The base of outgoing messages if no message came in. */
const NO_MESSAGE = Object.freeze({}) as NodeMessage;

function report({ host, config }: PipeNode, failure: ProcoreError): void {
  const msg = {} as NodeMessage;
  markFailed(host, msg, failure, { target: fieldTarget(config) });
  host.error(asLogged(failure), msg);
}

function started({ host }: PipeNode, closing: AbortSignal): Promise<void> {
  let forget: (() => void) | undefined;
  const all = new Promise<void>((resolve) => {
    forget = host.onStarted(resolve);
  });
  return unlessAborted(all, closing).catch(() => forget?.());
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return unlessAborted(over, signal).catch(() => clearTimeout(timer));
}
