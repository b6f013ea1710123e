/** JSON.stringify without its recursion: a value that is 20,000 levels deep has its text too. Plain data only. */
export function jsonOf(value: unknown): string {
  const written: string[] = [];
  // What is still to be written, the next one last: texts as they are, values in a box.
  const open: Array<string | { readonly value: unknown }> = [{ value }];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string') written.push(next);
    else if (next) open.push(...partsOf(next.value).reverse());
  }
  return written.join('');
}

function partsOf(value: unknown): Array<string | { readonly value: unknown }> {
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value) ?? 'null'];
  const between = (index: number) => (index > 0 ? [','] : []);
  if (Array.isArray(value)) {
    return ['[', ...value.flatMap((item, index) => [...between(index), { value: item }]), ']'];
  }
  const entries = Object.entries(value).flatMap(([name, item], index) => [
    ...between(index),
    `${JSON.stringify(name)}:`,
    { value: item },
  ]);
  return ['{', ...entries, '}'];
}
