import { type ChildProcess, spawn } from 'node:child_process';

/** Checks types in parallel with the build, which does not check them. */
export class TypeCheck {
  #running: readonly ChildProcess[] = [];

  constructor(
    private readonly root: string,
    private readonly print: (text: string) => void,
  ) {}

  /** Begins a check and ends the previous one. Errors are printed when they are known; nothing else is printed. */
  begin(): void {
    this.stop();
    this.#running = ['tsconfig.json', 'tsconfig.editor.json'].map((project) => {
      const child = spawn('tsc', ['-p', project, '--noEmit'], {
        cwd: this.root,
        shell: process.platform === 'win32',
      });
      let output = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
      });
      child.once('error', (error) => this.print(`The types could not be checked: ${error.message}`));
      child.once('close', (code) => {
        if (code) this.print(`Types (${project}):\n${output.trimEnd()}`);
      });
      return child;
    });
  }

  stop(): void {
    for (const child of this.#running) child.kill();
    this.#running = [];
  }
}
