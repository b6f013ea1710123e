/** Counts what a test found: what was proven and how, and what was not and why. */
type Finding = { readonly by: string } | { readonly named: string } | { readonly unproven: string };

export class Tally {
  readonly #proven = new Map<string, number>();
  readonly #others = new Map<string, number>();

  add(finding: Finding): void {
    if ('by' in finding) plusOne(this.#proven, finding.by);
    else plusOne(this.#others, 'named' in finding ? finding.named : `UNEXPLAINED: ${finding.unproven}`);
  }

  /** The lines to print. */
  told(what: string): readonly string[] {
    const [proven, others] = [sumOf(this.#proven), sumOf(this.#others)];
    return [
      `${proven} of ${proven + others} ${what}`,
      ...linesOf(this.#proven, 'by'),
      ...(others > 0 ? [`the other ${others}:`, ...linesOf(this.#others, '×')] : []),
    ];
  }
}

function plusOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, each) => sum + each, 0);
}

function linesOf(counts: ReadonlyMap<string, number>, word: string): string[] {
  return [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `  ${count} ${word} ${name}`);
}
