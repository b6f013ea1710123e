/**
 * What a column holds. `decimal` is money, quantities and every number that may have a fraction: it stays exact. `json`
 * is a value that a table has no form for.
 */
export const COLUMN_TYPES = ['text', 'integer', 'decimal', 'boolean', 'date', 'date-time', 'json'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** The place of a value in a row: the keys that lead to it. */
export type Path = readonly string[];

/** One column of a table. It is found again by its path; its name is only for people and databases. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly path: Path;
  /**
   * Whether it keeps, as text, the values that are not of the type of the column with the same path: a database refuses
   * the whole statement for a single one.
   */
  readonly misfits?: true;
  /** Whether a list is kept as the number of its items, or as their names. */
  readonly count?: true;
  readonly names?: true;
}

/** What a list of objects becomes: JSON, the names of its items, their number, or a separate table. */
export const LIST_FORMS = ['json', 'names', 'count', 'table'] as const;
export type ListForm = (typeof LIST_FORMS)[number];

/** What a row of Procore looks like before it is flat. */
export type Row = Readonly<Record<string, unknown>>;

/** Whether a value is an object with keys, and no list. */
export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A path as one text, to compare it with others. */
export function keyOf(path: Path): string {
  return JSON.stringify(path);
}
