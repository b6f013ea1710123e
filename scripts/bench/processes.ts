import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import type { Conditions, Counts } from './list-server.js';
import type { Job } from './tool.js';
import type { Order, Pulled, ToolName } from './worker.js';

const root = join(__dirname, '../..');
const folder = join(root, '.tmp/bench');

/** Compiles the code that runs in separate processes, so that their figures contain no TypeScript loader. */
export function compileWorkers(): void {
  buildSync({
    entryPoints: ['list-server', 'worker'].map((name) => join(__dirname, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    packages: 'external',
    target: 'node20',
  });
}

/** Starts a compiled file. `first` is the first message it sends. */
async function start<T>(file: string, args: string[] = []): Promise<{ child: ChildProcess; first: T }> {
  const child = fork(join(folder, `${file}.js`), args, { cwd: root, execArgv: [], stdio: 'inherit' });
  return { child, first: await answerOf<T>(child) };
}

function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) =>
      reject(new Error(`A process of the benchmark ended with ${code}.`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      if (typeof message === 'object' && 'error' in message) reject(new Error(String(message.error)));
      else resolve(message as T);
    });
  });
}

async function ask<T>(child: ChildProcess, message: object | string): Promise<T> {
  const answer = answerOf<T>(child);
  child.send(message);
  return answer;
}

async function end(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.disconnect();
  await ended;
}

/** The server that the tools read from. */
export class ListServer {
  private constructor(
    readonly origin: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<ListServer> {
    const { child, first } = await start<{ origin: string }>('list-server');
    return new ListServer(first.origin, child);
  }

  /** Sets the latency (ms) of the following answers, and resets the counts. */
  async set(conditions: Conditions): Promise<void> {
    await ask(this.child, conditions);
  }

  counts(): Promise<Counts> {
    return ask(this.child, 'counts');
  }

  end(): Promise<void> {
    return end(this.child);
  }
}

/** A tool in a separate process. */
export class Worker {
  private constructor(
    readonly name: ToolName,
    private readonly child: ChildProcess,
  ) {}

  static async start(name: ToolName, origin: string, userDir: string): Promise<Worker> {
    const { child } = await start('worker', [name, origin, userDir]);
    return new Worker(name, child);
  }

  /** Reads a list with the tool. @throws if a row is missing */
  pull(job: Job): Promise<Pulled> {
    return this.#read({ pull: job }, job);
  }

  /** Reads the list with raw undici in the tool's process: same heap, same compiled code, same machine load. */
  floor(job: Job): Promise<Pulled> {
    return this.#read({ floor: job }, job);
  }

  async #read(order: Order, job: Job): Promise<Pulled> {
    const pulled = await ask<Pulled>(this.child, order);
    if (pulled.rows !== job.rows) throw new Error(`${this.name}: ${pulled.rows} of ${job.rows} rows came.`);
    return pulled;
  }

  calls(count: number): Promise<Pulled> {
    return ask(this.child, { calls: count } satisfies Order);
  }

  /** Memory (MB, resident): at rest, and the peak while `work` ran, as recorded by the kernel (Linux only). */
  async memory(work: () => Promise<unknown>): Promise<{ idle: number; peak: number }> {
    await sleep(1_500);
    const idle = this.#status('VmRSS');
    writeFileSync(`/proc/${this.child.pid}/clear_refs`, '5');
    await work();
    return { idle, peak: this.#status('VmHWM') };
  }

  #status(field: string): number {
    const text = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(text)?.[1]) / 1024;
  }

  end(): Promise<void> {
    return end(this.child);
  }
}
