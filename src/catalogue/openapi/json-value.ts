/** An object of a JSON document, with any content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object, or an empty one for anything else: a wrong value in a document counts as absent. */
export function objectOf(value: unknown): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** An own property of the object: `constructor` and the like count only if the document writes them. */
export function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

const LONGEST_LINE = 200;

/** A text as one line without control characters, cut if it is too long; undefined if it is empty or not a text. */
export function line(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value
    .slice(0, 10 * LONGEST_LINE)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return text === '' ? undefined : text.slice(0, LONGEST_LINE).toWellFormed();
}
