/** Whether a declared `sort` sorts, upwards and downwards, and rows that tie keep their order. */
import type { OperationParam } from '../../../src/catalogue/operation.js';
import type { ListUnderTest } from './list-under-test.js';
import { isObject } from './shape-reader.js';

export type OrderFinding =
  | {
      readonly by: 'values in rows' | 'an order that turns round' | 'a row written for it';
      readonly wrong?: string;
    }
  | { readonly named: string };

/** The fields that a list says it can be sorted by. */
export function sortsOf(params: readonly OperationParam[]): readonly string[] {
  const { enum: values } = params.find(({ name }) => name === 'sort') ?? {};
  return [...new Set((values ?? []).map((value) => String(value).replace(/^-/, '')))];
}

/** Names of fields in `sort` that rows call otherwise. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  date_received: ['received_date'],
  document_type_then_name: ['document_type'],
  document_type_then_created_at: ['document_type'],
  document_type_then_updated_at: ['document_type'],
  email: ['email_address'],
  full_name: ['name'],
};

/** What a row shows of a field: a value, or the name of the thing in it. Null: nothing. Undefined: no such field. */
function shownBy(row: Record<string, unknown>, field: string): unknown {
  const names = [field, ...(CALLED[field] ?? []), field.replace(/_(name|id)$/, '')];
  const name = names.find((each) => each in row);
  if (name === undefined) return undefined;
  const value = Array.isArray(row[name]) ? row[name][0] : row[name];
  return isObject(value) ? (value.name ?? value.label ?? value.title ?? value.id ?? null) : (value ?? null);
}

/** No row has another value than the others. */
export const ALL_TIE = 'all rows tie';

export async function sorting(list: ListUnderTest, field: string): Promise<OrderFinding> {
  const usual = await list.rows();
  if (usual.length === 0) return { named: 'the list is empty' };
  const [up, down] = [await list.rows(['sort', field]), await list.rows(['sort', `-${field}`])];
  const texts = usual.map((row) => JSON.stringify(row));
  const places = new Map(texts.map((text, place) => [text, place]));
  for (const rows of [up, down]) {
    const own = rows.map((row) => JSON.stringify(row));
    if (own.toSorted().join() !== texts.toSorted().join())
      return { by: 'values in rows', wrong: `${rows.length} of ${usual.length} rows, or others` };
  }
  const shown = usual.filter(isObject).map((row) => shownBy(row, field));
  const isShown = shown.length === usual.length && shown.every((value) => value !== undefined);
  if (!isShown) {
    return turnsRound(up, down);
  }
  const [rises, falls] = [await list.groups(['sort', field]), await list.groups(['sort', `-${field}`])];
  const rising =
    rises.map((rows) => inOrder(rows, field, 1, places)).find(Boolean) ??
    falls.map((rows) => inOrder(rows, field, -1, places)).find(Boolean);
  return { by: 'values in rows', ...(rising !== undefined && { wrong: rising }) };
}

/** The first pair of neighbours that is in the wrong order. */
function inOrder(
  rows: readonly unknown[],
  field: string,
  direction: 1 | -1,
  places: ReadonlyMap<string, number>,
): string | undefined {
  const all = rows.filter(isObject);
  for (let index = 1; index < all.length; index++) {
    const [a, b] = [all[index - 1] ?? {}, all[index] ?? {}];
    const [left, right] = [shownBy(a, field), shownBy(b, field)];
    const difference = compared(left, right) * direction;
    const [before, after] = [a, b].map((row) => places.get(JSON.stringify(row)) ?? 0);
    const isTurned = difference === 0 && !field.includes('_then_') && (before ?? 0) > (after ?? 0);
    if (difference > 0 || isTurned)
      return `${direction > 0 ? 'up' : 'down'}: ${String(left)} before ${String(right)}${isTurned ? ', a tie' : ''}`;
  }
  return undefined;
}

function compared(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a ?? ''), String(b ?? '')];
  return left < right ? -1 : Number(left > right);
}

/** Rows do not show the field: then what is first upwards is last downwards, unless all rows tie. */
function turnsRound(up: readonly unknown[], down: readonly unknown[]): OrderFinding {
  const [first, last] = [JSON.stringify(up[0]), JSON.stringify(down[0])];
  // A few rows may tie by chance.
  return {
    by: 'an order that turns round',
    ...(first === last && up.length > 3 && { wrong: ALL_TIE }),
  };
}
