/**
 * `npm run bench:state -- --json FILE` measures what the state file costs and what it survives: adds to the queue with
 * one sync each, a million claims, a million rows compared page by page, and 200 kills (`--quick`: 100,000 and 20).
 * `--seed N` repeats the kills of an earlier run. Exits 1 if a bar is missed.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemRuntime } from '../src/runtime.js';
import { Database } from '../src/state/sqlite/database.js';
import { SqliteQueue } from '../src/state/sqlite/sqlite-queue.js';
import { SqliteRowIndex } from '../src/state/sqlite/sqlite-row-index.js';
import { SqliteStore } from '../src/state/sqlite/sqlite-store.js';
import { type Bar, reportBars } from '../testing/bars.js';
import { killAgainAndAgain } from '../testing/state/kills.js';

const MB = 1024 * 1024;
const CALLERS = 50;
/** s for which the callers add. */
const SECONDS = 10;
/** Rows per page, as in Procore's largest pages. */
const PAGE = 2_000;
const PAGES_MEASURED = 100;
const MONTH = 30 * 86_400_000;

/** The quantile: this share of all values is not above it. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

async function withDatabase<T>(work: (database: Database, path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-state-'));
  const path = join(folder, 'state.db');
  const database = await Database.open(path, systemRuntime());
  try {
    return await work(database, path);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
}

/** Bytes of a file and its write-ahead log. */
const sizeOf = (path: string) => statSync(path).size + statSync(`${path}-wal`).size;

function heapUsed(): number {
  global.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Callers that each add one piece, wait until it is on the disk, and add the next. */
function adds() {
  return withDatabase(async (database) => {
    const queue = new SqliteQueue(database);
    const data = { resource: 'RFIs', action: 'update', text: 'x'.repeat(300) };
    const times: number[] = [];
    const began = performance.now();
    const end = began + SECONDS * 1000;
    const caller = async (_: unknown, which: number) => {
      for (let n = 0; performance.now() < end; n++) {
        const started = performance.now();
        await queue.add('events', [{ id: `${which}:${n}`, data }]);
        times.push(performance.now() - started);
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
    const perSecond = (times.length / (performance.now() - began)) * 1000;
    return { perSecond, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
  });
}

function claims(count: number) {
  return withDatabase(async (database, path) => {
    const store = new SqliteStore(database);
    const heapBefore = heapUsed();
    for (let first = 0; first < count; first += PAGE) {
      await store.claim(
        Array.from({ length: PAGE }, (_, at) => `event 01JC${first + at}`),
        MONTH,
      );
    }
    const heap = heapUsed() - heapBefore;
    const again = await store.claim([`event 01JC${count - 1}`, `event 01JC${count}`], MONTH);
    if (again[0] || !again[1]) throw new Error('A claim was lost.');
    return { disk: sizeOf(path), heap };
  });
}

function rows(count: number) {
  return withDatabase(async (database) => {
    const index = new SqliteRowIndex(database);
    const row = (n: number, version = 0) => ({
      key: String(562_949_953_000_000 + n),
      hash: `hash ${n} ${version}`,
    });
    const page = (from: number, version = 0) =>
      Array.from({ length: PAGE }, (_, at) => row(from + at, version));
    const first = await index.begin('scope');
    for (let from = 0; from < count; from += PAGE) await index.keep('scope', first, page(from));
    const second = await index.begin('scope');
    const compared: number[] = [];
    const kept: number[] = [];
    for (let n = 0; n < PAGES_MEASURED; n++) {
      // Every second page is new to SQLite's cache.
      const now = page(((n * 7_919) % (count / PAGE)) * PAGE, n % 2);
      const started = performance.now();
      const states = await index.compare('scope', now);
      compared.push(performance.now() - started);
      if (states.some((state) => state !== (n % 2 ? 'changed' : 'same')))
        throw new Error('A row was misjudged.');
      const keeping = performance.now();
      await index.keep('scope', second, page(((n * 7_919) % (count / PAGE)) * PAGE));
      kept.push(performance.now() - keeping);
    }
    return {
      compareP50: quantile(compared, 0.5),
      compareMax: Math.max(...compared),
      keepP50: quantile(kept, 0.5),
    };
  });
}

async function main(): Promise<void> {
  const { quick, seed: given } = parseArgs({
    options: { quick: { type: 'boolean' }, seed: { type: 'string' } },
    strict: false,
  }).values;
  const [many, kills] = quick ? [100_000, 20] : [1_000_000, 200];
  const seed = typeof given === 'string' ? Number(given) : Date.now() % 1_000_000;
  process.stdout.write(`Seed of the kills: ${seed}\n`);

  const added = await adds();
  const claimed = await claims(many);
  const compared = await rows(many);
  const killed = await killAgainAndAgain(kills, seed);
  process.stdout.write(`${JSON.stringify({ added, claimed, compared, killed }, null, 1)}\n`);

  const none = (name: string, value: number): Bar => ({
    name: `kills: ${name}`,
    value,
    unit: '',
    op: '==',
    bar: 0,
  });
  reportBars(
    [
      {
        name: `queue: adds a second, ${CALLERS} callers`,
        value: added.perSecond,
        unit: '/s',
        op: '>=',
        bar: 5_000,
      },
      { name: 'queue: an add, p99', value: added.p99, unit: 'ms', op: '<=', bar: 15 },
      {
        name: `claims: ${many} on the disk`,
        value: claimed.disk / MB,
        unit: 'MB',
        op: '<=',
        bar: quick ? 16 : 64,
      },
      { name: `claims: heap after ${many}`, value: claimed.heap / MB, unit: 'MB', op: '<=', bar: 16 },
      {
        name: `rows: a page of ${PAGE} of ${many} compared, median`,
        value: compared.compareP50,
        unit: 'ms',
        op: '<=',
        bar: 20,
      },
      { name: 'kills: played', value: killed.kills, unit: '', op: '>=', bar: kills },
      none('acknowledged and lost', killed.lost),
      none('handed out again without saying so', killed.unsaid),
      none('claims given twice', killed.claimedTwice),
      none('cursors set back', killed.setBack),
    ],
    { seed, added, claimed, compared, killed },
  );
}

main();
