/**
 * `npm run test:attacks -- --json FILE` plays what hostile senders, servers and users do, against real nodes and a real
 * Node-RED, and then runs fuzzers on the same. `--quick` plays a part of it in two minutes.
 * `--seed N` repeats the random attacks of that seed. `--only TEXT` plays the kinds and attacks whose names contain the
 * text. Exits 1 if an attack succeeds.
 */
import { parseArgs } from 'node:util';
import { playAll } from '../test/attacks/lanes.js';
import { type Count, counts, print } from '../test/attacks/report.js';
import { type Bar, reportBars } from '../testing/bars.js';

/** Least numbers of attacks: with fewer, something was not played. */
const LEAST = { quick: { written: 1_700, drawn: 150 }, whole: { written: 4_000, drawn: 1_500 } };

/** ms per fuzzer. */
const FUZZ_MS = { quick: 12_000, whole: 80_000 };

/** CI always uses the same seed, so that only the change is judged. */
const QUICK_SEED = 20_261_127;

async function main(): Promise<void> {
  const options = {
    quick: { type: 'boolean' },
    seed: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'string' },
  } as const;
  const { quick = false, only = '', seed: told } = parseArgs({ options }).values;
  const extent = quick ? 'quick' : 'whole';
  const seed = told === undefined ? (quick ? QUICK_SEED : Date.now() % 1_000_000_000) : Number(told);
  process.stdout.write(`seed ${seed}\n`);
  const started = performance.now();
  const played = await playAll({ quick, seed, only, fuzzMs: FUZZ_MS[extent] });
  const seconds = Math.round((performance.now() - started) / 1000);
  print(played);
  process.stdout.write(`${seconds} s\n`);
  const kinds = counts(played);
  reportBars(barsOf(kinds, only === '' ? LEAST[extent] : { written: 0, drawn: 0 }), {
    seed,
    seconds,
    kinds,
    ...played,
  });
  const held = sum(kinds, ({ held }) => held);
  process.stdout.write(`${held} passed, ${sum(kinds, ({ tried }) => tried) - held} failed\n`);
}

function barsOf(kinds: readonly Count[], least: { readonly written: number; readonly drawn: number }): Bar[] {
  const isDrawn = ({ kind }: Count) => kind.startsWith('fuzzed');
  const tried = ({ tried }: Count) => tried;
  return [
    ...kinds.map(
      ({ kind, tried, held }): Bar => ({
        name: `${kind}: not held`,
        value: tried - held,
        unit: '',
        op: '==',
        bar: 0,
      }),
    ),
    {
      name: 'attacks played',
      value: sum(
        kinds.filter((count) => !isDrawn(count)),
        tried,
      ),
      unit: '',
      op: '>=',
      bar: least.written,
    },
    {
      name: 'attacks drawn by the fuzzers',
      value: sum(kinds.filter(isDrawn), tried),
      unit: '',
      op: '>=',
      bar: least.drawn,
    },
  ];
}

const sum = (kinds: readonly Count[], of: (count: Count) => number) =>
  kinds.reduce((total, count) => total + of(count), 0);

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
  process.stdout.write('0 passed, 1 failed\n');
  process.exitCode = 1;
});
