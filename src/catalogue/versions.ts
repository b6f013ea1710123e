import type { Operation } from './operation.js';
import { scopeOf } from './scope.js';

/** A path's version as a number, for sorting: `/rest/v1.10/…` comes after `/rest/v1.9/…`. */
export function versionOf({ path }: Pick<Operation, 'path'>): number {
  const [, major = 0, minor = 0] = /^\/rest\/v(\d+)\.(\d+)\//.exec(path) ?? [];
  return Number(major) * 1_000 + Number(minor);
}

/**
 * The ids of operations that a newer one has replaced, each with the id of the newest. Procore versions each resource
 * separately. Two operations are the same if they have the same method and the same path except for the version and the
 * names of placeholders. Since v2 writes `companies/{company_id}/projects/{project_id}/x` for v1's
 * `projects/{project_id}/x` and `x?project_id=`, they are also the same if the rest of the path, the name, the resource
 * and the scope agree.
 */
export function supersededBy(operations: readonly Operation[]): ReadonlyMap<string, string> {
  const byPath = newestPer(operations, samePath);
  const bySubject = newestPer([...byPath.values()], sameSubject);
  const superseded = new Map<string, string>();
  for (const operation of operations) {
    const ofPath = byPath.get(samePath(operation)) ?? operation;
    const newest = bySubject.get(sameSubject(ofPath)) ?? ofPath;
    if (versionOf(newest) > versionOf(operation)) superseded.set(operation.id, newest.id);
  }
  return superseded;
}

function newestPer(
  operations: readonly Operation[],
  keyOf: (operation: Operation) => string,
): Map<string, Operation> {
  const newest = new Map<string, Operation>();
  for (const operation of operations) {
    const key = keyOf(operation);
    const known = newest.get(key);
    if (!known || versionOf(operation) > versionOf(known)) newest.set(key, operation);
  }
  return newest;
}

function samePath({ method, path }: Operation): string {
  return `${method} ${unversioned(path)}`;
}

function sameSubject(operation: Operation): string {
  const { method, name, resource, path } = operation;
  const rest = unversioned(path).replace(/^(companies\/\{\}\/)?(projects\/\{\}\/)?/, '');
  return [method, scopeOf(operation), name.toLowerCase(), resource, rest].join(' ');
}

/** A path without its version and without the names of its placeholders. */
export function unversioned(path: string): string {
  return path.replace(/^\/rest\/v[\d.]+\//, '').replace(/\{\w+\}/g, '{}');
}
