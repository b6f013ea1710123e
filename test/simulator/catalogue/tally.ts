/** Counts what a test found: what was proven and how, and what was not and why. */
type Finding =
  | { readonly by: string; readonly wrong?: string | readonly string[] }
  | { readonly named: string }
  | { readonly unproven: string };

export class Tally {
  readonly #proven = new Map<string, number>();
  readonly #others = new Map<string, string[]>();

  /** @param what it was found of; told if it is not proven */
  add(finding: Finding, what: string): void {
    const isWrong = 'wrong' in finding && finding.wrong !== undefined && finding.wrong.length > 0;
    if ('by' in finding && !isWrong) plusOne(this.#proven, finding.by);
    else {
      const why =
        'named' in finding
          ? finding.named
          : 'by' in finding
            ? 'known to be wrong'
            : `UNEXPLAINED: ${finding.unproven}`;
      this.#others.set(why, [...(this.#others.get(why) ?? []), what]);
    }
  }

  /** How many were proven. */
  get proven(): number {
    return [...this.#proven.values()].reduce((sum, each) => sum + each, 0);
  }

  /** The lines to print. */
  told(what: string): readonly string[] {
    const { proven } = this;
    const others = [...this.#others.values()].reduce((sum, { length }) => sum + length, 0);
    return [
      `${proven} of ${proven + others} ${what}`,
      ...[...this.#proven].sort(([, a], [, b]) => b - a).map(([by, count]) => `  ${count} by ${by}`),
      ...(others > 0 ? [`the other ${others}:`] : []),
      ...[...this.#others]
        .sort(([, a], [, b]) => b.length - a.length)
        .flatMap(([why, all]) => [`  ${all.length} × ${why}`, ...all.map((each) => `      ${each}`)]),
    ];
  }
}

function plusOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
