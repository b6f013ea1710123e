import type { NodeMessage } from 'node-red';
import { configError } from '../../../src/errors.js';

/**
 * Most levels of nesting that a message may have. Node-RED copies messages by recursion, and a JSON text of 4 kB is
 * enough to exhaust the stack (measured on 4.1 and 5.0: about 2,000 levels).
 */
const DEEPEST = 500;

/** Node-RED passes these on by reference. */
const BY_REFERENCE: ReadonlySet<string> = new Set(['req', 'res']);

/** Whether Node-RED can copy a value: it is not nested too deeply, and each of its properties can be read. */
export function canBeCopied(value: unknown): boolean {
  try {
    return isShallow(value);
  } catch {
    // A getter or a proxy that throws.
    return false;
  }
}

/** Walks like Node-RED's clone: into each object once, by the first path that leads to it. */
function isShallow(value: unknown): boolean {
  if (!isContainer(value)) return true;
  const seen = new Set<object>([value]);
  const path = [Object.values(value).values()];
  for (let level = path.at(-1); level; level = path.at(-1)) {
    const { value: item, done } = level.next();
    if (done) path.pop();
    else if (isContainer(item) && !seen.has(item)) {
      if (path.length === DEEPEST) return false;
      seen.add(item);
      path.push(Object.values(item).values());
    }
  }
  return true;
}

/** Bytes have no depth. */
function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
}

/**
 * Checks that a message can be copied, before any request is sent for it.
 * @param overwritten a property that is not copied, since the result replaces it
 * @throws ProcoreError PROCORE_CONFIG naming the property
 */
export function checkCopyable(msg: NodeMessage, overwritten: string | undefined): void {
  for (const name of Object.keys(msg)) {
    if (name === overwritten || BY_REFERENCE.has(name)) continue;
    if (name !== 'hasOwnProperty' && canBeCopied(read(msg, name))) continue;
    throw configError(
      `msg.${name} cannot be copied: it is nested too deeply, or cannot be read.`,
      'Delete it with a change node before this node.',
    );
  }
}

/** A new message with every property of another one that can be copied. Never throws. */
export function salvaged(msg: NodeMessage): NodeMessage {
  const kept: Record<string, unknown> = {};
  for (const name of namesOf(msg)) {
    const value = read(msg, name);
    const isSafe = BY_REFERENCE.has(name) || (name !== 'hasOwnProperty' && canBeCopied(value));
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
