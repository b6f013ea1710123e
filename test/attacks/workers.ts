import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Attack, Verdict } from './attack.js';

/** ms beyond an attack's own time after which its process is taken to hang for good. */
const HANGS = 8_000;

/** Lines of a process that ended that are kept. */
const LAST_WORDS = 600;

/** V8 and tsx as the worker needs them. */
const OPTIONS = ['--expose-gc', '--max-old-space-size=512', '--import', 'tsx'];

/** A process in which attacks are played. When one ends it, that is told, and the next attack gets a new process. */
export class Worker {
  /** How often an attack ended the process. */
  deaths = 0;
  #child: Promise<ChildProcess> | undefined;
  #words = '';

  /** Plays an attack; its death counts as a fault. */
  async play(attack: Attack): Promise<Verdict> {
    this.#child ??= this.#start();
    const child = await this.#child;
    this.#words = '';
    const { tired, ...verdict } = await this.#verdict(child, attack);
    if (tired) await this.close();
    if (child.exitCode !== null || child.signalCode !== null) this.#child = undefined;
    return verdict;
  }

  async close(): Promise<void> {
    const child = await this.#child?.catch(() => undefined);
    this.#child = undefined;
    if (child?.connected) child.disconnect();
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const timer = setTimeout(() => child.kill('SIGKILL'), 2_000);
    await gone;
    clearTimeout(timer);
  }

  #verdict(child: ChildProcess, attack: Attack): Promise<Verdict & { readonly tired?: boolean }> {
    const { kind, name, within = 5_000, messages = 1 } = attack;
    const started = performance.now();
    return new Promise((resolve) => {
      const settle = (verdict: Verdict) => {
        clearTimeout(timer);
        child.off('message', onVerdict);
        child.off('exit', onExit);
        resolve(verdict);
      };
      const fault = (text: string): Verdict => ({
        kind,
        name,
        faults: [text],
        ends: [],
        ms: Math.round(performance.now() - started),
      });
      const onVerdict = (verdict: Verdict) => settle(verdict);
      const onExit = () => {
        this.deaths++;
        settle(fault(`ended Node-RED: ${this.#lastWords()}`));
      };
      const timer = setTimeout(
        () => {
          child.off('exit', onExit);
          child.once('exit', () => settle(fault('blocked Node-RED until it was killed')));
          child.kill('SIGKILL');
        },
        within * messages + HANGS,
      );
      child.on('message', onVerdict);
      child.on('exit', onExit);
      child.send(attack, (error) => {
        if (error) settle(fault(`could not be sent: ${error.message}`));
      });
    });
  }

  #start(): Promise<ChildProcess> {
    const child = fork(join(__dirname, 'worker.ts'), [], {
      cwd: join(__dirname, '../..'),
      execArgv: OPTIONS,
      env: environment(),
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const keep = (chunk: Buffer) => {
      this.#words = (this.#words + chunk.toString()).slice(-20_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    return new Promise((resolve, reject) => {
      child.once('exit', () => reject(new Error(`A worker did not start. ${this.#words}`)));
      child.once('message', () => {
        child.removeAllListeners('exit');
        resolve(child);
      });
    });
  }

  #lastWords(): string {
    const lines = this.#words.split('\n').filter((line) => /Error|FATAL|heap/.test(line));
    return (lines.at(-1) ?? this.#words).trim().slice(0, LAST_WORDS);
  }
}

/** Without a proxy, since all is on this machine, and without what other tools want of a Node.js. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name));
  return { ...Object.fromEntries(kept), NODE_OPTIONS: '', NODE_V8_COVERAGE: '' };
}
