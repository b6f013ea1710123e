import { nameWithin } from '../transport/address.js';
import { parseJsonText } from '../transport/json-text.js';
import type { FieldValue, Items } from './values.js';

/** Deepest nesting of objects that is read. */
const DEEPEST = 5;

/**
 * A stored JSON query by parameter name: `{"filters":{"status":["open"]}}` is `filters[status]` with one item.
 * Undefined if a form cannot show it, because it is not a JSON object, or holds something else than values, lists of
 * values and objects of them.
 */
export function flattened(query: string): Map<string, FieldValue> | undefined {
  if (query.trim() === '') return new Map();
  try {
    const fields = new Map<string, FieldValue>();
    const whole: unknown = parseJsonText(query);
    const isObject = typeof whole === 'object' && whole !== null && !Array.isArray(whole);
    return isObject && flatten(whole, '', fields, 0) ? fields : undefined;
  } catch {
    return undefined;
  }
}

/** Collects the values. Returns whether a form can show all of them. */
function flatten(object: object, prefix: string, fields: Map<string, FieldValue>, depth: number): boolean {
  return Object.entries(object).every(([key, value]) => {
    const name = prefix ? nameWithin(prefix, key) : key;
    if (value === null) return true;
    if (Array.isArray(value)) {
      if (!isPlain(value)) return false;
      fields.set(name, { items: value.map(String) });
      return true;
    }
    if (typeof value === 'object') return depth < DEEPEST && flatten(value, name, fields, depth + 1);
    fields.set(name, { value: String(value), type: TYPES[typeof value] ?? 'str' });
    return true;
  });
}

/** The items of a JSON list of values; undefined for anything else. */
export function itemsIn(json: string): Items | undefined {
  try {
    const list: unknown = parseJsonText(json);
    return Array.isArray(list) && isPlain(list) ? { items: list.map(String) } : undefined;
  } catch {
    return undefined;
  }
}

function isPlain(list: readonly unknown[]): boolean {
  return list.every((item) => item !== null && typeof item !== 'object');
}

const TYPES: Readonly<Record<string, string>> = { number: 'num', boolean: 'bool' };
