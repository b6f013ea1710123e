import { type Operation, signatureOf } from './operation.js';
import { scopeOf } from './scope.js';
import { singular, tellingWords, wordsOf } from './words.js';

/** A path's version as a number, for sorting: `/rest/v1.10/…` comes after `/rest/v1.9/…`. */
export function versionOf({ path }: Pick<Operation, 'path'>): number {
  const [, major = 0, minor = 0] = /^\/rest\/v(\d+)\.(\d+)\//.exec(path) ?? [];
  return Number(major) * 1_000 + Number(minor);
}

/**
 * The ids of operations that another one has replaced, each with the id of that one. The table names some successors.
 * Others follow from the paths, since Procore versions each resource separately: two operations are the same if they
 * have the same method and the same path except for the version and the names of placeholders. Since v2 writes
 * `companies/{company_id}/projects/{project_id}/x` for v1's `projects/{project_id}/x` and `x?project_id=`, they are also
 * the same if the rest of the path, the name, the resource and the scope agree. What is beta, deprecated or removed
 * replaces nothing, except that a beta replaces what has no other successor and is going away.
 */
export function supersededBy(operations: readonly Operation[]): ReadonlyMap<string, string> {
  const bySignature = new Map(operations.map((operation) => [signatureOf(operation), operation]));
  const siblings = siblingsAmong(operations);
  const successor = (operation: Operation): Operation | undefined => {
    const { method, newer } = operation;
    const named = newer === undefined ? undefined : bySignature.get(signatureOf({ method, path: newer }));
    if (named && named !== operation && !isGoing(named)) return named;
    const best = siblings(operation).best;
    const replaces = versionOf(best) > versionOf(operation) && !isGoing(best);
    return replaces && (!best.beta || isGoing(operation)) ? best : undefined;
  };
  const superseded = new Map<string, string>();
  for (const operation of operations) {
    const last = lastOf(operation, successor);
    if (last && last !== operation) superseded.set(operation.id, last.id);
  }
  return superseded;
}

/**
 * The ids of operations that may change or vanish although they are the newest, each with the id of a sibling of another
 * version that will not: a beta, or a deprecated or removed one.
 * @param superseded what `supersededBy` says of the same operations; what it names is not sent back to an older one
 */
export function steadierThan(
  operations: readonly Operation[],
  superseded: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const siblings = siblingsAmong(operations);
  const isSteady = (operation: Operation) => !operation.beta && !isGoing(operation);
  const steadier = new Map<string, string>();
  for (const operation of operations) {
    if (superseded.has(operation.id)) continue;
    const { best } = siblings(operation);
    const isOlder = versionOf(best) < versionOf(operation);
    const isCurrent = isSteady(best) && !superseded.has(best.id);
    if (isOlder && isCurrent && !isSteady(operation)) steadier.set(operation.id, best.id);
  }
  return steadier;
}

/** Whether Procore asks not to use an operation, or has taken it out of its reference. */
export function isGoing({ deprecated, removed }: Pick<Operation, 'deprecated' | 'removed'>): boolean {
  return deprecated === true || removed === true;
}

/** The end of a chain of successors; undefined if it has no end. */
function lastOf(
  operation: Operation,
  successor: (operation: Operation) => Operation | undefined,
): Operation | undefined {
  const seen = new Set<Operation>();
  let at = operation;
  for (let next = successor(at); next; next = successor(at)) {
    if (seen.has(next)) return undefined;
    seen.add(next);
    at = next;
  }
  return at;
}

/** Versions of the same operation, and which of them to use: a steady one before a beta, then the newest. */
interface Siblings {
  best: Operation;
}

function siblingsAmong(operations: readonly Operation[]): (operation: Operation) => Siblings {
  const newest = new Map<string, Operation>();
  for (const operation of operations) {
    const key = samePath(operation);
    const known = newest.get(key);
    if (!known || versionOf(operation) > versionOf(known)) newest.set(key, operation);
  }
  const subjectOf = (operation: Operation) => sameSubject(newest.get(samePath(operation)) ?? operation);
  const bySubject = new Map<string, Siblings>();
  const byOperation = new Map<Operation, Siblings>();
  for (const operation of operations) {
    const subject = subjectOf(operation);
    const siblings = bySubject.get(subject) ?? { best: operation };
    bySubject.set(subject, siblings);
    byOperation.set(operation, siblings);
    if (isBetter(operation, siblings.best)) siblings.best = operation;
  }
  return (operation) => byOperation.get(operation) ?? { best: operation };
}

function isBetter(one: Operation, other: Operation): boolean {
  const rank = (operation: Operation) => (isGoing(operation) ? 0 : operation.beta ? 1 : 2);
  return rank(one) - rank(other) > 0 || (rank(one) === rank(other) && versionOf(one) > versionOf(other));
}

function samePath({ method, path }: Operation): string {
  return `${method} ${unversioned(path)}`;
}

function sameSubject(operation: Operation): string {
  const { method, name, resource, path } = operation;
  const rest = unversioned(path).replace(/^(companies\/\{\}\/)?(projects\/\{\}\/)?/, '');
  const title = tellingWords(wordsOf(name)).map(singular);
  return [method, scopeOf(operation), ...title, resource, rest].join(' ');
}

/** A path without its version and without the names of its placeholders. */
export function unversioned(path: string): string {
  return path.replace(/^\/rest\/v[\d.]+\//, '').replace(/\{\w+\}/g, '{}');
}
