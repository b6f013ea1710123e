/** Searches, whose filters are in a body: they answer rows that are there, and make none. */
import { bodyFor, type Ids } from './bodies.js';
import { isObject, rowsIn } from './shape-reader.js';
import type { Known, Stage } from './stage.js';
import { idIn, inAnyVersion, listAt, rowsOf, type WriteFinding, wrongAs } from './written-rows.js';

/** Paths that ask for rows, and are not called so. */
const SEARCHES = /\/(selected_\w+|by_groups|markup_indicator)$/;

export function isSearch({ operation: { path, name } }: Known): boolean {
  return SEARCHES.test(path) || /^(list|search|show(?! or)) /i.test(name);
}

/** Asks for two rows by their ids, where the body takes ids of the rows above; else for any. */
export async function searched(stage: Stage, known: Known, ids: Ids): Promise<WriteFinding> {
  const { operation, shapes } = known;
  const above = operation.path.slice(0, operation.path.lastIndexOf('/'));
  const list = listAt(stage, above) ?? inAnyVersion(above, (at) => listAt(stage, at));
  const idsThere = async () =>
    (list ? ((await rowsOf(stage, list)) ?? []) : []).map((row) => String(idIn(row)));
  const before = await idsThere();
  const isById = /\/selected_\w+$/.test(operation.path) && before.length > 1;
  const asked = before.slice(0, 2);
  const body = isById ? { ids: asked } : bodyFor(known, ids, stage.projectId);
  const reply = await stage.send('POST', stage.address(operation), body);
  if (reply.status >= 300) return wrongAs(`${reply.status} ${reply.text.slice(0, 160)}`);
  const after = await idsThere();
  if (after.join() !== before.join())
    return wrongAs(`${after.length} rows instead of ${before.length} are there now`);
  const rows = rowsIn(shapes.returns, reply.json)?.rows;
  if (isById) {
    const found = (rows ?? []).map((row) => String(idIn(row)));
    const wrong =
      found.toSorted().join() === asked.toSorted().join() ? [] : [`ids: ${asked} became ${found}`];
    return { by: 'rows that are looked for', values: found.length, wrong, seen: new Map() };
  }
  if (shapes.returns !== undefined && !rows && !isObject(reply.json)) return wrongAs('no rows are answered');
  return { named: 'is a search, which makes no row' };
}
