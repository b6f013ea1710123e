import type { Named } from './access-row.js';

/** Longest name that is passed on, in characters. Procore's own forms allow 255. */
const LONGEST = 300;

/** An id from an answer, which is digits; undefined for anything else. Ids beyond 2^53 were read as text. */
export function idOf(value: unknown): string | undefined {
  const isId = typeof value === 'string' || Number.isSafeInteger(value);
  return isId && /^[1-9]\d{0,18}$/.test(String(value)) ? String(value) : undefined;
}

/** A text from an answer, cut to a length that a list can show; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST) : '';
}

/** The properties of a row from an answer; none if it is not an object. */
export function rowOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The rows of an answer that have an id, with their names. */
export function namedRows(rows: readonly unknown[]): Named[] {
  return rows.flatMap((row) => {
    const { id, name } = rowOf(row);
    const known = idOf(id);
    return known === undefined ? [] : [{ id: known, name: textOf(name) }];
  });
}
