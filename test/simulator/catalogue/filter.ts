/** One declared filter of a list, and the rows that pass for a value of it. */
import type { OperationParam } from '../../../src/catalogue/operation.js';
import type { ListUnderTest } from './list-under-test.js';

/**
 * How it was proven: by the values that rows of the list show; by those that their single reads show; by the words in a row; by
 * rows that are removed; or, if no answer shows the field, because its values part the list: no row passes for two of them.
 */
export type Proof =
  | 'values in rows'
  | 'values in single reads'
  | 'texts'
  | 'removed rows'
  | 'custom fields in rows'
  | 'numbers of statuses'
  | 'the tree of the rows'
  | 'rows written for it'
  | 'parts of the list'
  | 'parts of the list, by assumed words';

/** `named`: what is no filter of the rows, or cannot be tried, with the reason. */
export type Finding =
  | { readonly by: Proof; readonly wrong?: string }
  | { readonly named: string }
  | { readonly unproven: string };

export type Tried = Promise<Finding | undefined>;

export interface Filter {
  readonly list: ListUnderTest;
  readonly param: OperationParam;
  readonly field: string;
}

export function fieldOf({ name }: OperationParam): string {
  return /\[(\w+)\]/.exec(name)?.[1] ?? '';
}

export function pairOf({ name, type }: OperationParam, value: string): readonly [string, string] {
  const isMoment = /^\d{4}-\d\d-\d\d(T|$)/.test(value) && !/\[\w+\]\[\w+\]/.test(name);
  return [
    type.startsWith('array') && !name.endsWith('[]') ? `${name}[]` : name,
    isMoment ? `${value}...${value}` : value,
  ];
}

/** The rows that pass for a value, by their texts. */
export async function passing({ list, param }: Filter, value: string): Promise<Set<string>> {
  return new Set((await list.rows(pairOf(param, value))).map(textOf));
}

export const textOf = (row: unknown) => JSON.stringify(row);

export const low = (text: string) => text.toLowerCase();
