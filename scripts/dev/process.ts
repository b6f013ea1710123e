import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** ms that Node-RED has to close its nodes. */
const PATIENCE = 5_000;

/** Starts and ends the Node-RED of a development run. */
export class DevNodeRed {
  #child: ChildProcess | undefined;

  constructor(
    private readonly userDir: string,
    private readonly port: number,
  ) {}

  /** Ends the running process and starts another. @returns its address @throws Error if it ended unexpectedly */
  async restart(): Promise<string> {
    await this.stop();
    const child = spawn(
      process.execPath,
      [
        '--enable-source-maps',
        '--import',
        'tsx',
        join(__dirname, 'node-red.ts'),
        this.userDir,
        String(this.port),
      ],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    );
    this.#child = child;
    return new Promise((resolve, reject) => {
      child.once('message', (url) => resolve(String(url)));
      child.once('error', reject);
      child.once('exit', () => reject(new Error('Node-RED ended.')));
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    await ended;
    clearTimeout(timer);
  }
}
