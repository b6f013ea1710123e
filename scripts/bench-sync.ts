/**
 * `npm run bench:sync -- --json FILE` copies lists that change while they are read, with faults on the wire, rights that
 * come and go, clocks that are wrong, and runs that are cut off. It counts what is wrong in the copy: 200 seeds
 * (`--quick`: 20; `--seed N` repeats one). It also kills the reading process again and again. Exits 1 if a bar is missed.
 */
import { parseArgs } from 'node:util';
import { type Bar, reportBars } from '../testing/bars.js';
import { killReaders } from '../testing/changes/kills.js';
import { type Played, playSeed } from '../testing/changes/play-seed.js';
import { playQuiet } from '../testing/changes/quiet.js';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, quick: { type: 'boolean' }, json: { type: 'string' } },
});
const SEEDS = values.quick ? 20 : 200;
const KILLS = values.quick ? 5 : 30;

async function main(): Promise<void> {
  const began = performance.now();
  const seeds =
    values.seed === undefined ? Array.from({ length: SEEDS }, (_, at) => at + 1) : [Number(values.seed)];
  const played: Played[] = [];
  for (const seed of seeds) {
    const result = await playSeed(seed);
    played.push(result);
    for (const wrong of result.wrongs) process.stdout.write(`seed ${seed}: ${wrong}\n`);
  }
  const quiet = await playQuiet();
  const killed = values.seed === undefined ? await killReaders(KILLS) : undefined;
  const sum = (of: (each: Played) => number) => played.reduce((total, each) => total + of(each), 0);
  const falseDeletes = sum(({ wrongs }) => wrongs.filter((wrong) => wrong.startsWith('false delete')).length);
  const { requests, projects, freshRows, freshRequests } = quiet;
  const minutes = (performance.now() - began) / 60_000;
  process.stdout.write(
    `${sum(({ runs }) => runs)} runs, ${sum(({ complete }) => complete)} complete among changes, ` +
      `${sum(({ upserts }) => upserts)} upserts, ${sum(({ deletes }) => deletes)} deletes, ` +
      `${sum(({ faults }) => faults)} faults\n` +
      `${freshRows} fresh rows in ${projects} projects: ${freshRequests} requests ` +
      `(ideal: ${projects}, one for each project)\n`,
  );
  const bars: Bar[] = [
    { name: 'false deletes', value: falseDeletes, unit: '', op: '==', bar: 0 },
    {
      name: 'wrong rows where complete',
      value: sum(({ wrongs }) => wrongs.length) - falseDeletes,
      unit: '',
      op: '==',
      bar: 0,
    },
    { name: 'requests a project if nothing changed', value: requests / projects, unit: '', op: '<=', bar: 1 },
    { name: 'minutes', value: minutes, unit: 'min', op: '<=', bar: 10 },
  ];
  if (killed)
    bars.push({
      name: `wrong rows after ${killed.kills} kills`,
      value: killed.wrongs,
      unit: '',
      op: '==',
      bar: 0,
    });
  reportBars(bars, { seeds: played, quiet, killed });
}

void main();
