/** The rows that a call is about: of a collection, or of the days of a daily log. */
import { recordUnknown } from '../assumed-answers.js';
import type { Context } from '../context.js';
import { companyOf, writeOf } from '../context.js';
import { homeOf, type Project } from '../data/company.js';
import { instant } from '../data/dates.js';
import type { Row } from '../data/rows.js';
import type { Fields } from '../form.js';
import { Refusal } from '../http.js';
import { rangeAsked } from '../resources/daily-logs.js';
import { filterValues } from '../resources/filters.js';
import type { Collections } from './collections.js';
import { singularOf } from './forms.js';
import { logKindOf } from './kinds.js';
import type { Place } from './place.js';

/** The rows of one collection at one place, as a call may read and write them. */
export interface Reach {
  /** Where they are: a project, or the home of a company's own rows. */
  readonly project: Project;
  /** Whether the rows are whole records that another part of the simulator also shows. */
  readonly isWhole: boolean;
  list(): readonly Row[];
  /** Any of the rows, as an example of what they have. */
  first(): Row | undefined;
  find(id: string): Row | undefined;
  add(fields: Fields): Row;
  change(id: string, fields: Fields): Row | undefined;
  remove(id: string): Row | undefined;
  restore(id: string): Row | undefined;
}

/** @throws Refusal if the path names a parent that is not there */
export function reach(context: Context, place: Place, collections: Collections): Reach {
  const project = context.project ?? homeOf(companyOf(context));
  const logs = context.project ? logKindOf(place.key) : undefined;
  if (logs) return reachLogs(context, context.project as Project, logs);
  const { parents, where } = parentsOf(context, place, collections, project);
  const found = where ?? placeOfRow(context, place, collections, project);
  const { store, isWhole } = collections.rows(context.world, place.key, found, {
    ...parents,
    ...ownerIn(context, place, collections, project),
  });
  const write = () => writeOf(context);
  return {
    project: found,
    isWhole,
    list() {
      const rows = shownRows(context, place, store);
      return Array.from({ length: rows.length }, (_, index) => rows.at(index));
    },
    first: () => (store.all.length > 0 ? store.all.at(0) : undefined),
    find: (id) => (place.bin ? store.removed : store).find(numberIn(id, project)),
    add: (fields) => store.add(fields, write()),
    change: (id, fields) => store.change(numberIn(id, project), fields, write()),
    remove: (id) => store.remove(numberIn(id, project), write()),
    restore: (id) => store.restore(numberIn(id, project), write()),
  };
}

/** The record that a query names, where a record is only shown inside one: `submittal_approvers/{id}?submittal_id=`. */
function ownerIn({ call: { query } }: Context, { key }: Place, collections: Collections, project: Project) {
  const inside = collections.insideOf(key);
  const name = inside && `${inside.owner}_id`;
  const id = name === undefined ? null : query.get(name);
  return name === undefined || id === null ? {} : { [name]: numberIn(id, project) };
}

/** An id as it is kept, from an id as it is shown: a UUID ends in it, without the part that all ids of a company share. */
export function numberIn(id: string, { company }: Project): string {
  const end = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-([0-9a-f]{12})$/.exec(id)?.[1];
  if (end === undefined) return id;
  return String(Number.parseInt(end, 16) + company.idOffset);
}

/** The project that has the row, if the path does not say it: `/rest/v1.0/bim_levels/{id}`. */
function placeOfRow(context: Context, place: Place, collections: Collections, home: Project): Project {
  const id = place.item === undefined ? undefined : context.params[place.item];
  if (id === undefined || context.project || !collections.get(place.key).ofProjects) return home;
  return projectWith(context, place.key, id, {}, collections, home) ?? home;
}

/** The project, among those that the account sees, with a row of this id. */
function projectWith(
  context: Context,
  key: string,
  id: string,
  parents: Readonly<Record<string, unknown>>,
  collections: Collections,
  home: Project,
): Project | undefined {
  const kind = collections.kind(key, parents, false);
  const found = context.world.holder(kind, home.company, Number(numberIn(id, home)));
  return found && context.account.sees(found) ? found : undefined;
}

/** Removed rows for a recycle bin and for the filters that ask for them. */
function shownRows({ call }: Context, place: Place, store: ReturnType<Collections['rows']>['store']) {
  if (place.bin) return store.removed;
  const { query } = call;
  const asked = (name: string) => filterValues(query, name)[0] ?? query.get(name) ?? undefined;
  const deleted = asked('include_deleted') ?? asked('deleted');
  if (
    deleted === 'only' ||
    asked('is_in_recycle_bin') === 'true' ||
    asked('deleted_only') === 'true' ||
    filterValues(query, 'view')[0] === 'recycle' ||
    asked('recycle_bin') === 'true'
  )
    return store.removed;
  // Then the filter itself chooses those that were removed at the time.
  if (asked('deleted_at') !== undefined) return store.all;
  return deleted === 'with' || deleted === 'true' || asked('show_recycled') === 'true' ? store.all : store;
}

/** What the path says of the records above the rows. */
interface Above {
  /** The fields that all rows below a parent have: `incident_id`. */
  readonly parents: Record<string, unknown>;
  /** The project that has the nearest parent, if the call does not say it: `/rest/v1.0/drawing_areas/{drawing_area_id}/drawings`. */
  readonly where: Project | undefined;
}

function parentsOf(context: Context, place: Place, collections: Collections, project: Project): Above {
  const parents: Record<string, unknown> = {};
  let where: Project | undefined;
  let above = '';
  let place_ = 0;
  const names = place.parents;
  for (const part of place.key.split('/')) {
    if (part !== '*') {
      above = above === '' ? part : `${above}/${part}`;
      continue;
    }
    const name = names[place_++] ?? 'id';
    const id = context.params[name] ?? '';
    const kept = numberIn(id, project);
    const list = listOf(name, above, place, collections);
    if (collections.isReal(list)) {
      const holder = holderOf(context, list, id, list === above ? parents : {}, collections, project);
      if (!holder) throw new Refusal(recordUnknown(context.call));
      where =
        (holder.ordinal >= 0 && !context.project) || collections.widerOf(place.key) ? holder : undefined;
    }
    parents[name === 'id' ? `${above.slice(above.lastIndexOf('/') + 1).replace(/s$/, '')}_id` : name] =
      /^\d{1,15}$/.test(kept) ? Number(kept) : kept;
    above = `${above}/*`;
  }
  return { parents, where };
}

/** The list that has the record of an id in a path: the one before it, or else that of another record: `budget_notes/{wbs_code_id}`. */
function listOf(name: string, above: string, place: Place, collections: Collections): string {
  if (collections.isReal(above) || above.endsWith('*')) return above;
  const own = `${singularOf(above.slice(above.lastIndexOf('/') + 1))}_id`;
  return (/_id$/.test(name) && name !== own ? collections.keysOf(name, place.key)[0] : undefined) ?? above;
}

/** The place that has a parent: the project of the call, the company, or the project with this id. Undefined: nothing has it. */
function holderOf(
  context: Context,
  key: string,
  id: string,
  parents: Readonly<Record<string, unknown>>,
  collections: Collections,
  project: Project,
): Project | undefined {
  const elsewhere = context.project
    ? undefined
    : projectWith(context, key, id, parents, collections, project);
  const places = [project, homeOf(project.company), ...(elsewhere ? [elsewhere] : [])];
  return places.find((where) =>
    collections.rows(context.world, key, where, { ...parents }).store.all.find(numberIn(id, project)),
  );
}

function reachLogs(
  context: Context,
  project: Project,
  kind: NonNullable<ReturnType<typeof logKindOf>>,
): Reach {
  const logs = context.world.logs(kind, project);
  const { now } = context;
  const today = now - (now % 86_400_000);
  return {
    project,
    isWhole: false,
    list: () => logs.between(...rangeAsked(context, kind.name, today), today),
    first: () => undefined,
    find: (id) => logs.find(id, now),
    add: (fields) => logs.add(Math.max(dayOf(fields.date) ?? today, project.start), fields, writeOf(context)),
    change: (id, fields) => logs.change(id, fields, writeOf(context)),
    remove: (id) => logs.remove(id, writeOf(context)),
    restore: () => undefined,
  };
}

/** Midnight of the day that a new log is for. */
function dayOf(value: unknown): number | undefined {
  const at = typeof value === 'string' ? instant(value.slice(0, 10)) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
