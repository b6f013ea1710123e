import type { Field, Fields, ValueOf } from './field.js';

/**
 * The fields that a draft contains: a dialog sends what affects the node's work, and not what the editor keeps for
 * itself.
 */
type Drafted<F extends Fields> = {
  [Name in keyof F]: F[Name] extends { readonly kind: 'kept' } ? never : Name;
}[keyof F];

type Needed<F extends Fields> = {
  [Name in keyof F]: F[Name] extends { readonly required: true } ? Name : never;
}[keyof F];

/** A node as its dialog shows it, deployed or not. Numbers are texts; a field that is left out has its default. */
export type DraftOf<F extends Fields> = {
  readonly [Name in keyof F as Name extends Drafted<F> & Needed<F> ? Name : never]: DraftValue<F[Name]>;
} & {
  readonly [Name in keyof F as Name extends Exclude<Drafted<F>, Needed<F>> ? Name : never]?:
    | DraftValue<F[Name]>
    | undefined;
};

type DraftValue<F extends Field> =
  ValueOf<F> extends string | number ? Extract<ValueOf<F>, string> : ValueOf<F>;

/** The fields of a draft. */
export function draftedFields(fields: Fields): Array<[name: string, field: Field]> {
  return Object.entries(fields).filter(([, { kind }]) => kind !== 'kept');
}

/** The draft of a node. @param read returns the value of a field; undefined leaves the field out */
export function draftFrom(
  fields: Fields,
  read: (name: string, field: Field) => unknown,
): Record<string, unknown> {
  const draft: Record<string, unknown> = {};
  for (const [name, field] of draftedFields(fields)) {
    const value = read(name, field);
    if (value !== undefined) draft[name] = value;
  }
  return draft;
}
