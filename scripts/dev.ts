/**
 * `npm run dev` builds editor and runtime with source maps, runs them in a real Node-RED on the demo connection, and
 * repeats both after each change in src/, nodes/ or examples/. Ctrl+C ends it. Options: --port N (default 1880; 0 for
 * any free port). It uses separate folders in .dev, so that dist/ stays as it was built.
 */
import { watch } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { buildForDevelopment, prepareFolders } from './dev/build.js';
import { DevNodeRed } from './dev/process.js';
import { TypeCheck } from './dev/types.js';
import { portIsFree } from './start/port.js';

const root = join(__dirname, '..');
const WATCHED = ['src', 'nodes', 'examples'];

/** ms without a further change before a build starts: an editor saves several files at once. */
const QUIET = 150;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '1880' } } });
  const port = Number(values.port) || (await freePort());
  if (!(await portIsFree(port))) {
    throw new Error(`Port ${port} is in use. Choose another one: npm run dev -- --port ${port + 1}`);
  }
  const folders = await prepareFolders(root);
  const nodeRed = new DevNodeRed(folders.userDir, port);
  const types = new TypeCheck(root, print);
  let ending = false;

  const round = async () => {
    const started = performance.now();
    types.begin();
    try {
      await buildForDevelopment(root, folders);
      const url = await nodeRed.restart();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      print(`Node-RED runs at ${url} (${seconds} s). Reload the editor to see what changed in dialogs.`);
    } catch (thrown) {
      // The previous version keeps running, unless it was ended for this build.
      if (!ending) print(`Not built: ${thrown instanceof Error ? thrown.message : thrown}`);
    }
  };

  print('Building ...');
  let rounds = round();
  let timer: NodeJS.Timeout | undefined;
  const changed = new Set<string>();
  const watchers = WATCHED.map((folder) =>
    watch(join(root, folder), { recursive: true }, (_event, file) => {
      changed.add(relative(root, join(root, folder, file ?? '')));
      clearTimeout(timer);
      timer = setTimeout(() => {
        print(`\nChanged: ${[...changed].join(', ')}`);
        changed.clear();
        rounds = rounds.then(round);
      }, QUIET);
    }),
  );

  const end = async () => {
    ending = true;
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
    types.stop();
    await nodeRed.stop();
    print('\nEnded.');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : thrown}\n`);
  process.exit(1);
});
