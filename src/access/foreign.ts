import type { Named } from './access-row.js';

/** Characters of a name that are passed on. Procore's own forms take 255. */
const LONGEST = 300;

/** An id out of an answer, which is digits; undefined where it is anything else. Beyond 2^53 it came as text. */
export function idOf(value: unknown): string | undefined {
  const isId = typeof value === 'string' || Number.isSafeInteger(value);
  return isId && /^[1-9]\d{0,18}$/.test(String(value)) ? String(value) : undefined;
}

/** A text out of an answer, cut to what a list can show; empty where it is anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST) : '';
}

/** The properties of a row out of an answer; none where it is no object. */
export function rowOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Rows of an answer that have an id, with their names. */
export function namedRows(rows: readonly unknown[]): Named[] {
  return rows.flatMap((row) => {
    const { id, name } = rowOf(row);
    const known = idOf(id);
    return known === undefined ? [] : [{ id: known, name: textOf(name) }];
  });
}
