import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { systemRuntime } from '../../src/runtime.js';
import { fileState } from '../../src/state/state.js';
import { VirtualTime } from '../virtual-time.js';
import { payloadBody, Sender } from './deliver.js';
import { AUTHORIZATION, POINTS, type Point } from './kill-points.js';
import { KillWorker } from './kill-process.js';

/** How often a point is passed before the process is killed there, at most. */
const MOST_PASSES = 160;

/** Files that processes are killed on at the same time. */
const LANES = 2;

/** Longest life of a process, and longest time until nothing waits any more, ms. */
const LONGEST_LIFE = 60_000;
const SENDERS = 8;

/** What was found after the kills. */
export interface KillFigures {
  /** Kills of which the process itself said that it had come to that point. */
  readonly kills: Readonly<Record<Point, number>>;
  /** How other processes ended: because of an error, or because the point was not reached. Must be empty. */
  readonly otherwise: readonly string[];
  /** Events that were answered with a 2xx. */
  readonly answered: number;
  /** Events that were handed out a second time, with `redelivered`. */
  readonly repeated: number;
  /** Events that were answered with a 2xx and never handed out. Must be 0. */
  readonly missing: number;
  /** Events that were handed out a second time without saying so. Must be 0. */
  readonly unsaid: number;
  /** Dead letters: the flow has failed with none, so there must be 0. */
  readonly dead: number;
  /** Events that still waited when the time was over. Must be 0. */
  readonly left: number;
}

/**
 * Kills (-9) a process that receives events at each point, `seeds` times, again and again on the same file. Then checks
 * what the flow got. Half of the rounds have a file of their own, and are played at the same time.
 */
export async function killAtEachPoint(seeds: number, seed: number): Promise<KillFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'event-kills-'));
  try {
    const code = await bundled(folder);
    const roundsOf = (lane: number) => Math.floor((seeds + lane) / LANES);
    const played = await Promise.all(
      Array.from({ length: LANES }, (_, lane) => {
        const [path, log] = [join(folder, `${lane}.db`), join(folder, `${lane}.log`)];
        return killRounds({ code, path, log }, roundsOf(lane), seed + lane);
      }),
    );
    const sum = (of: (each: KillFigures) => number) => played.reduce((total, each) => total + of(each), 0);
    return {
      kills: perPoint((point) => sum(({ kills }) => kills[point])),
      otherwise: played.flatMap(({ otherwise }) => otherwise),
      answered: sum(({ answered }) => answered),
      repeated: sum(({ repeated }) => repeated),
      missing: sum(({ missing }) => missing),
      unsaid: sum(({ unsaid }) => unsaid),
      dead: sum(({ dead }) => dead),
      left: sum(({ left }) => left),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Files {
  /** The code of the process. */
  readonly code: string;
  readonly path: string;
  readonly log: string;
}

async function killRounds({ code, ...files }: Files, rounds: number, seed: number): Promise<KillFigures> {
  appendFileSync(files.log, '');
  const { random } = new VirtualTime(seed);
  const senders = new Senders();
  const kills = perPoint(() => 0);
  const otherwise: string[] = [];
  const start = (point: Point | 'never') =>
    new KillWorker([code, files.path, files.log, point, String(Math.floor(random() * MOST_PASSES))]);
  for (let round = 0; round < rounds; round++) {
    for (const point of POINTS) {
      const { signal, said, how } = await senders.sendTo(start(point));
      if (signal === 'SIGKILL' && said === point) kills[point]++;
      else otherwise.push(`${point}: ${how}`);
    }
  }
  const { left, buried } = await drained(files.path, start('never'));
  const { dead, ...judged } = judgedLog(files.log, senders.answered);
  for (const id of buried) dead.add(id);
  return { kills, otherwise, answered: senders.answered.size, left, dead: dead.size, ...judged };
}

function perPoint(of: (point: Point) => number): Record<Point, number> {
  return Object.fromEntries(POINTS.map((point) => [point, of(point)])) as Record<Point, number>;
}

/** The process's code in one file: compiling it at each of hundreds of starts would take most of the time. */
async function bundled(folder: string): Promise<string> {
  const outfile = join(folder, 'kill-worker.cjs');
  const entry = join(__dirname, 'kill-worker.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs' });
  return outfile;
}

/** Send events as Procore does: what was not answered with a 2xx is sent again. */
class Senders {
  readonly answered = new Set<string>();
  readonly #again: string[] = [];
  #made = 0;

  /** Sends until the worker has ended. */
  async sendTo(worker: KillWorker) {
    const timer = setTimeout(() => worker.kill(), LONGEST_LIFE);
    // What is left of the worker before may kill this one before it listens.
    const port = await Promise.race([worker.port, worker.ended.then(() => undefined)]);
    if (port !== undefined) await this.#send(port, worker);
    clearTimeout(timer);
    return worker.ended;
  }

  async #send(port: number, worker: KillWorker): Promise<void> {
    const sender = new Sender(`http://127.0.0.1:${port}/procore/events/node`, AUTHORIZATION, SENDERS);
    let isOver = false;
    const lane = async () => {
      while (!isOver) {
        const id = this.#again.pop() ?? `event-${++this.#made}`;
        const { status } = await sender.deliver(payloadBody(id, { id }));
        if (status === 200) this.answered.add(id);
        else this.#again.push(id);
      }
    };
    const sending = Promise.all(Array.from({ length: SENDERS }, lane));
    await worker.ended;
    isOver = true;
    await sending;
    sender.close();
  }
}

/** Lets a process that is not killed work until nothing waits, or until the time is over. */
async function drained(path: string, worker: KillWorker) {
  const state = fileState(path, systemRuntime());
  const end = performance.now() + LONGEST_LIFE;
  try {
    for (;;) {
      const { waiting, taken, dead } = await state.queue.counts('inbox');
      const left = waiting + taken;
      if (left === 0 || performance.now() > end) {
        const buried = await state.queue.dead('inbox', dead);
        return { left, buried: buried.map(({ id }) => id) };
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    worker.kill();
    await worker.ended;
    await state.close();
  }
}

/** What the flow got, by the log of the processes. */
function judgedLog(log: string, answered: ReadonlySet<string>) {
  const seen = new Set<string>();
  const dead = new Set<string>();
  let repeated = 0;
  let unsaid = 0;
  for (const line of readFileSync(log, 'utf8').split('\n').slice(0, -1)) {
    const [id = '', how] = line.split(' ');
    if (how === 'dead') {
      dead.add(id);
      continue;
    }
    if (seen.has(id)) {
      if (how === 'true') repeated++;
      else unsaid++;
    }
    seen.add(id);
  }
  return { dead, repeated, unsaid, missing: [...answered].filter((id) => !seen.has(id)).length };
}
