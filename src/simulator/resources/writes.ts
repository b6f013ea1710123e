/** Creating and changing records: bodies wrap the object (`{"rfi": {…}}`); a date that cannot be read becomes null. */
import { fieldErrors } from '../answers.js';
import { parameterMissing, recordLocked, recordUnknown } from '../assumed-answers.js';
import { inFormOf } from '../catalogue/record-form.js';
import { type Context, projectOf, writeOf } from '../context.js';
import type { Project } from '../data/company.js';
import { person, personById, personRef } from '../data/people.js';
import type { Kind, Row } from '../data/rows.js';
import type { World } from '../data/world.js';
import { type Fields, isFields } from '../form.js';
import { Refusal } from '../http.js';
import type { Route } from '../router.js';
import type { Tool } from '../tools.js';

/** How records of one kind are written. */
export interface Writing {
  readonly kind: Kind;
  readonly tool: Tool;
  /** The key that wraps the fields. */
  readonly wrapper: string;
  /** Names of fields that stand beside the wrapper. */
  readonly beside?: readonly string[];
  /** What a new record must have: by the name in errors, the fields of which one is enough. */
  readonly required: Readonly<Record<string, readonly string[]>>;
  /** Fields of a new record that replace those of an invented one. */
  readonly fresh: (project: Project) => Record<string, unknown>;
  /** Makes the record's fields from the caller's; only from those that were given. */
  readonly apply: (given: Fields, project: Project, world: World) => Record<string, unknown>;
  /** Makes the answer from the record. @default the record itself */
  readonly shape?: (row: Row) => unknown;
}

/** `POST`: 201 with the record, or 422 with what is missing. */
export function create(path: string, writing: Writing): Route {
  return {
    method: 'POST',
    path,
    scope: 'project',
    tool: writing.tool,
    handle(context) {
      const project = projectOf(context);
      const given = wrapped(context, writing);
      const missing = Object.entries(writing.required).filter(([, names]) =>
        names.every((name) => !filled(given[name])),
      );
      if (missing.length > 0)
        return fieldErrors(Object.fromEntries(missing.map(([name]) => [name, ['required']])));
      const rows = context.world.rows(writing.kind, project);
      const own = inFormOf(rows.all.at(0), given, false, project);
      const fields = { ...writing.fresh(project), ...own, ...writing.apply(given, project, context.world) };
      return { status: 201, json: shown(rows.add(fields, writeOf(context)), writing) };
    },
  };
}

/** `PATCH`: 200 with the record as it is now. */
export function change(path: string, writing: Writing): Route {
  return {
    method: 'PATCH',
    path,
    scope: 'project',
    tool: writing.tool,
    handle(context) {
      const project = projectOf(context);
      const rows = context.world.rows(writing.kind, project);
      if (context.settings.locked && rows.find(context.params.id ?? '')) return recordLocked(context.call);
      const before = rows.find(context.params.id ?? '');
      if (!before) return recordUnknown(context.call);
      const given = wrapped(context, writing);
      const fields = {
        ...inFormOf(before, given, false, project),
        ...writing.apply(given, project, context.world),
      };
      const row = rows.change(context.params.id ?? '', fields, writeOf(context));
      return row ? { status: 200, json: shown(row, writing) } : recordUnknown(context.call);
    },
  };
}

function shown(row: Row, { shape }: Writing): unknown {
  return shape ? shape(row) : row;
}

function wrapped({ call, fields }: Context, { wrapper, beside = [] }: Writing): Fields {
  const given = fields[wrapper];
  if (!isFields(given)) throw new Refusal(parameterMissing(call, wrapper));
  return { ...taken(fields, beside), ...given };
}

function filled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '';
}

/** The given fields that are copied unchanged. */
export function taken(given: Fields, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => name in given).map((name) => [name, given[name]]));
}

/** A day, or null if it cannot be read: `best_practices/date_time.md` says that this does not fail. */
export function dayOrNull(value: unknown): string | null {
  const text = String(value);
  return /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text)) ? text.slice(0, 10) : null;
}

/** A flag; a form sends it as text. */
export function flag(value: unknown): boolean {
  return value === true || value === 'true' || value === '1';
}

/** The people with these ids (one or a list); unknown ids are left out. */
export function people({ company }: Project, ids: unknown) {
  return (Array.isArray(ids) ? ids : [ids]).flatMap((id: unknown) => personById(company, id) ?? []);
}

/** The account's user, as the author of a write. */
export function author({ company }: Project): Row {
  return personRef(person(company, 0));
}
