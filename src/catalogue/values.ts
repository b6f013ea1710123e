import type { Range } from './ranges.js';

/** A value of a typed input: `{ value: '12', type: 'str' }`, `{ value: 'payload.id', type: 'msg' }`. */
export interface TypedValue {
  readonly value: string;
  readonly type: string;
}

/** The content of one field: a value, the two ends of a range, or the items of a list. */
export type FieldValue = TypedValue | Range | Items;

export interface Items {
  readonly items: readonly string[];
}

/** A form with its values. */
export interface FormValues {
  /** By the parameter's name; empty fields are absent. Names that the form does not know were added by the user. */
  readonly fields: ReadonlyMap<string, FieldValue>;
  /** A query that no form can show, such as an expression; empty if there is none. */
  readonly query: TypedValue;
  readonly body: BodyValue;
  /** Rows that share their name with others: the form has one field for them, but all are sent. */
  readonly repeated?: readonly NamedValue[];
}

/** A body: where it comes from, and the places in its JSON that come from elsewhere. */
export interface BodyValue extends TypedValue {
  readonly rows?: readonly NamedValue[];
}

/** A value with the name under which it is sent. */
export interface NamedValue extends TypedValue {
  readonly name: string;
}

/** Separates rows with a unique name from those that share their name. */
export function apart<Row extends NamedValue>(
  rows: readonly Row[],
): { readonly single: Row[]; readonly repeated: Row[] } {
  const isShared = ({ name }: Row) => rows.filter((row) => row.name === name).length > 1;
  return { single: rows.filter((row) => !isShared(row)), repeated: rows.filter(isShared) };
}

export const NO_QUERY: TypedValue = { value: '', type: 'json' };

export const isList = (value: FieldValue): value is Items => 'items' in value;
export const isRange = (value: FieldValue): value is Range => 'from' in value;
