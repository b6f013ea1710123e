/**
 * Whether what is written is read back. A write's row is read by the operation for one record, else in the list, else in the
 * answer of the write itself; then every value of the body that the reading has a field for must be there, also inside lists
 * and objects. What is not compared has its reason, which is looked up in the shapes.
 */
import { idsBelow } from './below.js';
import { bodyFor, type Ids, rowOf } from './bodies.js';
import { compared, placeOf } from './reading.js';
import { isObject, rowsIn } from './shape-reader.js';
import type { Known, Stage } from './stage.js';

/** Where the row was read. */
export type Reading =
  | 'its own read'
  | 'the list'
  | 'the answer of the write'
  | 'each row of several'
  | 'the record above';

export type WriteFinding =
  | {
      readonly by: Reading;
      readonly values: number;
      readonly wrong: readonly string[];
      readonly isGone?: boolean;
    }
  | { readonly named: string }
  | { readonly unproven: string };

/** The company and the projects are the simulator's own, hooks and change events check what a sample cannot have: they have tests. */
const OWN =
  /^(?!.*workforce-planning).*\/(projects|companies|app_installations|hooks|change_events|hooks\/\{hook_id\}\/triggers(\/bulk)?)$/;

/** Lists whose filters are in a body. */
const SEARCHES = /\/(list|recycle_bin|selected_\w+|change_history|by_groups|markup_indicator)$/;

/** Last words of paths that ask for something to be done with what is there, so that nothing of the body is kept. */
const DEEDS = new RegExp(
  `(^|_)(${[
    'send|unsent|remove|delete|restore|reorder|publish|activate|deactivate|associate|transitions|consolidate',
    'copy|from_item|from_section|template|standard_list|bulk_add|or_create|for_locations',
    'download|tokens?|error|logo|bank_details|aemp|line_item_groups|structure|resources',
  ].join('|')})$`,
);

function isDeed(path: string): boolean {
  return DEEDS.test(path.slice(path.lastIndexOf('/') + 1));
}

/** Creates a row, reads it back, removes it if it can be, and reads it again. */
export async function created(stage: Stage, known: Known, ids: Ids): Promise<WriteFinding> {
  const { operation } = known;
  if (OWN.test(operation.path)) return { named: 'has a test of its own' };
  if (SEARCHES.test(operation.path) || /^(list|search|show) /i.test(operation.name))
    return { named: 'is a search' };
  const body = bodyFor(known, ids, stage.projectId);
  const made = await stage.send('POST', stage.address(operation), body);
  if (made.status >= 300) return wrongAs(`${made.status} ${made.text.slice(0, 160)}`);
  const pieces = piecesIn(body);
  if (pieces) return severalMade(stage, known, pieces, made.json);
  if (!isObject(body)) return unread(stage, known, {});
  const row = oneOf(made.json);
  const id = idIn(row);
  if (id === undefined) return withoutId(stage, known, body, row);
  if (!isObject(row)) return unread(stage, known, body);
  const show = stage.find('GET', `${operation.path}/{}`);
  const address = show && itemAddress(stage, show, id);
  const finding = address
    ? await readAt(stage, known, address, body)
    : ((await inList(stage, known, operation.path, id, body)) ??
      found(stage, known, body, 'the answer of the write', row));
  const removal = stage.find('DELETE', `${operation.path}/{}`);
  if (!address || !removal || !('by' in finding)) return finding;
  const gone = await stage.send('DELETE', itemAddress(stage, removal, id));
  const after = await stage.send('GET', address);
  const isGone = gone.status < 300 && after.status === 404;
  const wrong = isGone ? [] : [`removed: ${gone.status}, then ${after.status}`];
  return { ...finding, isGone, wrong: [...finding.wrong, ...wrong] };
}

/** An answer without an id: it is compared itself, or else the newest row of the list is. */
async function withoutId(
  stage: Stage,
  known: Known,
  body: Record<string, unknown>,
  row: unknown,
): Promise<WriteFinding> {
  const own = isObject(row) ? found(stage, known, body, 'the answer of the write', row) : undefined;
  if (own && 'by' in own) return own;
  const list = listAt(stage, known.operation.path);
  if (list && isApart(known, list))
    return { named: 'the list at its path has what can be chosen, and nothing reads what was' };
  const newest = list && stage.isPlain(list.operation) ? (await rowsOf(stage, list))?.at(-1) : undefined;
  return newest ? found(stage, known, body, 'the list', newest) : (own ?? unread(stage, known, body));
}

/** Whether the rows of a list have no id, and the answer of a write has none either and nothing of theirs. */
function isApart(write: Known, list: Known): boolean {
  const [answer, row] = [rowOf(write.shapes.returns), rowOf(list.shapes.returns)];
  if (!isObject(answer) || !isObject(row)) return false;
  return [answer, row].every((each) => !('id' in each)) && !Object.keys(answer).some((name) => name in row);
}

/** Changes a row of the list and reads it back. */
export async function changed(stage: Stage, known: Known, ids: Ids): Promise<WriteFinding> {
  const { operation } = known;
  const { path, method } = operation;
  const above = path.slice(0, path.lastIndexOf('/'));
  if (OWN.test(above)) return { named: 'has a test of its own' };
  if (/recycle_bin|recycled/.test(path)) return { named: 'restores' };
  const body = bodyFor(known, ids, stage.projectId);
  if (!isObject(body)) return unread(stage, known, {});
  const id =
    (await listedId(stage, above)) ?? (await newId(stage, above, ids)) ?? (await otherId(stage, above));
  if (id === undefined) return { named: 'no published operation gives the id of such a record' };
  const done = await stage.send(method, itemAddress(stage, known, id), body);
  if (done.status >= 300) return wrongAs(`${done.status} ${done.text.slice(0, 160)}`);
  const show = stage.find('GET', path);
  if (show) return readAt(stage, known, itemAddress(stage, show, id), body);
  const listed = await inList(stage, known, above, id, body);
  if (listed) return listed;
  const row = oneOf(done.json);
  return isObject(row)
    ? found(stage, known, body, 'the answer of the write', row)
    : unread(stage, known, body);
}

/** The rows in a body of several: it is a list of objects, or has one and nothing else that matters. */
function piecesIn(body: unknown): readonly Record<string, unknown>[] | undefined {
  if (Array.isArray(body)) return body.every(isObject) ? body : undefined;
  if (!isObject(body)) return undefined;
  const lists = Object.values(body).filter(
    (value): value is Record<string, unknown>[] =>
      Array.isArray(value) && value.length > 0 && value.every(isObject),
  );
  const others = Object.values(body).filter((value) => !Array.isArray(value));
  return lists.length === 1 && others.every((value) => !isObject(value)) && others.length <= 2
    ? lists[0]
    : undefined;
}

/** Each of several rows, in the order in which they were written; where the answer has none, the newest of the list. */
async function severalMade(
  stage: Stage,
  known: Known,
  pieces: readonly Record<string, unknown>[],
  json: unknown,
): Promise<WriteFinding> {
  const { path } = known.operation;
  const answered = rowsIn(known.shapes.returns, json)?.rows.filter(isObject) ?? [];
  // A deed adds nothing to the list.
  const list = isDeed(path) ? undefined : listAt(stage, path.slice(0, path.lastIndexOf('/')));
  const listed = list ? ((await rowsOf(stage, list)) ?? []) : [];
  const shown = (index: number) => {
    const id = idIn(answered[index]);
    const inList = listed.find((row) => id !== undefined && String(idIn(row)) === String(id));
    return inList ?? answered[index] ?? listed.at(index - pieces.length);
  };
  const counts = pieces.map((piece, index) => compared(piece, shown(index) ?? {}));
  const values = counts.reduce((sum, count) => sum + count.values, 0);
  const wrong = counts.flatMap((count) => count.wrong);
  return values + wrong.length > 0
    ? { by: 'each row of several', values, wrong }
    : unread(stage, known, pieces[0] ?? {});
}

/** The id of a row in the middle of a list: the first of the users is the app, which nobody changes. */
async function listedId(stage: Stage, path: string): Promise<unknown> {
  const list = listAt(stage, path);
  const rows = list ? await rowsOf(stage, list) : undefined;
  return rows && idIn(rows[Math.floor(rows.length / 2)]);
}

/** The list of another version, or of the company, has the same records. */
async function otherId(stage: Stage, path: string): Promise<string | undefined> {
  const [below] = await idsBelow(stage, path);
  if (below !== undefined) return below;
  const ids = await stage.idsOf([path.replace(/^.*\}\//, '').replace(/^\/rest\/[^/]+\//, '')]);
  return ids[Math.floor(ids.length / 2)];
}

async function newId(stage: Stage, path: string, ids: Ids): Promise<unknown> {
  const create = stage.find('POST', path);
  if (!create) return undefined;
  const { status, json } = await stage.send(
    'POST',
    stage.address(create.operation),
    bodyFor(create, ids, stage.projectId),
  );
  return status < 300 ? idIn(oneOf(json)) : undefined;
}

function idIn(row: unknown): number | string | undefined {
  const id = isObject(row) ? (row.id ?? row.uuid) : undefined;
  return typeof id === 'number' || typeof id === 'string' ? id : undefined;
}

function listAt(stage: Stage, path: string): Known | undefined {
  const list = stage.find('GET', path);
  const { returns, paging } = list?.operation ?? {};
  return returns?.endsWith('array') || (paging !== undefined && returns !== 'string') ? list : undefined;
}

async function rowsOf(
  stage: Stage,
  { operation, shapes }: Known,
): Promise<Record<string, unknown>[] | undefined> {
  const { json } = await stage.send('GET', stage.address(operation, [['per_page', '100']]));
  return rowsIn(shapes.returns, json)?.rows.filter(isObject);
}

function wrongAs(text: string): WriteFinding {
  return { by: 'the answer of the write', values: 0, wrong: [text] };
}

function itemAddress(stage: Stage, { operation }: Known, id: unknown): string {
  const [path = '', query] = stage.address(operation).split('?');
  return `${path.replace(/\{\w+\}$/, String(id))}${query ? `?${query}` : ''}`;
}

async function readAt(
  stage: Stage,
  known: Known,
  address: string,
  body: Record<string, unknown>,
): Promise<WriteFinding> {
  const read = await stage.send('GET', address);
  const shown = oneOf(read.json);
  if (read.status !== 200 || !isObject(shown))
    return wrongAs(`read: ${read.status} ${read.text.slice(0, 160)}`);
  return found(stage, known, body, 'its own read', shown);
}

async function inList(
  stage: Stage,
  known: Known,
  path: string,
  id: unknown,
  body: Record<string, unknown>,
): Promise<WriteFinding | undefined> {
  const list = listAt(stage, path);
  const rows = list ? await rowsOf(stage, list) : undefined;
  const row = rows?.find((each) => String(idIn(each)) === String(id));
  if (row) return found(stage, known, body, 'the list', row);
  return rows?.some((each) => 'id' in each)
    ? wrongAs(`the list of ${rows.length} rows has not ${id}`)
    : undefined;
}

function oneOf(body: unknown): unknown {
  if (Array.isArray(body)) return body[0];
  return isObject(body) && isObject(body.data) ? body.data : body;
}

function found(
  stage: Stage,
  known: Known,
  body: Record<string, unknown>,
  by: Reading,
  shown: Record<string, unknown>,
): WriteFinding {
  const count = compared(body, shown);
  return count.values + count.wrong.length > 0 ? { by, ...count } : unread(stage, known, body);
}

/** Why nothing of a body was compared: it keeps nothing, nothing reads it, or no answer that is published has a field of it. */
function unread(stage: Stage, known: Known, body: Record<string, unknown>): WriteFinding {
  const { path } = known.operation;
  if (isDeed(path)) return { named: 'asks for a deed; nothing of the body is kept' };
  const paths = [path, `${path}/{}`, path.slice(0, path.lastIndexOf('/'))];
  const reads = paths.flatMap((each) => stage.find('GET', each) ?? []);
  const near = reads.filter(({ operation }) => stage.isPlain(operation) || stage.isItem(operation));
  const answers = [known, ...near].flatMap(({ shapes }) => {
    const row = rowOf(shapes.returns);
    return isObject(row) ? [row] : [];
  });
  if (reads.length > near.length) return { named: 'is read below a record that the test does not have' };
  if (
    Object.values(body).every(
      (value) =>
        !isObject(value) && !(Array.isArray(value) && value.length > 0) && value !== 'Written by a test',
    )
  )
    return { named: 'what the body holds is not described' };
  if (answers.length === 0) return { named: 'no answer is published that could show it' };
  const names = [...Object.keys(body), ...Object.values(body).filter(isObject).flatMap(Object.keys)];
  const isShown = answers.some((answer) => names.some((name) => placeOf(name, answer) !== undefined));
  return isShown
    ? { unproven: 'an answer has a field of the body, and nothing was compared' }
    : { named: 'no published answer has a field of the body' };
}
