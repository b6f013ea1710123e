/**
 * `npm test` runs all tests with coverage, in two processes: those of the editor mostly wait for a browser, so the others
 * run meanwhile. The line `N passed, N failed` comes last, after the coverage. With arguments, as in
 * `npm test -- --grep quota`, one process runs what they choose.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { closeWith, runLanes } from './test/lane.js';

const root = join(__dirname, '..');
const coverage = join(root, 'coverage');
const env = { NODE_V8_COVERAGE: join(coverage, 'tmp') };

/**
 * Tests that wait for a browser. They take as long as all others together. Every other folder is tested in the second
 * process, new ones too.
 */
const SLOW = 'test/{editor,live}/**';
/** Run by test:compat, in other runtimes. */
const ELSEWHERE = 'test/compat/**';

/** The settings of .mocharc.json without its choice of files. */
const SETTINGS = ['--config', 'test/compat/.mocharc.json'];

async function main(): Promise<void> {
  rmSync(coverage, { recursive: true, force: true });
  mkdirSync(coverage);
  const chosen = process.argv.slice(2);
  const lanes = [
    { specs: [`${SLOW}/*.test.ts`], args: SETTINGS, env },
    { specs: ['test/**/*.test.ts'], args: [...SETTINGS, '--ignore', SLOW, '--ignore', ELSEWHERE], env },
  ];
  const totals = await runLanes(root, chosen.length > 0 ? [{ specs: [], args: chosen, env }] : lanes);
  const report = ['report', '--temp-directory', env.NODE_V8_COVERAGE];
  const { status } = spawnSync('c8', report, { cwd: root, stdio: 'inherit' });
  closeWith(totals);
  if (status !== 0) process.exitCode = 1;
}

main();
