/**
 * `npm start` builds this package, starts a real Node-RED with it installed as a user would have it, and runs the first
 * example once on the demo connection. Options: --once (end afterwards), --port N (default 1880; with --once any free
 * port), --no-build (use dist/ as it is).
 *
 * Each step is printed before it begins. Slow modules are loaded after that, so that the first line appears
 * immediately.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { portIsFree } from './start/port.js';
import { printResult } from './start/report.js';

const root = join(__dirname, '..');

/** Node-RED's own default port. */
const PORT = 1880;

async function main(): Promise<void> {
  const { once, port, build: wanted } = options();
  // Checked before anything slow, so that a used port is reported immediately.
  if (port !== 0 && !(await portIsFree(port))) {
    throw new Error(`Port ${port} is in use. Choose another one: npm start -- --port ${port + 1}`);
  }
  if (wanted) await build();
  print('Installing the package into .node-red ...');
  const { installPackage } = await import('../testing/install.js');
  const userDir = installPackage();
  print('Starting Node-RED ...');
  const { startNodeRed } = await import('./start/runtime.js');
  const nodeRed = await startNodeRed(userDir, port);
  const { EXAMPLE, runExample } = await import('./start/run-example.js');
  print(`Running "${EXAMPLE}" ...`);
  printResult(await runExample(nodeRed), print);
  if (once) {
    await nodeRed.stop();
    // Otherwise the simulator would wait for a redeployment that never comes.
    process.exit(0);
  }
  print(`\nOpen ${nodeRed.url}, choose the tab "${EXAMPLE}" and press the button left of "start".`);
  print(
    `Menu, Import, Examples has ${others()} more flows. Ctrl+C ends Node-RED; what you built is kept in .node-red.`,
  );
}

/** The number of examples beside the one that runs. */
function others(): number {
  return readdirSync(join(root, 'examples')).length - 1;
}

function options(): { once: boolean; port: number; build: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        port: { type: 'string' },
        'no-build': { type: 'boolean', default: false },
      },
    });
    const { once, port = once ? '0' : String(PORT) } = values;
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new Error(`${port} is no port`);
    return { once, port: Number(port), build: !values['no-build'] };
  } catch {
    throw new Error('Usage: npm start [-- [--once] [--port N] [--no-build]]');
  }
}

/** Runs the build in another process, which prints that it is building. @throws Error if it fails */
function build(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('tsx', [join(root, 'scripts/build.ts')], {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error('The build failed.'));
    });
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
