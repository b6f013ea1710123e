import type { Range } from './ranges.js';

/** A value as a typed input holds it: `{ value: '12', type: 'str' }`, `{ value: 'payload.id', type: 'msg' }`. */
export interface TypedValue {
  readonly value: string;
  readonly type: string;
}

/** What one field holds: a value, the two ends of a range, or the items of a list. */
export type FieldValue = TypedValue | Range | Items;

export interface Items {
  readonly items: readonly string[];
}

/** A form as it is filled in. */
export interface FormValues {
  /** By the parameter's name; fields left empty are not in it. Names that the form does not know are the user's own. */
  readonly fields: ReadonlyMap<string, FieldValue>;
  /** A query that no form can show, such as an expression; empty otherwise. */
  readonly query: TypedValue;
  readonly body: TypedValue;
  /** Rows that share their name with others: a form has one field for them, and all are sent. */
  readonly repeated?: readonly NamedValue[];
}

/** A value with the name it is sent by. */
export interface NamedValue extends TypedValue {
  readonly name: string;
}

/** Rows whose name is theirs alone, and those that share it. */
export function apart<Row extends NamedValue>(
  rows: readonly Row[],
): { readonly single: Row[]; readonly repeated: Row[] } {
  const isShared = ({ name }: Row) => rows.filter((row) => row.name === name).length > 1;
  return { single: rows.filter((row) => !isShared(row)), repeated: rows.filter(isShared) };
}

export const NO_QUERY: TypedValue = { value: '', type: 'json' };

export const isList = (value: FieldValue): value is Items => 'items' in value;
export const isRange = (value: FieldValue): value is Range => 'from' in value;
