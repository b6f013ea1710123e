/**
 * `npm run bench -- --json FILE` compares this package's request node in a real Node-RED with raw undici, a flow of
 * Node-RED's core nodes, got and axios, on one machine in one run. `--quick` ends within 45 s. Linux only, since memory
 * is read from /proc. Exits 1 if a bar is missed.
 */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bar, reportBars } from '../testing/bars.js';
import { installPackage } from '../testing/install.js';
import { exactIntegersCost } from './bench/exact-integers.js';
import { type Memory, memoryOf } from './bench/memory.js';
import { compileWorkers, ListServer, Worker } from './bench/processes.js';
import { requireTime } from './bench/require-time.js';
import { type Cell, printCells, printMemory, printPairs } from './bench/tables.js';
import type { Job } from './bench/tool.js';
import type { ToolName } from './bench/worker.js';
import { interleaved, type Paired, spreadOf } from './measure/pairs.js';

const root = join(__dirname, '..');
const { quick } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
}).values;

const ROWS = 30_000;

/** Unmeasured runs of each side before the measured ones, for close comparisons: V8 needs them to compile the code. */
const WARM_UP = quick ? 4 : 10;

const page = (perPage: number | undefined, parallel: number): Job => ({
  rows: ROWS,
  perPage,
  parallel,
  delivery: 'page',
});
const array = (perPage: number | undefined, parallel: number): Job => ({
  ...page(perPage, parallel),
  delivery: 'array',
});

async function main(): Promise<void> {
  const userDir = installPackage(join(root, '.tmp/bench/user'));
  compileWorkers();
  const server = await ListServer.start();
  const start = (name: ToolName, folder = name === 'core' ? join(userDir, '../core') : userDir) =>
    Worker.start(name, server.origin, folder);
  const bars: Bar[] = [];
  const bar = (name: string, value: number, op: Bar['op'], limit: number, unit = '') =>
    bars.push({ name, value, unit, op, bar: limit });

  // The burst has a separate process: V8 would remember that most messages outlived it (docs/performance.md).
  const [own, core, burst] = await Promise.all([
    start('own'),
    start('core'),
    start('own', besides(userDir, 'burst')),
  ]);
  await server.set({ latency: 0 });
  await burst.calls(200);
  const tokens = (await server.counts()).tokens;
  bar('token requests of 200 messages at once', tokens, '==', 1);
  await burst.end();

  await server.set({ latency: 0 });
  await own.pull(page(undefined, 4));
  const requests = (await server.counts()).lists;
  bar(`requests for ${ROWS.toLocaleString('en-US')} rows`, requests, '==', 15);

  // Compared with the floor: raw undici in the same process, at the same concurrency.
  const floors: Array<{
    readonly name: string;
    readonly latency: number;
    readonly job: Job;
    readonly result: Paired;
  }> = [];
  const againstFloor = async (latency: number, job: Job, pairs: number) => {
    await server.set({ latency });
    const result = await interleaved(
      async () => (await own.pull(job)).ms,
      async () => (await own.floor(job)).ms,
      pairs,
      WARM_UP,
    );
    const name = `${latency} ms, ${job.perPage} a page, ${job.parallel} in flight`;
    floors.push({ name, latency, job, result });
    return { name, result };
  };
  const FLOORS: ReadonlyArray<readonly [latency: number, perPage: number, parallel: number]> = quick
    ? [[0, 300, 4]]
    : [
        [0, 100, 4],
        [0, 300, 4],
        [0, 2_000, 4],
        [20, 100, 4],
        [20, 100, 8],
        [20, 300, 4],
        [20, 2_000, 4],
      ];
  for (const [latency, perPage, parallel] of FLOORS) {
    // Without latency, all time is processor time, and other load on the machine shows, so there are more pairs.
    const pairs = latency === 0 ? 41 : 15;
    const { name, result } = await againstFloor(latency, page(perPage, parallel), quick ? 5 : pairs);
    bar(`as fast as raw undici: ${name}`, result.ratio.median, '>=', 0.9, '×');
  }
  const small: Job = { rows: 3_000, perPage: 1, parallel: 4, delivery: 'page' };
  const { result: perRequest } = await againstFloor(0, small, quick ? 6 : 41);
  bar(
    'a request over raw undici (one row each)',
    (perRequest.difference.median / small.rows) * 1_000,
    '<=',
    50,
    'µs',
  );
  printPairs(floors);

  // Compared with what people build from core nodes today: everything in one message, as their Join does.
  const cores: typeof floors = [];
  const againstCore = async (job: Job, pairs: number, least: number) => {
    await server.set({ latency: 20 });
    const theirs = array(100, 4);
    const result = await interleaved(
      async () => (await own.pull(job)).ms,
      async () => (await core.pull(theirs)).ms,
      pairs,
    );
    const name = `20 ms, ${job.perPage ?? 'automatic'} a page, ${job.parallel} in flight`;
    cores.push({ name, latency: 20, job, result });
    bar(`times the core flow: ${name}`, result.ratio.median, '>=', least, '×');
  };
  if (!quick) await againstCore(array(100, 4), 11, 3.5);
  await againstCore(array(100, 8), quick ? 1 : 11, 5);
  if (!quick) await againstCore(array(undefined, 4), 5, 20);
  printPairs(cores);

  // Every tool at every latency and page size.
  const cells = quick ? [] : await everyCell(server, own, core, start);
  if (cells.length > 0) printCells(cells, ROWS);
  await own.end();
  await core.end();

  const memory: Memory = await memoryOf(start, server, quick);
  printMemory(memory);
  const { growth } = memory;
  bar('growth of memory, 30,000 rows by page', growth.ownPages, '<=', 100, 'MB');
  // In one message, the rows themselves take most of the memory, so this is compared with a tool that also holds them.
  bar('growth of memory in one message, beside the core flow', growth.ownArray / growth.core, '<=', 0.5, '×');
  if (memory.million)
    bar('peak of 1,000,000 rows over that of 100,000', memory.million.ratio, '<=', 1.2, '×');
  await server.end();

  const loading = requireTime(root, quick ? 3 : 15);
  bar('loading the package at Node-RED’s start', loading.median, '<=', 60, 'ms');

  const exact = await exactIntegersCost(quick ? 61 : 301);
  bar('JSON with every integer exact, over JSON.parse alone', exact.median, '<=', 1.06, '×');

  reportBars(bars, { exact, rows: ROWS, tokens, requests, floors, cores, cells, memory, loading });
}

/** A separate folder with the same package, for a Node-RED that runs at the same time. */
function besides(userDir: string, name: string): string {
  const folder = join(userDir, '..', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  symlinkSync(join(userDir, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/**
 * Each tool in turn at each setting, three times; medians. This only shows the order of the tools; the bars use pairs.
 */
async function everyCell(
  server: ListServer,
  own: Worker,
  core: Worker,
  start: (name: ToolName) => Promise<Worker>,
): Promise<Cell[]> {
  const [raw, got, axios] = [await start('raw'), await start('got'), await start('axios')];
  const tools: Array<readonly [name: string, worker: Worker, parallel: number]> = [
    ['procore request, 4 in flight', own, 4],
    ['procore request, 8 in flight', own, 8],
    ['raw undici, 4 in flight', raw, 4],
    ['raw undici, 8 in flight', raw, 8],
    ['Node-RED core nodes', core, 1],
    ['got paginate', got, 1],
    ['axios loop', axios, 1],
  ];
  const cells: Cell[] = [];
  for (const latency of [0, 20]) {
    for (const perPage of [100, 300, 2_000]) {
      const times = tools.map((): number[] => []);
      const requests: number[] = [];
      for (let round = 0; round < 3; round++) {
        for (const [index, [, worker, parallel]] of tools.entries()) {
          await server.set({ latency });
          times[index]?.push(
            (await worker.pull(worker === core ? array(perPage, 4) : page(perPage, parallel))).ms,
          );
          requests[index] = (await server.counts()).lists;
        }
      }
      tools.forEach(([tool], index) => {
        const ms = spreadOf(times[index] ?? []).median;
        cells.push({ tool, latency, perPage, ms, requests: requests[index] ?? 0 });
      });
    }
  }
  for (const worker of [raw, got, axios]) await worker.end();
  return cells;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
