/** JSON with integers of any size, since `JSON.stringify` does not write `bigint`. */

/** Marks an integer. The marker begins with a character that JSON must escape, so that no ordinary text matches. */
const MARK = '\u0000integer ';
const MARKED = /"\\u0000integer (-?\d+)"/g;

/** The value as JSON, with every `bigint` as a bare integer. */
export function exactJson(value: unknown): string {
  const text = JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${MARK}${each}` : each));
  return text.replaceAll(MARKED, '$1');
}
