import { KINDS, type Kind, type Verdict } from './attack.js';
import type { FuzzFigures } from './fuzz/run.js';

/** Attacks of a kind: how many were tried, and how many held. */
export interface Count {
  readonly kind: Kind;
  readonly tried: number;
  readonly held: number;
}

/** The two kinds of figures: of attacks that are written down, and of those that were drawn. */
export interface Played {
  readonly verdicts: readonly Verdict[];
  readonly fuzzed: Readonly<Partial<Record<Kind, FuzzFigures>>>;
}

/** What was tried and held, by kind. */
export function counts({ verdicts, fuzzed }: Played): Count[] {
  return KINDS.map((kind) => {
    const mine = verdicts.filter((verdict) => verdict.kind === kind);
    const held = mine.filter(({ faults }) => faults.length === 0).length;
    const drawn = fuzzed[kind];
    return { kind, tried: mine.length + (drawn?.tried ?? 0), held: held + (drawn?.held ?? 0) };
  }).filter(({ tried }) => tried > 0);
}

/** The attacks that did not hold, what the fuzzers found with the command that finds it again, and the table by kind. */
export function print(played: Played): void {
  const { verdicts, fuzzed } = played;
  const write = (text: string) => process.stdout.write(`${text}\n`);
  for (const { kind, name, faults } of verdicts) {
    if (faults.length > 0) write(`NOT HELD ${kind}: ${name}: ${faults.join('; ').slice(0, 400)}`);
  }
  for (const [kind, figures] of Object.entries(fuzzed)) {
    for (const { fault, seed, after, counterexample, faults } of figures.found) {
      write(`\nFOUND by ${kind}, attack ${after}: ${fault}: ${faults.join('; ').slice(0, 400)}`);
      write(`  again: npm run test:attacks -- --seed ${seed} --only '${kind}'`);
      write(`  ${JSON.stringify(counterexample, readable).slice(0, 1_500)}`);
    }
  }
  const line = (cells: readonly unknown[]) =>
    write(`${String(cells[0]).padEnd(28)}${String(cells[1]).padStart(8)}${String(cells[2]).padStart(8)}`);
  write('');
  line(['kind', 'tried', 'held']);
  for (const { kind, tried, held } of counts(played)) line([kind, tried, held]);
}

/** What JSON has no form for, in one that can be read. */
function readable(_: string, value: unknown): unknown {
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (value instanceof Map || value instanceof Set) return [...value];
  return value;
}
