/**
 * `npm start`: a real Node-RED with this package installed as a user would have it, and the first example run once on
 * the demo connection. Options: --once (stop afterwards), --port N (default 1880).
 */
import { parseArgs } from 'node:util';
import { installPackage } from './package/install.js';
import { portIsFree } from './start/port.js';
import { runExample } from './start/run-example.js';
import { startNodeRed } from './start/runtime.js';
import { printRows } from './start/table.js';

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
  for (const { id, name } of companies) {
    const own = projects.filter((project) => (project.company as { id?: unknown } | undefined)?.id === id);
    print(`\nPermitted projects of ${name} (${own.length}):\n`);
    printRows(own, ['id', 'project_number', 'name', 'city', 'state_code', 'active', 'total_value']);
  }
  print('\nAll of this is simulated data, read over HTTP with a service account’s token.');
  if (once) {
    await nodeRed.stop();
    // The simulator would linger for a redeployment that does not come.
    process.exit(0);
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

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
