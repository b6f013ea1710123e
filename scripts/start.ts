/**
 * `npm start`: a real Node-RED with this package installed as a user would have it, and the first example run once on
 * the demo connection. Options: --once (stop afterwards), --port N (default 1880).
 */
import { parseArgs } from 'node:util';
import { printRows } from './start/table.js';
import { installPackage } from './start/install.js';
import { portIsFree } from './start/port.js';
import { runExample } from './start/run-example.js';
import { startNodeRed } from './start/runtime.js';

async function main(): Promise<void> {
  const { once, port: portText } = options();
  const port = Number(portText);
  if (!(await portIsFree(port))) {
    throw new Error(`Port ${port} is in use. Choose another one: npm start -- --port ${port + 1}`);
  }
  const userDir = installPackage();
  const nodeRed = await startNodeRed(userDir, port);
  const { companies, projects } = await runExample(nodeRed);
  print(`\nCompanies where the demo app is installed (${companies.length}):\n`);
  printRows(companies, ['id', 'name', 'is_active']);
  print(`\nPermitted projects (${projects.length}):\n`);
  printRows(projects, ['id', 'project_number', 'name', 'city', 'state_code', 'total_value']);
  print('\nAll of this is simulated data, read over HTTP with a service account’s token.');
  if (once) {
    await nodeRed.stop();
    return;
  }
  print(`The editor is at ${nodeRed.url} (Ctrl+C ends it).`);
}

function options() {
  try {
    return parseArgs({
      options: { once: { type: 'boolean', default: false }, port: { type: 'string', default: '1880' } },
    }).values;
  } catch {
    throw new Error('Usage: npm start [-- [--once] [--port N]]');
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().then(
  () => undefined,
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  },
);
