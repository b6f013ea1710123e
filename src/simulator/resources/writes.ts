/** Creating and changing records: bodies wrap the object (`{"rfi": {…}}`); a date that cannot be read becomes null. */
import { fieldErrors } from '../answers.js';
import { parameterMissing, recordLocked, recordUnknown } from '../assumed-answers.js';
import { inFormOf } from '../catalogue/record-form.js';
import { type Context, declaredAnswer, projectOf, writeOf } from '../context.js';
import { FRESH, type Kind, type Row, WRITTEN } from '../data/rows.js';
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
  /** What a new record has that nobody wrote. Everything else of it is empty. */
  readonly fresh: (context: Context) => Record<string, unknown>;
  /**
   * Makes the record's fields from the caller's; only from those that were given.
   * @param before the record as it was; a new one has an id only
   */
  readonly apply: (given: Fields, context: Context, before: Row) => Record<string, unknown>;
  /** The same for fields that only other forms of the record show. */
  readonly elsewhere?: (given: Fields, context: Context) => Record<string, unknown>;
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
    async handle(context) {
      const missing = missingIn(wrapped(context, writing), writing);
      if (missing.length > 0)
        return fieldErrors(Object.fromEntries(missing.map((name) => [name, ['required']])));
      const given = await givenIn(context, writing);
      const rows = context.world.rows(writing.kind, projectOf(context));
      const model = rows.all.at(0);
      const row = rows.add(
        {
          ...inFormOf(model, {}, true, projectOf(context)),
          ...writing.fresh(context),
          ...written(context, writing, given, { id: rows.nextId }, model),
          [FRESH]: true,
        },
        writeOf(context),
      );
      return { status: 201, json: await shown(context, row, writing) };
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
    async handle(context) {
      const rows = context.world.rows(writing.kind, projectOf(context));
      const id = context.params.id ?? '';
      const before = rows.find(id);
      if (before && context.settings.locked) return recordLocked(context.call);
      if (!before) return recordUnknown(context.call);
      const given = await givenIn(context, writing);
      const row = rows.change(id, written(context, writing, given, before), writeOf(context));
      return row ? { status: 200, json: await shown(context, row, writing) } : recordUnknown(context.call);
    },
  };
}

/** What was written, as the record shows it, and as it was written for the other forms of the record. */
function written(
  context: Context,
  { apply, elsewhere }: Writing,
  given: Fields,
  before: Row,
  model = before,
) {
  return {
    ...inFormOf(model, given, false, projectOf(context)),
    ...apply(given, context, before),
    [WRITTEN]: { ...before[WRITTEN], ...given, ...elsewhere?.(given, context) },
  };
}

function shown(context: Context, row: Row, { shape }: Writing): Promise<unknown> {
  return declaredAnswer(context, shape ? shape(row) : row, row);
}

function missingIn(given: Fields, { required }: Writing): string[] {
  return Object.entries(required)
    .filter(([, names]) => names.every((name) => !filled(given[name])))
    .map(([name]) => name);
}

/** The fields of the body. @throws Refusal if they name somebody who is not there */
async function givenIn(context: Context, writing: Writing): Promise<Fields> {
  const raw = wrapped(context, writing);
  const given = (await context.declared())?.given();
  return given ? { ...taken(context.fields, writing.beside ?? []), ...given } : raw;
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
