/** Sync actions (`tutorials/using_sync_actions.md`): many rows in one body, each changed by its id or made. */

import { payloadTooMany } from '../assumed-answers.js';
import type { Context } from '../context.js';
import type { Row } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import { type Answer, Refusal } from '../http.js';
import type { Reach } from './rows.js';
import { uuidOf } from './values.js';

/** Most updates of one call, as documented. */
const MOST = 1000;

/** What a sync needs of its operation. */
export interface SyncParts {
  create(fields: Fields): Row;
  fields(fields: Fields, before: Row): Fields;
  show(row: Row): unknown;
  readonly isV2: boolean;
}

/** The rows that a sync changes. */
type Synced = Pick<Reach, 'list' | 'find' | 'change'>;

/**
 * `entities` and `errors`, always with 200. A known id is changed, an unknown one is an error. Without an id, a known
 * `uuid` or `origin_id` is changed, and everything else is made.
 */
export function syncAnswer(context: Context, rows: Synced, parts: SyncParts): Answer {
  const { updates } = context.fields;
  const list = Array.isArray(updates) ? updates : (Object.values(context.fields).find(Array.isArray) ?? []);
  if (list.length > MOST) return payloadTooMany(context.call, MOST);
  const others = OTHER_NAMES.map((name) => ({ name, ids: idsBy(name, rows) }));
  const entities: unknown[] = [];
  const errors: unknown[] = [];
  for (const each of list) {
    const update = isFields(each) ? each : {};
    const { id } = update;
    const named = others
      .map(({ name, ids }) => ({ ids, value: update[name] }))
      .filter(({ value }) => isGiven(value));
    const known = isGiven(id)
      ? String(id)
      : named.map(({ ids, value }) => ids.get(String(value)) ?? idOfUuid(value, rows)).find(isGiven);
    try {
      const before = known === undefined ? undefined : rows.find(known);
      const row =
        known === undefined
          ? parts.create(update)
          : before && rows.change(known, parts.fields(update, before));
      if (!row) {
        errors.push({ ...update, errors: { id: ['Entity with this ID not found'] } });
        continue;
      }
      for (const { ids, value } of named) ids.set(String(value), String(row.id));
      entities.push(parts.show(row));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { errors: why } = isFields(error.answer.json) ? error.answer.json : {};
      errors.push({ ...update, errors: why ?? { base: ['is invalid'] } });
    }
  }
  const json = { entities, errors };
  return { status: 200, json: parts.isV2 ? { data: json } : json };
}

/** What a row is known by as well, if a caller wrote it. */
const OTHER_NAMES = ['uuid', 'origin_id'] as const;

function idsBy(name: string, rows: Synced): Map<string, string> {
  return new Map(
    rows
      .list()
      .flatMap((row) => (typeof row[name] === 'string' ? [[row[name], String(row.id)] as const] : [])),
  );
}

/** The UUID that a row shows, if nobody wrote one, ends in its id. */
function idOfUuid(value: unknown, rows: Synced): string | undefined {
  const row = typeof value === 'string' && value.includes('-') ? rows.find(value) : undefined;
  return row && row.uuid === undefined && uuidOf(Number(row.id)) === value ? String(row.id) : undefined;
}

function isGiven<T>(value: T): value is NonNullable<T> {
  return value !== undefined && value !== null;
}
