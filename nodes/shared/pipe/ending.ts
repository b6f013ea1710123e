import type { NodeMessage } from 'node-red';
import { configError, type ProcoreError } from '../../../src/errors.js';
import { asLogged, type Host } from './host.js';
import { markFailed, type Place } from './messages.js';
import type { Ends } from './node-kind.js';
import { salvaged } from './salvage.js';

/** A failure, and what the message says about it. */
export interface Failed {
  readonly failure: ProcoreError;
  readonly place: Place;
  /** Whether it goes to the node's second output and not to Catch nodes. */
  readonly toOutput: boolean;
}

/**
 * Ends one message, whatever it contains; every end goes through here. Inside `done()`, Node-RED copies the message for
 * its Catch and Complete nodes, and throws if it cannot, after it has taken `req` and `res` off the message (4.1 and
 * 5.0). Nothing would catch that, and Node-RED would end. Never throws.
 */
export function end(host: Host, msg: NodeMessage, ends: Ends, failed?: Failed): void {
  const own = attempt(() => ({ req: msg.req, res: msg.res })) ?? {};
  if (failed?.toOutput && attempt(() => sendFailed(host, msg, ends, failed))) return;
  const isTold = attempt(() => {
    if (failed) markFailed(host, msg, failed.failure, failed.place);
    ends.done(failed && asLogged(failed.failure));
    return true;
  });
  if (isTold) return;
  const { failure, place } = failed ?? { failure: uncopied(), place: {} };
  for (const small of [{ ...salvaged(msg, host), ...present(own) }, present(own), undefined]) {
    const isReported = attempt(() => {
      if (small) markFailed(host, small as NodeMessage, failure, place);
      host.error(asLogged(failure), small as NodeMessage);
      return true;
    });
    if (isReported) return;
  }
}

/**
 * Ends a message that was stopped by `msg.reset`, or because its node was closed: the user wanted that, so it is no
 * failure. A Complete node gets the message; msg.procore.error says that it was cancelled.
 */
export function endStopped(host: Host, msg: NodeMessage, ends: Ends, stopped: Failed): void {
  const { target, environment } = stopped.place;
  attempt(() => markFailed(host, msg, stopped.failure, { target, environment }));
  end(host, msg, ends);
}

/** Reports the failure of one piece, on a message that shares nothing with the one whose run continues. */
export function tellPiece(host: Host, msg: NodeMessage, ends: Pick<Ends, 'send'>, failed: Failed): void {
  const out = host.clone(salvaged(msg, host));
  markFailed(host, out, failed.failure, failed.place);
  if (failed.toOutput) ends.send([null, withError(host, out, failed.failure)]);
  else host.error(asLogged(failed.failure), out);
}

/** Sends a failure to the second output. @returns true */
function sendFailed(host: Host, msg: NodeMessage, ends: Ends, failed: Failed): true {
  const out = salvaged(msg, host);
  markFailed(host, out, failed.failure, failed.place);
  ends.send([null, withError(host, out, failed.failure)]);
  // The failure has been sent: if a Complete node cannot be reached, that is not a second failure.
  attempt(() => ends.done());
  return true;
}

/** Adds `msg.error` as a Catch node would have it. */
function withError(host: Host, msg: NodeMessage, { code, cause, message }: ProcoreError): NodeMessage {
  return { ...msg, error: { message, code, cause, source: host.source } } as NodeMessage;
}

function uncopied(): ProcoreError {
  return configError(
    'The message was handled, but it cannot be copied for the Complete nodes: something on it is nested too deeply, or cannot be read.',
    'Delete it with a change node before this node.',
  );
}

function present(own: { readonly req?: unknown; readonly res?: unknown }): object {
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
