import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { systemRuntime } from '../../src/runtime.js';
import { fileState } from '../../src/state/state.js';
import { VirtualTime } from '../virtual-time.js';
import { payloadBody, Sender } from './deliver.js';
import { AUTHORIZATION, POINTS } from './kill-points.js';

/** How often a point is passed before the process is killed there, at most. */
const MOST_PASSES = 160;

/** Files that processes are killed on at the same time. */
const LANES = 2;

/** Longest life, ms: a point may not be reached. */
const LONGEST_LIFE = 15_000;
const SENDERS = 8;

/** What was found after the kills. The last two must be 0. */
export interface KillFigures {
  readonly kills: number;
  /** Events that were answered with a 2xx. */
  readonly answered: number;
  /** Events that were handed out a second time, with `redelivered`. */
  readonly repeated: number;
  /** Events that were answered with a 2xx and never handed out. */
  readonly missing: number;
  /** Events that were handed out a second time without saying so. */
  readonly unsaid: number;
}

/**
 * Kills (-9) a process that receives events at each point, `seeds` times, again and again on the same file. Then checks
 * what the flow got. Half of the rounds have a file of their own, and are played at the same time.
 */
export async function killAtEachPoint(seeds: number, seed: number): Promise<KillFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'event-kills-'));
  try {
    const worker = await bundled(folder);
    const roundsOf = (lane: number) => Math.floor((seeds + lane) / LANES);
    const played = await Promise.all(
      Array.from({ length: LANES }, (_, lane) => {
        const [path, log] = [join(folder, `${lane}.db`), join(folder, `${lane}.log`)];
        return killRounds({ worker, path, log }, roundsOf(lane), seed + lane);
      }),
    );
    const sum = (of: keyof KillFigures) => played.reduce((total, each) => total + each[of], 0);
    return {
      kills: sum('kills'),
      answered: sum('answered'),
      repeated: sum('repeated'),
      missing: sum('missing'),
      unsaid: sum('unsaid'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function killRounds(files: Files, rounds: number, seed: number): Promise<KillFigures> {
  appendFileSync(files.log, '');
  const { random } = new VirtualTime(seed);
  const senders = new Senders();
  let kills = 0;
  for (let round = 0; round < rounds; round++) {
    for (const point of POINTS) {
      const worker = start(files, point, Math.floor(random() * MOST_PASSES));
      await senders.sendTo(worker);
      kills++;
    }
  }
  if (kills > 0) await drained(files);
  return { kills, answered: senders.answered.size, ...judged(files.log, senders.answered) };
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
  async sendTo(worker: ChildProcess): Promise<void> {
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    const port = await Promise.race([portOf(worker), ended]);
    if (port === undefined) throw new Error('The worker ended before it listened.');
    const sender = new Sender(`http://127.0.0.1:${port}/procore/events/node`, AUTHORIZATION, SENDERS);
    const timer = setTimeout(() => worker.kill('SIGKILL'), LONGEST_LIFE);
    let isOver = false;
    const send = async () => {
      while (!isOver) {
        const id = this.#again.pop() ?? `event-${++this.#made}`;
        const { status } = await sender.deliver(payloadBody(id, { id }));
        if (status === 200) this.answered.add(id);
        else this.#again.push(id);
      }
    };
    const sending = Promise.all(Array.from({ length: SENDERS }, send));
    await ended;
    isOver = true;
    clearTimeout(timer);
    await sending;
    sender.close();
  }
}

interface Files {
  /** The code of the process. */
  readonly worker: string;
  readonly path: string;
  readonly log: string;
}

function start({ worker, path, log }: Files, point: string, passes: number): ChildProcess {
  return spawn(process.execPath, [worker, path, log, point, String(passes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function portOf(worker: ChildProcess): Promise<number> {
  return new Promise((resolve) => worker.stdout?.once('data', (text) => resolve(Number(text))));
}

/** Runs the process once more, without a kill, until nothing waits. */
async function drained(files: Files): Promise<void> {
  const worker = start(files, 'never', 0);
  await portOf(worker);
  const state = fileState(files.path, systemRuntime());
  for (;;) {
    const { waiting, taken } = await state.queue.counts('inbox');
    if (waiting + taken === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  worker.kill('SIGKILL');
  await state.close();
}

function judged(log: string, answered: ReadonlySet<string>) {
  const seen = new Set<string>();
  let repeated = 0;
  let unsaid = 0;
  for (const line of readFileSync(log, 'utf8').split('\n').slice(0, -1)) {
    const [id = '', redelivered] = line.split(' ');
    if (seen.has(id)) {
      if (redelivered === 'true') repeated++;
      else unsaid++;
    }
    seen.add(id);
  }
  return { repeated, unsaid, missing: [...answered].filter((id) => !seen.has(id)).length };
}
