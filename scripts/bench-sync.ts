/**
 * `npm run bench:sync -- --json FILE` copies lists that change while they are read into SQLite, with faults on the wire,
 * rights that come and go, clocks that are wrong, and runs that are cut off. It counts what is wrong in the copy: 200
 * seeds (`--quick`: 20; `--seeds N` plays so many from `--from`; `--seed N` repeats one alone). It also kills the reading
 * process again and again, reads 500 projects of which 20 refuse, and measures the pace under Procore's limits in virtual
 * time. Exits 1 if a bar is missed.
 */
import { parseArgs } from 'node:util';
import { type Bar, reportBars } from '../testing/bars.js';
import { killReaders } from '../testing/changes/kills.js';
import { paceOf, readManyProjects } from '../testing/changes/many-pieces.js';
import { type Played, playSeed } from '../testing/changes/play-seed.js';
import { playQuiet } from '../testing/changes/quiet.js';
import { MOVES } from '../testing/changes/stirring.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    quick: { type: 'boolean' },
    json: { type: 'string' },
  },
});
const SEEDS = Number(values.seeds ?? (values.quick ? 20 : 200));
const KILLS = values.quick ? 5 : 30;
const PIECES = values.quick ? [100, 1_000] : [100, 1_000, 5_000];

async function main(): Promise<void> {
  if (values.seed !== undefined) {
    const { bars, ...raw } = await seedBars([Number(values.seed)]);
    reportBars(bars, raw);
    return;
  }
  const { bars, ...raw } = await seedBars(Array.from({ length: SEEDS }, (_, at) => Number(values.from) + at));
  const cost = await costBars();
  const pace = await paceBars();
  const killed = await killReaders(KILLS);
  const kills: Bar = {
    name: `wrong rows after ${killed.kills} kills`,
    value: killed.wrongs,
    unit: '',
    op: '==',
    bar: 0,
  };
  reportBars([...bars, kills, ...cost.bars, ...pace.bars], {
    ...raw,
    killed,
    quiet: cost.quiet,
    many: cost.many,
    paces: pace.paces,
  });
}

/** Plays the seeds. What is wrong is printed as it is found, with the seed that repeats it. */
async function seedBars(seeds: readonly number[]) {
  const began = performance.now();
  const played: Array<Omit<Played, 'paths'> & { readonly requests: number }> = [];
  for (const seed of seeds) {
    const { paths, ...result } = await playSeed(seed);
    played.push({ ...result, requests: paths.length });
    for (const wrong of result.wrongs) process.stdout.write(`--seed ${seed}: ${wrong}\n`);
  }
  const minutes = (performance.now() - began) / 60_000;
  const sum = (of: (each: (typeof played)[number]) => number) =>
    played.reduce((total, each) => total + of(each), 0);
  const falseDeletes = sum(({ wrongs }) => wrongs.filter((wrong) => wrong.startsWith('false delete')).length);
  process.stdout.write(
    `${seeds.length} seeds: ${sum(({ runs }) => runs)} runs, ` +
      `${sum(({ complete }) => complete)} complete among changes, ${sum(({ upserts }) => upserts)} upserts, ` +
      `${sum(({ deletes }) => deletes)} deletes, ${sum(({ faults }) => faults)} faults\n`,
  );
  const moves = MOVES.map((kind) => `${sum((each) => each.moves[kind])} ${kind}`).join(', ');
  process.stdout.write(`moves between projects: ${moves}\n`);
  const wrongRows = sum(({ wrongs }) => wrongs.length) - falseDeletes;
  const bars: Bar[] = [
    { name: 'false deletes', value: falseDeletes, unit: '', op: '==', bar: 0 },
    { name: 'wrong rows where complete', value: wrongRows, unit: '', op: '==', bar: 0 },
    { name: `${seeds.length} seeds`, value: minutes, unit: 'min', op: '<=', bar: 10 },
  ];
  return { bars, seeds: played };
}

async function costBars() {
  const quiet = await playQuiet();
  const many = await readManyProjects();
  const { projects, freshRows, freshRequests } = quiet;
  process.stdout.write(
    `${freshRows} fresh rows in ${projects} projects: ${(freshRequests / freshRows).toPrecision(3)} requests a row ` +
      `(ideal: ${projects / freshRows}, one for each project)\n`,
  );
  const bars: Bar[] = [
    {
      name: 'requests a project if nothing changed',
      value: quiet.requests / projects,
      unit: '',
      op: '<=',
      bar: 1,
    },
    {
      name: `requests for ${many.projects} projects, ${many.refused} refused`,
      value: many.requests,
      unit: '',
      op: '<=',
      bar: many.projects + many.pages + 10,
    },
    {
      name: 'failures, one for each that refused',
      value: many.failures,
      unit: '',
      op: '==',
      bar: many.refused,
    },
    {
      name: 'projects that were read',
      value: many.read,
      unit: '',
      op: '==',
      bar: many.projects - many.refused,
    },
  ];
  return { bars, quiet, many };
}

/** How much longer than it must take the pieces take under Procore's limits. */
async function paceBars() {
  const paces: Array<Awaited<ReturnType<typeof paceOf>>> = [];
  for (const pieces of PIECES) paces.push(await paceOf(pieces));
  const bars = paces.flatMap(({ pieces, ms, bound, throttled }): Bar[] => [
    { name: `${pieces} pieces against their bound`, value: ms / bound, unit: 'ratio', op: '<=', bar: 1.05 },
    { name: `${pieces} pieces: 429 answers`, value: throttled, unit: '', op: '==', bar: 0 },
  ]);
  return { bars, paces };
}

void main();
