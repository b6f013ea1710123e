/**
 * `npm run test:compat`: the package in the oldest runtimes it supports. The flow suite and the first use in a
 * browser again on Node-RED 4.1 with Node 20, and the compiled code on every Node a supported Node-RED may bring.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..');
const compat = join(root, 'test/compat');

for (const folder of ['nr41', 'node22']) {
  // --engine-strict=false: the machine's own npm may run on another Node than the one that is installed here.
  run('npm', ['ci', '--no-audit', '--no-fund', '--engine-strict=false'], join(compat, folder));
}
run(
  'mocha',
  [
    '--spec',
    'test/compat/*.test.ts',
    '--spec',
    'test/flows/*.test.ts',
    '--spec',
    'test/editor/{journey,connection}.test.ts',
    '--config',
    'test/compat/.mocharc.json',
  ],
  root,
  { PROCORE_TEST_RUNTIME: join(compat, 'nr41') },
);

function run(command: string, args: string[], cwd: string, env: Record<string, string> = {}): void {
  try {
    execFileSync(command, args, { cwd, stdio: 'inherit', env: { ...process.env, ...env } });
  } catch {
    process.exit(1);
  }
}
