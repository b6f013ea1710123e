/** Deeds that are done to rows which a body names: whether the rows show it afterwards, and did not before. */
import { isObject } from './shape-reader.js';
import type { Known, Stage } from './stage.js';
import {
  type Fields,
  idIn,
  inAnyVersion,
  listAt,
  oneOf,
  rowsOf,
  type WriteFinding,
  wrongAs,
} from './written-rows.js';

/** What is done, and how it is seen. */
interface Deed {
  /** The list that shows it, if that is not the one above the deed. */
  readonly list?: string;
  /** The list from which the rows are chosen, if that is not the one that shows it. */
  readonly from?: string;
  /** The operation that makes the rows such that the deed changes them. */
  readonly undo?: { readonly method: string; readonly end: string };
  body(ids: readonly unknown[], projectId: string): unknown;
  isDone(row: Fields | undefined, projectId: string): boolean;
}

const isIn = (row: Fields | undefined, projectId: string) =>
  [row?.current_project_ids ?? []].flat().map(String).includes(projectId);
const isActive = (row: Fields | undefined) => isObject(row?.contact) && row.contact.is_active === true;

/** By the end of the path. */
const DEEDS: Readonly<Record<string, Deed>> = {
  '/people/bulk_activate': {
    undo: { method: 'POST', end: '/bulk_deactivate' },
    body: (ids) => ({ ids }),
    isDone: isActive,
  },
  '/people/bulk_deactivate': {
    undo: { method: 'POST', end: '/bulk_activate' },
    body: (ids) => ({ ids }),
    isDone: (row) => row !== undefined && !isActive(row),
  },
  '{company_id}/equipment_register/associate': {
    undo: { method: 'DELETE', end: '/associate' },
    body: (ids, projectId) => ids.map((id) => ({ equipment_id: String(id), project_id: projectId })),
    isDone: isIn,
  },
  '{project_id}/equipment_register/associate': {
    undo: { method: 'DELETE', end: '/associate' },
    body: (ids) => ({ ids: ids.map(String) }),
    isDone: isIn,
  },
  'v1.3/companies/{company_id}/users/bulk_add': {
    list: '/rest/v1.0/projects/{project_id}/users',
    from: '/rest/v1.3/companies/{company_id}/users',
    body: (ids, projectId) => ({
      users: ids.map((id) => ({ user_id: id, project_id: Number(projectId) })),
    }),
    isDone: (row) => row !== undefined,
  },
};

/** Does the deed to two rows. Undefined: it is none. */
export async function done(stage: Stage, { operation }: Known): Promise<WriteFinding | undefined> {
  const { method, path } = operation;
  const deed = Object.entries(DEEDS).find(([end]) => path.endsWith(end))?.[1];
  if (!deed) return undefined;
  const above = path.slice(0, path.lastIndexOf('/'));
  const at = (list: string) => listAt(stage, list) ?? inAnyVersion(list, (each) => listAt(stage, each));
  const [list, from] = [at(deed.list ?? above), at(deed.from ?? deed.list ?? above)];
  if (!list || !from) return { unproven: 'no list shows what was done' };
  const { projectId } = stage;
  const shown = async () => (await rowsOf(stage, list)) ?? [];
  const find = (rows: readonly Fields[], id: unknown) => rows.find((row) => String(idIn(row)) === String(id));
  const known = await shown();
  const all = ((await rowsOf(stage, from)) ?? []).map((row) => idIn(row));
  const ids = all.filter((id) => deed.undo || !deed.isDone(find(known, id), projectId)).slice(-2);
  const body = deed.body(ids, projectId);
  if (deed.undo) {
    const undo = stage.find(deed.undo.method, above + deed.undo.end);
    if (undo) await stage.send(deed.undo.method, stage.address(undo.operation), body);
  }
  const before = await shown();
  if (ids.length < 2 || ids.some((id) => deed.isDone(find(before, id), projectId)))
    return { unproven: 'the rows show it before it is done' };
  const reply = await stage.send(method, stage.address(operation), body);
  if (reply.status >= 300) return wrongAs(`${reply.status} ${reply.text.slice(0, 160)}`);
  const after = await shown();
  const wrong = ids
    .filter((id) => !deed.isDone(find(after, id), projectId))
    .map((id) => `${id} is as before`);
  return {
    by: 'a record that comes or goes',
    values: ids.length,
    wrong: [...wrong, ...notTold(oneOf(reply.json), ids)],
    seen: new Map(),
  };
}

/** The ids that an answer should have: as it is published, in `ids`, or each in one of its `entities`. */
function notTold(answer: unknown, ids: readonly unknown[]): string[] {
  if (!isObject(answer)) return [];
  const { ids: own, entities } = answer;
  const told = Array.isArray(own)
    ? own
    : Array.isArray(entities)
      ? entities.map((each) => (isObject(each) ? each.userId : undefined))
      : undefined;
  return told === undefined || told.map(String).join() === ids.map(String).join()
    ? []
    : [`ids: ${ids} became ${told}`];
}
