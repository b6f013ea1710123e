/**
 * Whether what is written is read back. A write's row is read by the operation for one record, else in the list, else in the
 * answer of the write itself; then every value of the body that the reading has a field for must be there, also inside lists
 * and objects.
 */
import { type Ids, sampleOf, writtenIn } from './bodies.js';
import { isObject, rowsIn } from './shape-reader.js';
import type { Known, Stage } from './stage.js';

/** Where the row was read. */
export type Reading = 'its own read' | 'the list' | 'the answer of the write';

export type WriteFinding =
  | {
      readonly by: Reading;
      readonly values: number;
      readonly wrong: readonly string[];
      readonly isGone?: boolean;
    }
  | { readonly unproven: string };

/** The company and the projects are the simulator's own, hooks and change events check what a sample cannot have: they have tests. */
const OWN = /\/(projects|companies|app_installations|hooks|change_events)$/;

/** Creates a row, reads it back, removes it if it can be, and reads it again. */
export async function created(stage: Stage, { operation, shapes }: Known, ids: Ids): Promise<WriteFinding> {
  if (OWN.test(operation.path)) return { unproven: 'has a test of its own' };
  if (shapes.body === undefined) return { unproven: 'the body is not described' };
  const body = bodyOf(stage, operation, shapes.body, ids);
  if (!isObject(body)) return { unproven: 'the body is a list' };
  const made = await stage.send('POST', stage.address(operation), body);
  if (made.status >= 300) return wrongAs(`${made.status} ${made.text.slice(0, 160)}`);
  const row = oneOf(made.json);
  if (!isObject(row)) return { unproven: 'the answer has no row' };
  const id = idIn(row);
  if (id === undefined) return compare('the answer of the write', body, row);
  const show = stage.find('GET', `${operation.path}/{}`);
  const address = show && itemAddress(stage, show, id);
  const finding = address
    ? await readAt(stage, address, body)
    : ((await inList(stage, operation.path, id, body)) ?? compare('the answer of the write', body, row));
  const removal = stage.find('DELETE', `${operation.path}/{}`);
  if (!address || !removal || !('by' in finding)) return finding;
  const gone = await stage.send('DELETE', itemAddress(stage, removal, id));
  const after = await stage.send('GET', address);
  const isGone = gone.status < 300 && after.status === 404;
  const wrong = isGone ? [] : [`removed: ${gone.status}, then ${after.status}`];
  return { ...finding, isGone, wrong: [...finding.wrong, ...wrong] };
}

/** Changes a row of the list and reads it back. */
export async function changed(stage: Stage, { operation, shapes }: Known, ids: Ids): Promise<WriteFinding> {
  const { path, method } = operation;
  const above = path.slice(0, path.lastIndexOf('/'));
  if (OWN.test(above)) return { unproven: 'has a test of its own' };
  if (shapes.body === undefined) return { unproven: 'the body is not described' };
  if (/recycle_bin|recycled/.test(path)) return { unproven: 'restores' };
  const body = bodyOf(stage, operation, shapes.body, ids);
  if (!isObject(body)) return { unproven: 'the body is a list' };
  const id = (await listedId(stage, above)) ?? (await newId(stage, above, ids));
  if (id === undefined) return { unproven: 'no list gives a row, and none can be made' };
  const done = await stage.send(method, itemAddress(stage, { operation, shapes }, id), body);
  if (done.status >= 300) return wrongAs(`${done.status} ${done.text.slice(0, 160)}`);
  const show = stage.find('GET', path);
  if (show) return readAt(stage, itemAddress(stage, show, id), body);
  return (await inList(stage, above, id, body)) ?? { unproven: 'nothing reads the row' };
}

/** The id of a row in the middle of a list: the first of the users is the app, which nobody changes. */
async function listedId(stage: Stage, path: string): Promise<unknown> {
  const list = listAt(stage, path);
  if (!list) return undefined;
  const { json } = await stage.send('GET', stage.address(list.operation));
  const rows = rowsIn(list.shapes.returns, json)?.rows.filter(isObject) ?? [];
  return idIn(rows[Math.floor(rows.length / 2)]);
}

async function newId(stage: Stage, path: string, ids: Ids): Promise<unknown> {
  const create = stage.find('POST', path);
  if (!create) return undefined;
  const body = bodyOf(stage, create.operation, create.shapes.body ?? {}, ids);
  const { status, json } = await stage.send('POST', stage.address(create.operation), body);
  return status < 300 ? idIn(oneOf(json)) : undefined;
}

function idIn(row: unknown): number | string | undefined {
  const id = isObject(row) ? (row.id ?? row.uuid) : undefined;
  return typeof id === 'number' || typeof id === 'string' ? id : undefined;
}

function listAt(stage: Stage, path: string): Known | undefined {
  const found = stage.find('GET', path);
  return found?.operation.returns?.endsWith('array') ? found : undefined;
}

function wrongAs(text: string): WriteFinding {
  return { by: 'the answer of the write', values: 0, wrong: [text] };
}

function bodyOf(stage: Stage, { body }: Known['operation'], notation: unknown, ids: Ids): unknown {
  const sample = sampleOf(notation, '', ids);
  return isObject(sample) && body?.keys.includes('project_id')
    ? { project_id: Number(stage.projectId), ...sample }
    : sample;
}

function itemAddress(stage: Stage, { operation }: Known, id: unknown): string {
  const [path = '', query] = stage.address(operation).split('?');
  return `${path.replace(/\{\w+\}$/, String(id))}${query ? `?${query}` : ''}`;
}

async function readAt(stage: Stage, address: string, body: Record<string, unknown>): Promise<WriteFinding> {
  const read = await stage.send('GET', address);
  const shown = oneOf(read.json);
  if (read.status !== 200 || !isObject(shown))
    return wrongAs(`read: ${read.status} ${read.text.slice(0, 160)}`);
  return compare('its own read', body, shown);
}

async function inList(
  stage: Stage,
  path: string,
  id: unknown,
  body: Record<string, unknown>,
): Promise<WriteFinding | undefined> {
  const list = listAt(stage, path);
  if (!list) return undefined;
  const { json } = await stage.send('GET', stage.address(list.operation, [['per_page', '100']]));
  const rows = rowsIn(list.shapes.returns, json)?.rows.filter(isObject);
  const row = rows?.find((each) => String(each.id ?? each.uuid) === String(id));
  if (row) return compare('the list', body, row);
  return rows?.some((each) => 'id' in each)
    ? wrongAs(`the list of ${rows.length} rows has not ${id}`)
    : undefined;
}

function oneOf(body: unknown): unknown {
  if (Array.isArray(body)) return body[0];
  return isObject(body) && isObject(body.data) ? body.data : body;
}

function compare(by: Reading, body: Record<string, unknown>, shown: Record<string, unknown>): WriteFinding {
  const found = { values: 0, wrong: [] as string[] };
  for (const [name, value] of writtenIn(body)) {
    if (isShown(name, shown)) same(value, shown[name], name, found);
  }
  return { by, ...found };
}

/** Ids and times are given by the server. */
function isShown(name: string, shown: object): boolean {
  return Object.hasOwn(shown, name) && !/^(id|created_at|updated_at)$/.test(name);
}

interface Count {
  values: number;
  readonly wrong: string[];
}

function same(written: unknown, shown: unknown, at: string, count: Count): void {
  if (Array.isArray(written)) {
    if (written.length === 0) return;
    if (!Array.isArray(shown) || shown.length !== written.length) {
      count.values++;
      count.wrong.push(`${at}: ${short(written)} became ${short(shown)}`);
      return;
    }
    written.forEach((each, index) => {
      same(each, shown[index], `${at}[${index}]`, count);
    });
    return;
  }
  if (isObject(written)) {
    if (!isObject(shown)) {
      if (Object.keys(written).length === 0) return;
      count.values++;
      count.wrong.push(`${at}: ${short(written)} became ${short(shown)}`);
      return;
    }
    for (const [name, value] of Object.entries(written))
      if (isShown(name, shown)) same(value, shown[name], `${at}.${name}`, count);
    return;
  }
  count.values++;
  if (!isSame(written, shown)) count.wrong.push(`${at}: ${short(written)} became ${short(shown)}`);
}

/** A value may be shown as the thing it is the id of, in other letters, or as the day of a time. */
function isSame(written: unknown, shown: unknown): boolean {
  const plain = isObject(shown) ? (shown.id ?? shown.name) : shown;
  if (String(plain).toLowerCase() === String(written).toLowerCase()) return true;
  if (typeof written === 'string' && typeof shown === 'string')
    return /^\d{4}-\d\d-\d\d/.test(written) && shown.slice(0, 10) === written.slice(0, 10);
  return Number(plain) === Number(written) && plain !== null && plain !== '';
}

function short(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
}
