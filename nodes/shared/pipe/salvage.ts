import type { NodeMessage } from 'node-red';
import { configError } from '../../../src/errors.js';
import { type Clone, canBeCopied, isCopiedWhole } from './copyable.js';

/** Node-RED passes these on by reference. */
const BY_REFERENCE: ReadonlySet<string> = new Set(['req', 'res']);

/** A message cannot have properties of these names: Node-RED asks for the first, and a copy would inherit the second. */
const NOT_OF_A_MESSAGE: ReadonlySet<string> = new Set(['hasOwnProperty', '__proto__']);

/**
 * Checks that a message can be copied, before any request is sent for it.
 * @param overwritten a property that is not copied, since the result replaces it
 * @throws ProcoreError PROCORE_CONFIG naming the property
 */
export function checkCopyable(msg: NodeMessage, overwritten: string | undefined, host: Clone): void {
  for (const name of Object.keys(msg)) {
    if (name === overwritten || BY_REFERENCE.has(name)) continue;
    if (!NOT_OF_A_MESSAGE.has(name) && canBeCopied(read(msg, name), host)) continue;
    throw configError(
      `msg.${name} cannot be copied: it is nested too deeply, or cannot be read.`,
      'Delete it with a change node before this node.',
    );
  }
  if (isCopiedWhole(msg, overwritten, host)) return;
  throw configError(
    'The message cannot be copied: something that is hidden on it cannot be read.',
    'Put a function node before this node that returns a new message with what you need of it.',
  );
}

/** A new message with every property of another one that can be copied. Never throws. */
export function salvaged(msg: NodeMessage, host: Clone): NodeMessage {
  const kept: Record<string, unknown> = {};
  for (const name of namesOf(msg)) {
    const value = read(msg, name);
    const isSafe = BY_REFERENCE.has(name) || (!NOT_OF_A_MESSAGE.has(name) && canBeCopied(value, host));
    if (isSafe && value !== UNREADABLE) kept[name] = value;
  }
  return kept as NodeMessage;
}

/** Stands for a value that threw when it was read. It cannot be copied either. */
const UNREADABLE: object = Object.defineProperty({}, 'value', {
  enumerable: true,
  get() {
    throw new Error('This cannot be read.');
  },
});

function namesOf(msg: NodeMessage): string[] {
  try {
    return Object.keys(msg);
  } catch {
    return [];
  }
}

function read(msg: NodeMessage, name: string): unknown {
  try {
    return (msg as Record<string, unknown>)[name];
  } catch {
    return UNREADABLE;
  }
}
