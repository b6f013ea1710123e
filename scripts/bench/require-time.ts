import { execFileSync } from 'node:child_process';
import { type Spread, spreadOf } from '../measure/pairs.js';

/** Measures how long the files of this package take to load in a process that has already loaded Node-RED. */
const MEASURE = `
require('node-red');
const files = Object.values(require('./package.json')['node-red'].nodes);
const began = performance.now();
for (const file of files) require(require('node:path').resolve(file));
process.stdout.write(String(performance.now() - began));
process.exit(0);
`;

/** Time that loading the built package adds to the start of Node-RED, ms, in a new process for each run. */
export function requireTime(root: string, runs: number): Spread {
  const once = () => Number(execFileSync(process.execPath, ['-e', MEASURE], { cwd: root, encoding: 'utf8' }));
  return spreadOf(Array.from({ length: runs }, once));
}
