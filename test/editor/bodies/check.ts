import assert from 'node:assert/strict';
import { parted } from '../../../src/catalogue/body-tree.js';
import type { SimulatedRequest } from '../../../src/simulator/index.js';
import { expectedOf, readBody } from '../../catalogue/bodies/received.js';
import type { Told } from './lane.js';
import type { Task } from './task.js';

/** Whether the dialog kept what was typed: as JSON, in the form that came after it, and in the node. */
export function checkDialog({ entered }: Task, { json, problem, shown, stored }: Told): void {
  const { whole, fields } = entered;
  const expected = parted(whole);
  assert.equal(problem, '');
  assert.deepEqual(sorted(JSON.parse(json.text)), sorted(expected.json));
  assert.deepEqual(
    [...json.rows].sort(),
    expected.rows.map(({ name, value }) => `${name} = msg.${value}`).sort(),
  );
  const typed = [...fields].map(([place, value]) => [place === '' ? 'body' : place, value] as const);
  assert.deepEqual(Object.fromEntries([...shown].sort()), Object.fromEntries(typed.sort()));
  const { body, bodyType, bodyRows = [] } = stored;
  assert.deepEqual({ body, bodyType }, { body: json.text, bodyType: 'json' });
  assert.deepEqual(byName(bodyRows), byName(expected.rows));
}

/** Whether a request is the one that was entered. */
export async function checkRequest(
  { body, picks, entered }: Task,
  { method, path, headers, body: sent }: SimulatedRequest,
): Promise<void> {
  const { operation } = body;
  const values = new Map(picks.params.map(({ name, value }) => [name, value]));
  const template = operation.path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(values.get(name) ?? ''),
  );
  assert.equal(`${method} ${path.split('?')[0]}`, `${operation.method} ${template}`);
  assert.deepEqual(await readBody(sent, headers['content-type']), expectedOf(entered));
}

/** With the keys of objects in alphabetical order: a form begins with what is required. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const byName = <T extends { readonly name: string }>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));
