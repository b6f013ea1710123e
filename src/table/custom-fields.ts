import type { Path, Row } from './column.js';
import { isRow } from './column.js';

/** The object of a row that holds its custom fields. */
const CUSTOM_FIELDS = 'custom_fields';

const FIELD = /^custom_field_(\d{1,19})$/;

/** Labels of custom fields, by the key that they have in rows. */
export type Labels = ReadonlyMap<string, string>;

/**
 * The labels in a list of definitions, as Procore's "List Custom Field Definitions" returns it. What is no definition
 * is passed over.
 */
export function labelsOf(definitions: unknown): Labels {
  const labels = new Map<string, string>();
  for (const definition of Array.isArray(definitions) ? definitions : []) {
    if (!isRow(definition)) continue;
    const { id, label } = definition;
    const isId = typeof id === 'number' || typeof id === 'string';
    if (isId && typeof label === 'string' && label.trim() !== '')
      labels.set(`custom_field_${id}`, label.trim());
  }
  return labels;
}

/** The keys of the custom fields that rows have. */
export function customFieldsIn(rows: Iterable<Row>): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const row of rows) {
    const fields = Object.hasOwn(row, CUSTOM_FIELDS) ? row[CUSTOM_FIELDS] : undefined;
    if (isRow(fields)) for (const key of Object.keys(fields)) if (FIELD.test(key)) keys.add(key);
  }
  return keys;
}

/** A custom field of a row: `{"data_type": "string", "value": "…"}` below a key with its id. */
export interface CustomField {
  readonly type: unknown;
  readonly value: unknown;
}

/** The custom field at a place of a row, if there is one. @param path the keys that lead to it, its own included */
export function customField(path: Path, value: unknown): CustomField | undefined {
  const isPlace = path.length === 2 && path[0] === CUSTOM_FIELDS && FIELD.test(path[1] ?? '');
  if (!isPlace || !isRow(value) || !Object.hasOwn(value, 'value')) return undefined;
  const { data_type: type, value: held, ...rest } = value as Row;
  return Object.keys(rest).length === 0 ? { type, value: held } : undefined;
}

/** The words of a column's name: a custom field has its label, or the key with its id. */
export function wordsOf(path: Path, labels: Labels): readonly string[] {
  const [first, key = '', ...rest] = path;
  if (first !== CUSTOM_FIELDS || !FIELD.test(key)) return path;
  return [labels.get(key) ?? key, ...rest];
}
