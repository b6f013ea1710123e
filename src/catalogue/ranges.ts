/** Two moments as a user enters them: dates or ISO 8601 times. An open end is empty. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** Replaces an open end, since Procore documents only ranges with two ends. */
const FIRST = '1900-01-01';
const LAST = '2100-01-01';

/** `filters[updated_at]=2026-01-01...2026-02-01`, as Procore writes a range; empty for an empty range. */
export function writeRange({ from, to }: Range): string {
  return from === '' && to === '' ? '' : `${from || FIRST}...${to || LAST}`;
}

/** The two ends of a written range; undefined for any other text. Procore's example puts the range in quotes. */
export function readRange(text: string): Range | undefined {
  const [from, to, ...more] = text.replace(/^"(.*)"$/, '$1').split('...');
  if (from === undefined || to === undefined || more.length > 0) return undefined;
  return { from: from === FIRST ? '' : from, to: to === LAST ? '' : to };
}
