/** Words that say nothing about an operation. */
const EMPTY = new Set(['a', 'all', 'an', 'and', 'by', 'for', 'from', 'in', 'of', 'on', 'the', 'to', 'with']);

/** The words of a text in lower case, split at `_`, `-` and other signs. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** The same words without those that say nothing, unless there are no others. */
export function tellingWords(words: readonly string[]): string[] {
  const telling = words.filter((word) => !EMPTY.has(word));
  return telling.length > 0 ? telling : [...words];
}

/** `companies` becomes `company`, and so does `companie`, as it looks while it is typed; `status` and `basis` stay. */
export function singular(word: string): string {
  if (word.length < 4) return word === 'cos' || word === 'pos' ? word.slice(0, -1) : word;
  if (/ies?$/.test(word)) return word.replace(/ies?$/, 'y');
  if (/(ss|us|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /([^siu]|[^sx]i)s$/.test(word) ? word.slice(0, -1) : word;
}
