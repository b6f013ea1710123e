/** Which operations answer a list. */
import { rowOf } from './bodies.js';
import { isObject } from './shape-reader.js';
import type { Known } from './stage.js';

/** What is below a hook, and what hooks can tell of, has tests of its own. */
const HOOKS = /\/rest\/v2.*\/webhooks\//;

/** Whether an operation answers a list. The reference calls some with pages an object, or does not say. */
export function isListed({ operation: { method, path, returns, paging }, shapes }: Known): boolean {
  if (method !== 'GET' || path.endsWith('}') || HOOKS.test(path)) return false;
  if (returns?.endsWith('array')) return true;
  if (paging === undefined || returns === 'string') return false;
  const row = rowOf(shapes.returns);
  return (
    shapes.returns === undefined || (isObject(row) && ('id' in row || 'id!' in row || isAroundRows(row)))
  );
}

/** Whether an answer is an object with one list of objects: rows, and what tells of the page. */
function isAroundRows(answer: Record<string, unknown>): boolean {
  const all = Object.values(answer);
  return all.filter((each) => Array.isArray(each) && isObject(each[0])).length === 1;
}
