/** Bodies with rows of several lists, each under the name of its list: the daily logs of a project. */
import type { Ids } from './bodies.js';
import { compared } from './reading.js';
import { isObject } from './shape-reader.js';
import type { Known, Stage } from './stage.js';
import { foundBy, idIn, listAt, rowsOf, type WriteFinding, wrongAs } from './written-rows.js';

/** What can be said of a log. */
const STATUSES = ['approved', 'pending'] as const;

/** Changes the status of one row in each of the lists that have rows, and reads all of them. Undefined: the body is another one. */
export async function inSeveralLists(
  stage: Stage,
  { operation, shapes }: Known,
  { isSecond }: Ids,
): Promise<WriteFinding | undefined> {
  const { method, path } = operation;
  const [[key, lists] = [], ...others] = isObject(shapes.body) ? Object.entries(shapes.body) : [];
  if (key === undefined || others.length > 0 || !isObject(lists)) return undefined;
  if (!Object.values(lists).every(isOfStatuses)) return undefined;
  const status = STATUSES[isSecond ? 1 : 0];
  const chosen: Array<{ readonly name: string; readonly list: Known; readonly id: unknown }> = [];
  for (const name of Object.keys(lists)) {
    const list = listAt(stage, `${projectOf(path)}/${name.replace(/y$/, 'ie')}s`);
    if (!list) return wrongAs(`there is no list of ${name}`);
    const id = idIn((await rowsOf(stage, list))?.at(-1));
    if (id !== undefined) chosen.push({ name, list, id });
  }
  const rows = Object.fromEntries(chosen.map(({ name, id }) => [name, [{ id, status }]]));
  const done = await stage.send(method, stage.address(operation), { [key.replace(/!$/, '')]: rows });
  if (done.status >= 300) return wrongAs(`${done.status} ${done.text.slice(0, 160)}`);
  const counts = [];
  for (const { list, id } of chosen) {
    const row = (await rowsOf(stage, list))?.find((each) => idIn(each) === id);
    if (!row) return wrongAs(`${list.operation.path} has not ${id}`);
    counts.push(compared({ status }, row));
  }
  return foundBy('each row of several', ...counts);
}

/** The path up to the project in it. */
function projectOf(path: string): string {
  return path.slice(0, path.indexOf('/', path.indexOf('}')));
}

/** Whether a list in a body has an id and a status for each row. */
function isOfStatuses(notation: unknown): boolean {
  const row = Array.isArray(notation) ? notation[0] : undefined;
  return isObject(row) && Object.keys(row).sort().join(' ') === 'id! status!';
}
