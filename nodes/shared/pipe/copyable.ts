import type { NodeMessage } from 'node-red';
import type { Host } from './host.js';

/**
 * Most levels of nesting that a message may have. Node-RED copies messages by recursion, and a JSON text of 4 kB is
 * enough to exhaust the stack (measured on 4.1 and 5.0: about 2,000 levels).
 */
const DEEPEST = 500;

/** Node-RED's own clone, which copies a message by way of lodash.clonedeep, and whether it copies the copies, too. */
export type Clone = Pick<Host, 'clone' | 'branches'>;

/**
 * Whether Node-RED can copy a value, and then copy the copy, if the result leaves by two wires. What JSON can say is
 * only looked at. Where there is anything else (a class of somebody's own, a property named `__proto__`, which becomes
 * the prototype of the copy), only the clone itself knows: it is tried.
 */
export function canBeCopied(value: unknown, host: Clone): boolean {
  try {
    const seen = look(value);
    if (seen === 'unlike JSON') copy({ value } as NodeMessage, host);
    return seen !== 'too deep';
  } catch {
    // A getter, a setter, a proxy or a constructor that throws.
    return false;
  }
}

/**
 * Whether a message of which each property can be copied can be copied as a whole. Nearly all are plain objects.
 * @param overwritten a property that is not copied
 */
export function isCopiedWhole(msg: NodeMessage, overwritten: string | undefined, host: Clone): boolean {
  try {
    if (isOrdinary(msg)) return true;
    const isLeftOut = overwritten !== undefined && overwritten in msg;
    copy(isLeftOut ? { ...msg, [overwritten]: null } : msg, host);
    return true;
  } catch {
    return false;
  }
}

/** Copies as often as will be needed. @throws what Node-RED's clone throws */
function copy(msg: NodeMessage, host: Clone): void {
  const copied = host.clone(msg);
  if (host.branches) host.clone(copied);
}

/** Whether a value from JSON is nested no deeper than Node-RED's clone and JSON.stringify can go. */
export function isShallow(value: unknown): boolean {
  return look(value) !== 'too deep';
}

/** Walks like Node-RED's clone: into each object once, by the first path that leads to it. */
function look(value: unknown): 'like JSON' | 'unlike JSON' | 'too deep' {
  const seen = new Set<unknown>();
  let isLikeJson = true;
  const path = [[value].values()];
  for (let level = path.at(-1); level; level = path.at(-1)) {
    const { value: item, done } = level.next();
    if (done) path.pop();
    else if (typeof item === 'object' && item !== null && !seen.has(item)) {
      if (path.length > DEEPEST) return 'too deep';
      seen.add(item);
      const isKnown = isOrdinary(item);
      isLikeJson &&= isKnown;
      // Bytes have no parts: they are copied at once.
      if (!ArrayBuffer.isView(item)) path.push((isKnown ? Object.values(item) : everyPart(item)).values());
    }
  }
  return isLikeJson ? 'like JSON' : 'unlike JSON';
}

/** What is copied with an object of any kind. */
function everyPart(item: object): unknown[] {
  const parts: unknown[] = Object.values(item);
  for (const symbol of Object.getOwnPropertySymbols(item)) parts.push(Reflect.get(item, symbol));
  // The clone, too, goes by what an object says that it is.
  if (COLLECTIONS.has(Object.prototype.toString.call(item))) {
    (item as Map<unknown, unknown>).forEach((value, key) => {
      parts.push(key, value);
    });
  }
  return parts;
}

const COLLECTIONS: ReadonlySet<string> = new Set(['[object Map]', '[object Set]']);

/** Own properties of these names change how the clone makes its copy. */
const TELLING = ['__proto__', 'constructor', 'toString'] as const;

/** Whether an object is one of those that are always copied, from whatever realm: a function node has its own. */
function isOrdinary(item: object): boolean {
  for (const name of TELLING) if (Object.hasOwn(item, name)) return false;
  // Bytes whose memory was given away have none.
  if (ArrayBuffer.isView(item)) return item.byteLength > 0 && Buffer.isBuffer(item);
  if (Object.getOwnPropertySymbols(item).length > 0) return false;
  const prototype: unknown = Object.getPrototypeOf(item);
  // What a regular expression finds is a list with an `index`.
  if (Array.isArray(item)) return Array.isArray(prototype) && !Object.hasOwn(item, 'index');
  const isPlain = prototype === null || Object.hasOwn(prototype as object, 'isPrototypeOf');
  return isPlain && !isHidden(item, 'length');
}

/** Whether a property is left out where an object is listed; it may be a getter that throws. */
function isHidden(item: object, name: string): boolean {
  return Object.hasOwn(item, name) && !Object.prototype.propertyIsEnumerable.call(item, name);
}
