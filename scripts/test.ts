/** `npm test` runs all tests with coverage. The line `N passed, N failed` comes last, after the coverage. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const totals = join(root, 'coverage', 'totals.txt');

rmSync(totals, { force: true });
mkdirSync(join(root, 'coverage'), { recursive: true });
const { status } = spawnSync('c8', ['--clean', 'mocha', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PROCORE_TEST_TOTALS: totals },
});
process.stdout.write(`${closingLine()}\n`);
process.exitCode = status ?? 1;

function closingLine(): string {
  try {
    return readFileSync(totals, 'utf8');
  } catch {
    return '0 passed, 1 failed';
  }
}
