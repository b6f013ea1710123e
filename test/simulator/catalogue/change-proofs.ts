/** Whether a record that is changed by its id is read as it was changed. */
import { idsBelow } from './below.js';
import { bodyFor, type Ids, rowOf } from './bodies.js';
import { elsewhereId, isElsewhere } from './known-elsewhere.js';
import type { Places } from './places.js';
import { compared } from './reading.js';
import { recovered } from './removed-and-back.js';
import { isObject } from './shape-reader.js';
import type { Known, Stage } from './stage.js';
import { unread } from './unread.js';
import {
  foundBy,
  idIn,
  inList,
  itemAddress,
  listAt,
  oneOf,
  readAt,
  rowsOf,
  type WriteFinding,
  wrongAs,
} from './written-rows.js';

/** Changes a row of the list and reads it back. */
export async function changed(stage: Stage, known: Known, ids: Ids, places: Places): Promise<WriteFinding> {
  const { operation } = known;
  const { path, method } = operation;
  const back = await recovered(stage, known, ids);
  if (back) return back;
  const body = bodyFor(known, ids, stage.projectId);
  if (!isObject(body)) return unread(stage, known, {}, places);
  const id = await idFor(stage, path, ids);
  if (id === undefined) return withoutId(stage, known);
  const done = await stage.send(method, itemAddress(stage, known, id), body);
  if (done.status >= 300) return wrongAs(`${done.status} ${done.text.slice(0, 160)}`);
  const show = stage.find('GET', path);
  if (show)
    return (await readAt(stage, itemAddress(stage, show, id), body)) ?? unread(stage, known, body, places);
  const above = path.slice(0, path.lastIndexOf('/'));
  const row = oneOf(done.json);
  return (
    (await inList(stage, above, id, body)) ??
    (isObject(row) ? foundBy('the answer of the write', compared(body, row)) : undefined) ??
    unread(stage, known, body, places)
  );
}

/** Why there is no record to change. */
function withoutId(stage: Stage, { operation: { path, params } }: Known): WriteFinding {
  const name = /\{(\w+)\}$/.exec(path)?.[1] ?? '';
  const isWord = !/(^|_)(id|uuid)$/.test(name);
  if (isWord && params.every((param) => param.name !== name || !param.enum))
    return { named: 'the words that the path takes are not published' };
  const above = path.slice(0, path.lastIndexOf('/'));
  const answers = [...methodsAt(stage, above, ['GET', 'POST'])].map(({ shapes }) => rowOf(shapes.returns));
  if (answers.some((row) => isObject(row) && ('id' in row || name in row)))
    return { unproven: 'an answer has the id of such a record, and Demo has none' };
  return isElsewhere(path)
    ? { unproven: 'another answer has the id of such a record, and Demo has none' }
    : { named: 'no published operation gives the id of such a record' };
}

function methodsAt(stage: Stage, path: string, methods: readonly string[]): Known[] {
  return methods.flatMap((method) => stage.find(method, path) ?? []);
}

async function idFor(stage: Stage, path: string, ids: Ids): Promise<unknown> {
  const above = path.slice(0, path.lastIndexOf('/'));
  return (
    (await listedId(stage, path, above)) ??
    (await newId(stage, path, above, ids)) ??
    (await ownId(stage, above)) ??
    (await otherId(stage, above)) ??
    (await elsewhereId(stage, path)) ??
    (await idsBelow(stage, above))[0]
  );
}

/** The id of a row in the middle of a list: the first of the users is the app, which nobody changes. */
async function listedId(stage: Stage, path: string, above: string): Promise<unknown> {
  const list = listAt(stage, above);
  const rows = list ? await rowsOf(stage, list) : undefined;
  return rows && idIn(rows[Math.floor(rows.length / 2)], path);
}

/** A row below a record is one of that record, which a list of all of them has beside those of others. */
async function ownId(stage: Stage, above: string): Promise<string | undefined> {
  const isBelow = /\{(?!(company_|project_)?id\})\w+\}\/[^/]+$/.test(above);
  const ids = isBelow ? await idsBelow(stage, above) : [];
  return ids[Math.floor(ids.length / 2)];
}

/** The list of another version, or of the company, has the same records. */
async function otherId(stage: Stage, above: string): Promise<string | undefined> {
  const ids = await stage.idsOf([above.replace(/^.*\}\//, '').replace(/^\/rest\/[^/]+\//, '')]);
  return ids[Math.floor(ids.length / 2)];
}

async function newId(stage: Stage, path: string, above: string, ids: Ids): Promise<unknown> {
  const create = stage.find('POST', above);
  if (!create) return undefined;
  const { status, json } = await stage.send(
    'POST',
    stage.address(create.operation),
    bodyFor(create, ids, stage.projectId),
  );
  return status < 300 ? idIn(oneOf(json), path) : undefined;
}
