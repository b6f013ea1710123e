/** Uploads: what is written is the content of a file, which no list shows. That the file is there, with its address, is what can be read. */
import { bodyFor, type Ids, rowOf } from './bodies.js';
import { isObject } from './shape-reader.js';
import type { Known, Stage } from './stage.js';
import { type Fields, idIn, rowsOf, type WriteFinding, wrongAs } from './written-rows.js';

/** Uploads a file to a list whose rows show files. Undefined: it is no such body. */
export async function uploaded(
  stage: Stage,
  known: Known,
  ids: Ids,
  list: Known,
): Promise<WriteFinding | undefined> {
  const body = bodyFor(known, ids, stage.projectId);
  const row = rowOf(list.shapes.returns);
  if (!isObject(body) || !isObject(row) || !isObject(row.file) || !('url' in row.file)) return undefined;
  const [inner] = Object.values(body);
  if (!isObject(inner) || Object.keys(inner).join() !== 'file' || typeof inner.file !== 'string')
    return undefined;
  const before = (await rowsOf(stage, list)) ?? [];
  const { method } = known.operation;
  const { status, text } = await stage.send(method, stage.address(known.operation), body);
  if (status >= 300) return wrongAs(`${status} ${text.slice(0, 160)}`);
  const after = (await rowsOf(stage, list)) ?? [];
  const added = after.filter((each) => !before.some((old) => idIn(old) === idIn(each)));
  const wrong = added.length === 1 && hasAddress(added[0]) ? [] : [`${added.length} files are there now`];
  return { by: 'a record that comes or goes', values: added.length, wrong, seen: new Map() };
}

function hasAddress(row: Fields | undefined): boolean {
  return isObject(row?.file) && /^https?:/.test(String(row.file.url));
}
