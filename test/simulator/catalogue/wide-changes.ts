/**
 * Whether a change is read back whose path does not end in an id: of several rows at once, of a single thing such as settings, or a
 * deed that is done to a record. Bodies of several rows name rows that are there.
 */
import { bodyFor, type Ids } from './bodies.js';
import type { Places } from './places.js';
import { compared } from './reading.js';
import { restored } from './removed-and-back.js';
import { inSeveralLists } from './several-lists.js';
import { idsParam, isOfSeveral, type Several, saysWhich, severalIn } from './several-rows.js';
import { isObject, rowsIn } from './shape-reader.js';
import type { Known, Stage } from './stage.js';
import { unread } from './unread.js';
import { uploaded } from './upload-proofs.js';
import {
  type Fields,
  foundBy,
  idIn,
  inAnyVersion,
  itemAddress,
  listAt,
  oneOf,
  readAt,
  rowsOf,
  type WriteFinding,
  wrongAs,
} from './written-rows.js';

/** @param others what another row gets in the same body, so that one is not taken for the other */
export async function widelyChanged(
  stage: Stage,
  known: Known,
  ids: Ids,
  others: Ids,
  places: Places,
): Promise<WriteFinding> {
  const { method, path, body } = known.operation;
  const back = await restored(stage, known, ids);
  if (back) return back;
  if (!body) return { named: 'has no body, so nothing is written' };
  if (/\/bulk_remove/.test(path)) return { named: 'takes away what the body names' };
  const inLists = await inSeveralLists(stage, known, ids);
  if (inLists) return inLists;
  const ofProject = listInProject(stage, known);
  const list = ofProject ?? listAnswered(stage, known) ?? listOf(stage, path);
  const upload = list && (await uploaded(stage, known, ids, list));
  if (upload) return upload;
  const rows = (list && (await rowsOf(stage, list))) ?? (await rowsByName(stage, path));
  const sample = bodyFor(known, ids, stage.projectId);
  const several = severalIn(known, sample, bodyFor(known, others, stage.projectId), rows);
  if (!several && isOfSeveral(known) && !saysWhich(known))
    return { named: 'neither body nor query says which rows are changed' };
  if (!several && isOfSeveral(known))
    return { named: 'no published operation lists the rows that are changed' };
  const sent = ofProject && several ? withProject(several.body, stage.projectId) : (several?.body ?? sample);
  const chosen = idsParam(known.operation);
  const query =
    chosen === undefined ? [] : (several?.pieces ?? []).map(({ id }) => [chosen, String(id)] as const);
  const done = await stage.send(method, stage.address(known.operation, query), sent);
  if (done.status >= 300) return wrongAs(`${done.status} ${done.text.slice(0, 160)}`);
  const errors = isObject(done.json) && Array.isArray(done.json.errors) ? done.json.errors : [];
  if (errors.length > 0) return wrongAs(`errors: ${JSON.stringify(errors.map((each) => each.errors))}`);
  const finding = several
    ? await eachOf(stage, known, several, list, done.json)
    : isObject(sent)
      ? await oneRead(stage, known, sent, done.json)
      : undefined;
  return finding ?? unread(stage, known, sent, places);
}

/** Rows of a list somewhere else that is called like this one, by their ids. */
async function rowsByName(stage: Stage, path: string): Promise<Fields[]> {
  const above = path.slice(0, path.lastIndexOf('/'));
  if (above.endsWith('}')) return [];
  const name = above.slice(above.lastIndexOf('/') + 1);
  const ofCompany = path.includes('/projects/') ? [] : await stage.idsOf([`companies/{company_id}/${name}`]);
  const ids = ofCompany.length > 0 ? ofCompany : await stage.idsOf([name]);
  return ids.map((id) => ({ id }));
}

/** The list of a project, where a change for the company has rows that name one: what a user has in it. */
function listInProject(stage: Stage, { operation: { path }, shapes }: Known): Known | undefined {
  const [, name] = /^\/rest\/[^/]+\/companies\/\{\w+\}\/(\w+)\/\w+$/.exec(path) ?? [];
  const rows = isObject(shapes.body) ? Object.values(shapes.body).flat() : [];
  const isNamed = rows.length === 1 && isObject(rows[0]) && 'project_id' in rows[0] && !('id' in rows[0]);
  return name !== undefined && isNamed
    ? listAt(stage, `/rest/v1.0/projects/{project_id}/${name}`)
    : undefined;
}

function withProject(body: unknown, projectId: string): unknown {
  if (!isObject(body)) return body;
  const named = (row: unknown) => (isObject(row) ? { ...row, project_id: projectId } : row);
  return Object.fromEntries(
    Object.entries(body).map(([key, rows]) => [key, Array.isArray(rows) ? rows.map(named) : rows]),
  );
}

/** The list that the answer is about, beside that of the path: `updated_timecard_entries`. */
function listAnswered(stage: Stage, { operation: { path }, shapes }: Known): Known | undefined {
  const names = isObject(shapes.returns) ? Object.keys(shapes.returns) : [];
  const name = names.length === 1 ? /^updated_(\w+)$/.exec(names[0] ?? '')?.[1] : undefined;
  return name === undefined ? undefined : listAt(stage, `${path.slice(0, path.lastIndexOf('/'))}/${name}`);
}

/** Lists of what is changed in an invoice. */
const BELOW = ['contract_items'];

/** The list of the rows that are changed: at the path itself, or above the word that says what is done to them. */
function listOf(stage: Stage, path: string): Known | undefined {
  const above = path.slice(0, path.lastIndexOf('/'));
  // What is done to rows may have two words: `current_project/bulk_update`.
  const upper = path.endsWith('/bulk_update') ? above.slice(0, above.lastIndexOf('/')) : above;
  const found = [path, above, upper, ...BELOW.map((name) => `${above}/${name}`)].map(
    (each) => listAt(stage, each) ?? inAnyVersion(each, (at) => listAt(stage, at)),
  );
  return found.find((each) => each !== undefined);
}

/** Each of several rows: as its own read shows it, or the list, or the answer of the write. */
async function eachOf(
  stage: Stage,
  known: Known,
  { pieces }: Several,
  list: Known | undefined,
  json: unknown,
): Promise<WriteFinding | undefined> {
  const answered = rowsIn(known.shapes.returns, json)?.rows.flat().filter(isObject) ?? [];
  const listed = list ? ((await rowsOf(stage, list)) ?? []) : [];
  const show = list && stage.find('GET', `${list.operation.path}/{}`);
  const counts = [];
  for (const [index, { id, fields }] of pieces.entries()) {
    const own = id ?? idIn(answered[index]);
    const shown = listed.find((row) => own !== undefined && String(idIn(row)) === String(own));
    const single =
      show && own !== undefined ? await stage.send('GET', itemAddress(stage, show, own)) : undefined;
    const whole = single?.status === 200 ? oneOf(single.json) : undefined;
    if (list && listed.length > 0 && own !== undefined && !shown && !whole)
      return wrongAs(`the list of ${listed.length} rows has not ${own}`);
    // A list may show other fields than the record itself.
    const readings = [whole, shown, answered[index]].filter(isObject);
    const count = readings.map((row) => compared(fields, row)).find(({ values }) => values > 0);
    if (count) counts.push(count);
  }
  return foundBy('each row of several', ...counts);
}

/** A single thing at the path itself, the record to which a deed is done, or what the answer shows. */
async function oneRead(
  stage: Stage,
  { operation: { path } }: Known,
  body: Fields,
  json: unknown,
): Promise<WriteFinding | undefined> {
  const single = stage.find('GET', path);
  if (single && !listAt(stage, path)) {
    const finding = await readAt(stage, stage.address(single.operation), body);
    if (finding) return finding;
  }
  const item = path.slice(0, path.lastIndexOf('/'));
  if (!single && item.endsWith('}')) {
    const show = stage.find('GET', item) ?? inAnyVersion(item, (at) => stage.find('GET', at));
    const id = stage.pathOf(item).split('/').at(-1);
    const finding = show && (await readAt(stage, itemAddress(stage, show, id), body));
    if (finding) return finding;
  }
  const row = oneOf(json);
  return isObject(row) ? foundBy('the answer of the write', compared(body, row)) : undefined;
}
