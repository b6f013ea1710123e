/** A figure that was measured several times. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly runs: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
  return { median, least: sorted[0] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN, runs: values.length };
}

/** Two things measured side by side: the figures of each, and their quotient pair by pair. */
export interface Paired {
  readonly a: Spread;
  readonly b: Spread;
  /** b / a: how many times as fast `a` is. */
  readonly ratio: Spread;
  /** a - b, in the unit of the figures. */
  readonly difference: Spread;
}

/**
 * Measures two things in turn. The order is swapped from pair to pair (a b, b a, …), so that a machine that slows down
 * or speeds up does so for both.
 * @param pairs number of pairs
 * @param warmUp unmeasured runs of each before the pairs; none if there is just one pair
 */
export async function interleaved(
  a: () => Promise<number>,
  b: () => Promise<number>,
  pairs: number,
  warmUp = 1,
): Promise<Paired> {
  const figures: Array<{ a: number; b: number }> = [];
  for (let run = 0; run < warmUp && pairs > 1; run++) {
    await a();
    await b();
  }
  for (let pair = 0; pair < pairs; pair++) {
    if (pair % 2 === 0) {
      const first = await a();
      figures.push({ a: first, b: await b() });
    } else {
      const first = await b();
      figures.push({ b: first, a: await a() });
    }
  }
  return {
    a: spreadOf(figures.map((pair) => pair.a)),
    b: spreadOf(figures.map((pair) => pair.b)),
    ratio: spreadOf(figures.map((pair) => pair.b / pair.a)),
    difference: spreadOf(figures.map((pair) => pair.a - pair.b)),
  };
}
