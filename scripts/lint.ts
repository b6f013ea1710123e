/**
 * `npm run lint` checks format, rules and import boundaries (Biome), unused code (knip), the types of the library as
 * its users see them, and the package as it would be published (publint, attw). Ends with `N passed, N failed`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from '../testing/install.js';

const root = join(__dirname, '..');

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'procore-lint-'));
  try {
    const tarball = pack(folder);
    const results = [
      check('biome', 'check', '--error-on-warnings'),
      check('knip'),
      check('tsc', '-p', 'test/types'),
      check('publint', 'run', tarball, '--strict'),
      // node16: TypeScript's resolution before 4.7 does not know `exports`, and so cannot find ./simulator.
      check('attw', tarball, '--profile', 'node16', '--format', 'ascii'),
    ];
    const failed = results.filter((result) => !result).length;
    process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
    if (failed > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs one tool; its output is shown if it fails. */
function check(tool: string, ...options: string[]): boolean {
  const { status, stdout, stderr, error } = spawnSync(tool, options, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const holds = status === 0;
  process.stdout.write(`${holds ? 'ok    ' : 'FAILED'} ${tool}\n`);
  if (!holds) process.stdout.write(`${stdout ?? ''}${stderr ?? ''}${error ?? ''}\n`);
  return holds;
}

main();
