/** An object of a JSON document, whatever it holds. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object, or an empty one for anything else: what a document should have and has not is as if it were not there. */
export function objectOf(value: unknown): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A property of the object's own: `constructor` and the like are not in a document unless it writes them. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

const LONGEST_LINE = 200;

/** A text as one line without control characters, cut where it is endless; undefined for an empty one or no text. */
export function line(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value
    .slice(0, 10 * LONGEST_LINE)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return text === '' ? undefined : text.slice(0, LONGEST_LINE).toWellFormed();
}
