import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { configError, type ProcoreError } from '../../../src/errors.js';
import { salvaged } from './copyable.js';
import { markFailed, type Place } from './messages.js';

/** What one message is ended with. */
export interface Ends {
  send(msg: NodeMessage | Array<NodeMessage | null>): void;
  done(error?: Error): void;
}

/** A failure, and what is to be told of it on the message. */
export interface Failed {
  readonly failure: ProcoreError;
  readonly place: Place;
  /** Whether it goes to the node's second output instead of to Catch nodes. */
  readonly toOutput: boolean;
}

/**
 * Ends one message, whatever the message is: every end goes through here. Within `done()` Node-RED copies the message for
 * its Catch and Complete nodes and throws where it cannot, after it has taken `req` and `res` off it (4.1 and 5.0). Nothing
 * would catch that, and Node-RED would end. Never throws.
 */
export function end(RED: NodeAPI, node: Node, msg: NodeMessage, ends: Ends, failed?: Failed): void {
  const own = attempt(() => ({ req: msg.req, res: msg.res })) ?? {};
  if (failed?.toOutput && attempt(() => sendFailed(RED, node, msg, ends, failed))) return;
  const isTold = attempt(() => {
    if (failed) markFailed(RED, msg, failed.failure, failed.place);
    ends.done(failed && asLogged(failed.failure));
    return true;
  });
  if (isTold) return;
  const { failure, place } = failed ?? { failure: uncopied(), place: {} };
  for (const small of [{ ...salvaged(msg), ...present(own) }, present(own), undefined]) {
    const isReported = attempt(() => {
      if (small) markFailed(RED, small as NodeMessage, failure, place);
      node.error(asLogged(failure), small as NodeMessage);
      return true;
    });
    if (isReported) return;
  }
}

/**
 * Ends a message that was stopped by `msg.reset`, or with its node: that was asked for and is no failure. A Complete node
 * gets the message, which says at msg.procore.error that it was cancelled.
 */
export function endStopped(RED: NodeAPI, node: Node, msg: NodeMessage, ends: Ends, stopped: Failed): void {
  const { target, environment } = stopped.place;
  attempt(() => markFailed(RED, msg, stopped.failure, { target, environment }));
  end(RED, node, msg, ends);
}

/** Sends a failure to the second output. @returns true */
function sendFailed(RED: NodeAPI, node: Node, msg: NodeMessage, ends: Ends, failed: Failed): true {
  const { id, type, name } = node;
  const { code, cause, message } = failed.failure;
  const out = salvaged(msg);
  markFailed(RED, out, failed.failure, failed.place);
  ends.send([null, { ...out, error: { message, code, cause, source: { id, type, name } } } as NodeMessage]);
  // It has been told: a Complete node that cannot be reached is no second failure.
  attempt(() => ends.done());
  return true;
}

/**
 * A failure as Node-RED takes it: a text that has the `code`, `cause` and `stack` of an Error. Of an Error object the debug
 * sidebar shows the first 25 characters of the sentence, and `msg.error.message` begins with the name of its class.
 */
function asLogged({ message, code, cause, stack }: ProcoreError): Error {
  return Object.assign(Object(message), { message, code, cause, stack }) as Error;
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
