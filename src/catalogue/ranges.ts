/** Two moments as a user fills them in: dates or ISO 8601 times; an open end is empty. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** What stands for an open end, since Procore documents ranges with two ends only. */
const FIRST = '1900-01-01';
const LAST = '2100-01-01';

/** `filters[updated_at]=2026-01-01...2026-02-01`, as Procore writes a range; empty for an empty one. */
export function writeRange({ from, to }: Range): string {
  return from === '' && to === '' ? '' : `${from || FIRST}...${to || LAST}`;
}

/** The two ends of a written range, or undefined for any other text. Procore's own example puts it in quotes. */
export function readRange(text: string): Range | undefined {
  const [from, to, ...more] = text.replace(/^"(.*)"$/, '$1').split('...');
  if (from === undefined || to === undefined || more.length > 0) return undefined;
  return { from: from === FIRST ? '' : from, to: to === LAST ? '' : to };
}
