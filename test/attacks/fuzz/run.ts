import fc from 'fast-check';
import type { Verdict } from '../attack.js';

/** ms for which a fault that was found is made smaller, at most; one play more may be under way then. */
const SHRINKING = 5_000;

/** What a fuzzer found, in the smallest form that it came to. */
export interface Found {
  /** The beginning of the fault: faults that begin alike are one. */
  readonly fault: string;
  readonly seed: number;
  readonly path: string;
  /** Attacks until it was met. */
  readonly after: number;
  readonly counterexample: unknown;
  readonly faults: readonly string[];
}

export interface FuzzFigures {
  readonly tried: number;
  readonly held: number;
  readonly found: readonly Found[];
}

/**
 * Draws attacks and plays them until the time is over. What does not hold is made smaller, told once, and looked for no
 * more: there may be others.
 * @param ms for all of it; what is being made smaller then may take some seconds more
 */
export async function fuzz<T>(
  arbitrary: fc.Arbitrary<T>,
  play: (attack: T) => Promise<Verdict>,
  { seed, ms }: { readonly seed: number; readonly ms: number },
): Promise<FuzzFigures> {
  const end = performance.now() + ms;
  const known = new Set<string>();
  const found: Found[] = [];
  let tried = 0;
  let held = 0;
  for (let round = 0; performance.now() < end; round++) {
    let met: { fault: string; faults: readonly string[]; until: number; after: number } | undefined;
    const left = end - performance.now();
    const result = await fc.check(
      fc.asyncProperty(arbitrary, async (attack) => {
        if (met && performance.now() > met.until) return;
        const { faults } = await play(attack);
        if (!met) {
          tried++;
          if (faults.length === 0) held++;
        }
        const fault = faults.map(kindOf).find((kind) => (met ? kind === met.fault : !known.has(kind)));
        if (fault === undefined) return;
        met = {
          fault,
          faults,
          until: met?.until ?? performance.now() + SHRINKING,
          after: met?.after ?? tried,
        };
        throw new Error(faults.join('; '));
      }),
      {
        seed: seed + round,
        numRuns: 100_000,
        interruptAfterTimeLimit: left + SHRINKING,
        // Nothing is drawn beyond the time; what was met before is still made smaller.
        skipAllAfterTimeLimit: left,
        markInterruptAsFailure: false,
      },
    );
    if (!met) break;
    known.add(met.fault);
    const { fault, faults, after } = met;
    const path = result.counterexamplePath ?? '';
    found.push({
      fault,
      seed: seed + round,
      path,
      after,
      counterexample: result.counterexample?.[0],
      faults,
    });
  }
  return { tried, held, found };
}

/** A fault without its figures and particulars. */
function kindOf(fault: string): string {
  return (
    fault
      .replace(/[\d.]+/g, 'n')
      .split(':')[0]
      ?.slice(0, 60) ?? ''
  );
}
