/** Sync actions (`tutorials/using_sync_actions.md`): many rows in one body, each changed by its id or made. */

import { payloadTooMany } from '../assumed-answers.js';
import type { Context } from '../context.js';
import type { Row } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import { type Answer, Refusal } from '../http.js';
import type { Reach } from './rows.js';

/** Most updates of one call, as documented. */
const MOST = 1000;

/** What a sync needs of its operation. */
export interface SyncParts {
  create(fields: Fields): Row;
  fields(fields: Fields, before: Row): Fields;
  show(row: Row): unknown;
  readonly isV2: boolean;
}

/**
 * `entities` and `errors`, always with 200. A known id is changed, an unknown one is an error. Without an id, a known
 * `origin_id` is changed, and everything else is made.
 */
export function syncAnswer(
  context: Context,
  rows: Pick<Reach, 'list' | 'find' | 'change'>,
  parts: SyncParts,
): Answer {
  const { updates } = context.fields;
  const list = Array.isArray(updates) ? updates : (Object.values(context.fields).find(Array.isArray) ?? []);
  if (list.length > MOST) return payloadTooMany(context.call, MOST);
  const byOrigin = new Map(
    rows
      .list()
      .flatMap((row) =>
        typeof row.origin_id === 'string' ? [[row.origin_id, String(row.id)] as const] : [],
      ),
  );
  const entities: unknown[] = [];
  const errors: unknown[] = [];
  for (const each of list) {
    const update = isFields(each) ? each : {};
    const { id, origin_id: origin } = update;
    const known = id === undefined || id === null ? byOrigin.get(String(origin)) : String(id);
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
      if (origin !== undefined && origin !== null) byOrigin.set(String(origin), String(row.id));
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
