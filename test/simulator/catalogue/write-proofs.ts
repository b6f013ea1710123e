/**
 * Whether what is written is read back. A write's row is read by the operation for one record, else in the list, else in the
 * answer of the write itself; then every value of the body that the reading has a field for must be there, also inside lists
 * and objects. What is not compared has its reason, which is looked up in the shapes.
 */
import { bodyFor, type Ids, rowOf } from './bodies.js';
import { done } from './deed-proofs.js';
import type { Places } from './places.js';
import { compared } from './reading.js';
import { isSearch, searched } from './search-proofs.js';
import { isObject, rowsIn } from './shape-reader.js';
import type { Known, Stage } from './stage.js';
import { unread } from './unread.js';
import {
  type Fields,
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

/** Creates a row, reads it back, removes it if it can be, and reads it again. */
export async function created(stage: Stage, known: Known, ids: Ids, places: Places): Promise<WriteFinding> {
  const { operation } = known;
  if (isSearch(known)) return searched(stage, known, ids);
  const deed = await done(stage, known);
  if (deed) return deed;
  const reader = await readerOf(stage, listAt(stage, operation.path), places);
  const body = belongingTo(reader, bodyFor(known, ids, stage.projectId));
  const made = await stage.send('POST', stage.address(operation), body);
  if (made.status >= 300) return wrongAs(`${made.status} ${made.text.slice(0, 160)}`);
  const pieces = piecesIn(body);
  if (pieces) return severalMade(stage, known, pieces, made.json, places);
  if (!isObject(body)) return unread(stage, known, {}, places);
  const row = partWritten(stage, operation.path, oneOf(made.json)) ?? oneOf(made.json);
  const show = stage.find('GET', `${operation.path}/{}`);
  const id = idIn(row, show?.operation.path);
  if (id === undefined || !isObject(row)) return withoutId(stage, known, body, row, places, reader);
  const address = show && itemAddress(stage, show, id);
  const finding =
    (address
      ? await readAt(stage, address, body)
      : ((await inList(stage, operation.path, id, body)) ??
        foundBy('the answer of the write', compared(body, row)))) ?? unread(stage, known, body, places);
  const removal = stage.find('DELETE', `${operation.path}/{}`);
  if (!address || !removal || !('by' in finding)) return finding;
  const gone = await stage.send('DELETE', itemAddress(stage, removal, id));
  const after = await stage.send('GET', address);
  const isGone = gone.status < 300 && after.status === 404;
  const wrong = isGone ? [] : [`removed: ${gone.status}, then ${after.status}`];
  return { ...finding, isGone, wrong: [...finding.wrong, ...wrong] };
}

/** The part with the id at the end of the path, where the answer of a change shows all parts of the record. */
function partWritten(stage: Stage, path: string, answer: unknown): unknown {
  const id = path.endsWith('}') ? stage.pathOf(path).split('/').at(-1) : undefined;
  if (id === undefined || !isObject(answer) || idIn(answer) !== undefined) return undefined;
  return Object.values(answer)
    .filter(Array.isArray)
    .flat()
    .find((part) => String(idIn(part)) === id);
}

/** A list, and the place where it can be asked for. */
interface Reader {
  readonly list: Known;
  readonly stage: Stage;
  /** What it needs in the query. */
  readonly query: ReadonlyMap<string, string>;
}

/** Some lists must be asked for the rows of one record, which the query names. */
async function readerOf(stage: Stage, list: Known | undefined, places: Places): Promise<Reader | undefined> {
  if (!list) return undefined;
  const needed = stage.neededBy(list.operation);
  if (needed.length === 0)
    return stage.isPlain(list.operation) ? { list, stage, query: new Map() } : undefined;
  const place = await places.find(list.operation);
  if ('lacks' in place) return undefined;
  const values = new URLSearchParams(place.stage.address(list.operation).split('?')[1]);
  return { list, stage: place.stage, query: new Map(needed.map((name) => [name, values.get(name) ?? ''])) };
}

/** What is written belongs to the record whose rows are read then. */
function belongingTo(reader: Reader | undefined, body: unknown): unknown {
  if (!reader || !isObject(body)) return body;
  const own = [...reader.query].filter(([name]) => Object.hasOwn(body, name));
  const fields = own.map(([name, value]) => [name, typeof body[name] === 'number' ? Number(value) : value]);
  return { ...body, ...Object.fromEntries(fields) };
}

/** An answer without an id: it is compared itself, or else the newest row of the list is. */
async function withoutId(
  stage: Stage,
  known: Known,
  body: Fields,
  row: unknown,
  places: Places,
  reader: Reader | undefined,
): Promise<WriteFinding> {
  const own = isObject(row) ? foundBy('the answer of the write', compared(body, row)) : undefined;
  if (own) return own;
  if (reader && isApart(known, reader.list))
    return { named: 'the list at its path has what can be chosen, and nothing reads what was' };
  const newest = reader && (await rowsOf(reader.stage, reader.list))?.at(-1);
  return (newest && foundBy('the list', compared(body, newest))) ?? unread(stage, known, body, places);
}

/** Whether the rows of a list have no id, and the answer of a write has none either and nothing of theirs. */
function isApart(write: Known, list: Known): boolean {
  const [answer, row] = [rowOf(write.shapes.returns), rowOf(list.shapes.returns)];
  if (!isObject(answer) || !isObject(row)) return false;
  return [answer, row].every((each) => !('id' in each)) && !Object.keys(answer).some((name) => name in row);
}

/** The rows in a body of several: it is a list of objects, or has one and nothing else that matters. */
function piecesIn(body: unknown): readonly Fields[] | undefined {
  if (Array.isArray(body)) return body.every(isObject) ? body : undefined;
  if (!isObject(body)) return undefined;
  const lists = Object.values(body).filter(
    (value): value is Fields[] => Array.isArray(value) && value.length > 0 && value.every(isObject),
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
  pieces: readonly Fields[],
  json: unknown,
  places: Places,
): Promise<WriteFinding> {
  const { path } = known.operation;
  const answered = rowsIn(known.shapes.returns, json)?.rows.filter(isObject) ?? [];
  const list = listAt(stage, path.slice(0, path.lastIndexOf('/')));
  const listed = list ? ((await rowsOf(stage, list)) ?? []) : [];
  // An answer with more rows has those that were there before, too.
  const before = Math.max(0, answered.length - pieces.length);
  const shown = (index: number) => {
    const row = answered[before + index];
    const id = idIn(row);
    const inList = listed.find((each) => id !== undefined && String(idIn(each)) === String(id));
    return inList ?? row ?? listed.at(index - pieces.length);
  };
  const counts = pieces.map((piece, index) => compared(piece, shown(index) ?? {}));
  return foundBy('each row of several', ...counts) ?? unread(stage, known, pieces[0] ?? {}, places);
}
