/** JSON with integers of any size: JavaScript's own writes no `bigint`. */

/** Told apart from any text by a character that JSON must escape. */
const MARK = '\u0000integer ';
const MARKED = /"\\u0000integer (-?\d+)"/g;

/** The value as JSON, every `bigint` in it as a bare integer. */
export function exactJson(value: unknown): string {
  const text = JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${MARK}${each}` : each));
  return text.replaceAll(MARKED, '$1');
}
