/** Operations that bring a removed record back, or remove one: it is there before or after, and not both. */
import { bodyFor, type Ids } from './bodies.js';
import { compared } from './reading.js';
import { isObject } from './shape-reader.js';
import type { Known, Stage } from './stage.js';
import {
  idIn,
  inAnyVersion,
  itemAddress,
  listAt,
  oneOf,
  rowsOf,
  type WriteFinding,
  wrongAs,
} from './written-rows.js';

const BACK = /\/(restore|retrieve)$/;
const AWAY = /\/recycle$/;

/** Undefined: the operation is none of these. */
export async function restored(stage: Stage, known: Known, ids: Ids): Promise<WriteFinding | undefined> {
  const { path } = known.operation;
  if (!BACK.test(path) && !AWAY.test(path)) return undefined;
  const item = path.slice(0, path.lastIndexOf('/'));
  const id = stage.pathOf(item).split('/').at(-1);
  return backOrAway(stage, known, ids, item, id, stage.address(known.operation));
}

/** A change of a record in the recycle bin takes it out of there. Undefined: it is no such change. */
export async function recovered(stage: Stage, known: Known, ids: Ids): Promise<WriteFinding | undefined> {
  const { path } = known.operation;
  if (!/\/recycle_bin\/.*\}$/.test(path)) return undefined;
  const above = path.slice(0, path.lastIndexOf('/')).replace(/\/recycle_bin\b/, '');
  const list = listAt(stage, above);
  const id = list && idIn((await rowsOf(stage, list))?.at(-1), path);
  return id === undefined
    ? { named: 'no published operation gives the id of such a record' }
    : backOrAway(stage, known, ids, path, id, itemAddress(stage, known, id));
}

async function backOrAway(
  stage: Stage,
  known: Known,
  ids: Ids,
  item: string,
  id: unknown,
  address: string,
): Promise<WriteFinding> {
  const { method, path, body } = known.operation;
  const live = item.replace(/\/recycle_bin\//, '/');
  const isBack = !AWAY.test(path);
  const first = await isThere(stage, live, id);
  if (isBack && first !== false) await removed(stage, live, id);
  if (!isBack && first === false) await broughtBack(stage, live);
  const before = await isThere(stage, live, id);
  if (before === undefined) return { named: 'no published operation reads such a record' };
  if (before === isBack) return { unproven: `the record is ${before ? 'not removed' : 'not there'} before` };
  const own = body && bodyFor(known, ids, stage.projectId);
  const done = await stage.send(method, address, own);
  if (done.status >= 300) return wrongAs(`${done.status} ${done.text.slice(0, 160)}`);
  const after = await isThere(stage, live, id);
  const shown = oneOf(done.json);
  const count = isObject(own) && isObject(shown) ? compared(own, shown) : undefined;
  const wrong = after === isBack ? [] : [`the record is ${after ? 'still' : 'not'} there`];
  return {
    by: 'a record that comes or goes',
    values: count?.values ?? 0,
    wrong: [...wrong, ...(count?.wrong ?? [])],
    seen: count?.seen ?? new Map(),
  };
}

/** Whether a record is read. Undefined: nothing reads it. */
async function isThere(stage: Stage, item: string, id: unknown): Promise<boolean | undefined> {
  const show = stage.find('GET', item) ?? inAnyVersion(item, (at) => stage.find('GET', at));
  if (show) return (await stage.send('GET', itemAddress(stage, show, id))).status === 200;
  const above = item.slice(0, item.lastIndexOf('/'));
  const list = listAt(stage, above) ?? inAnyVersion(above, (at) => listAt(stage, at));
  const rows = list && (await rowsOf(stage, list));
  return rows?.some((row) => String(idIn(row)) === String(id));
}

/** What was removed before can be removed once more. */
async function broughtBack(stage: Stage, item: string): Promise<void> {
  const back = ['restore', 'retrieve'].map((deed) => stage.find('PATCH', `${item}/${deed}`)).find(Boolean);
  if (back) await stage.send('PATCH', stage.address(back.operation));
}

async function removed(stage: Stage, item: string, id: unknown): Promise<void> {
  const removal =
    stage.find('DELETE', item) ??
    stage.find('PATCH', `${item}/recycle`) ??
    inAnyVersion(item, (at) => stage.find('DELETE', at));
  if (!removal) return;
  const { method, path } = removal.operation;
  const address = path.endsWith('}') ? itemAddress(stage, removal, id) : stage.address(removal.operation);
  await stage.send(method, address);
}
