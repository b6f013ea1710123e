/** Records below another one, or inside it, where no list is at their own path: other lists show them. */
import type { Operation } from '../../../src/catalogue/operation.js';
import { singular } from '../../../src/catalogue/words.js';
import { isObject, rowsIn } from './shape-reader.js';
import { type Known, recordsOf, type Stage } from './stage.js';

/** The ids of the records of a path that has no list of its own, as far as other lists show that they are there. */
export async function idsBelow(stage: Stage, path: string): Promise<string[]> {
  for (const find of [inOtherVersion, inWiderList, insideOthers]) {
    const ids = await find(stage, path);
    if (ids.length > 0) return ids;
  }
  return [];
}

/** Another version of the list has the same records. */
async function inOtherVersion(stage: Stage, path: string): Promise<string[]> {
  const place = stage.pathOf(path);
  for (const known of stage.lists) {
    const version = /^\/rest\/[^/]+/.exec(known.operation.path)?.[0];
    if (version === undefined || afterVersion(known.operation.path) !== afterVersion(path)) continue;
    const ids = idsIn(await rowsAt(stage, known, `${version}${afterVersion(place)}`));
    if (ids.length > 0) return ids;
  }
  return [];
}

/** The list of all records of the kind: those rows count that show the record in the path. */
async function inWiderList(stage: Stage, path: string): Promise<string[]> {
  const [, above = '', end = ''] = /\/([^/]+)\/\{\w*\}\/([^/{]+)$/.exec(path) ?? [];
  if (end === '' || /^(companies|projects)$/.test(above)) return [];
  const id = stage.pathOf(path).split('/').at(-2) ?? '';
  for (const known of stage.lists) {
    if (!new RegExp(`[/_]${end}$`).test(known.operation.path) || !stage.isPlain(known.operation)) continue;
    const rows = await rowsAt(stage, known);
    const ids = idsIn(rows.filter((row) => String(row[`${singular(above)}_id`]) === id));
    if (ids.length > 0) return ids;
  }
  return [];
}

/** Records that only others show: the `assignments` of punch items are `punch_item_assignments`. Those of the record that the query names. */
async function insideOthers(stage: Stage, path: string): Promise<string[]> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  for (const known of stage.lists) {
    const { operation } = known;
    const owner = singular(operation.path.slice(operation.path.lastIndexOf('/') + 1));
    if (!name.startsWith(`${owner}_`) || !stage.isPlain(operation)) continue;
    const rows = await rowsAt(stage, known);
    const named = stage.query[`${owner}_id`];
    const own = rows.filter(({ id }) => named === undefined || String(id) === named);
    const ids = idsIn(own.flatMap((row) => [row[name.slice(owner.length + 1)]].flat()).filter(isObject));
    if (ids.length > 0) return ids;
  }
  return [];
}

async function rowsAt(stage: Stage, { operation, shapes }: Known, path = operation.path) {
  const address = stage.address({ ...(operation as Operation), path }, [['per_page', '100']]);
  const { json } = await stage.send('GET', address);
  return (rowsIn(shapes.returns, json)?.rows ?? []).flatMap(recordsOf).filter(isObject);
}

function idsIn(rows: ReadonlyArray<Record<string, unknown>>): string[] {
  return rows.flatMap(({ id }) => (id === undefined || id === null ? [] : [String(id)]));
}

function afterVersion(path: string): string {
  return path.replace(/^\/rest\/[^/]+/, '').replace(/\{\w*\}/g, '{}');
}
