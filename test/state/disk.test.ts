import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { PlainError } from '../../src/errors.js';
import { temporaryFolder } from './stage.js';

interface Report {
  readonly full: readonly PlainError[];
  readonly kept: string;
  readonly afterwards: boolean;
  readonly warnings: readonly string[];
  readonly readOnly: PlainError;
}

/** How a process gets mounts of its own: as any user, or as root where users have no namespaces. */
const WAYS = [['--user', '--map-root-user', '--mount'], ['--mount']];

describe('A disk', () => {
  it('that is full or read-only gives PROCORE_STATE with what to do, once in the log; what was kept stays', function () {
    this.timeout(30_000);
    const folder = temporaryFolder();
    const mounted = (way: readonly string[], command: readonly string[]) => {
      const inside = 'mount -t tmpfs -o size=1m tmpfs "$1" && shift && exec "$@"';
      const words = [...way, 'sh', '-c', inside, 'sh', folder.path, ...command];
      return spawnSync('unshare', words, { encoding: 'utf8', cwd: join(__dirname, '../..') });
    };
    // Tried without the test, so that no failure of the test looks like a system that cannot mount.
    const way = WAYS.find((each) => mounted(each, ['mount', '-o', 'remount,ro', folder.path]).status === 0);
    if (!way) {
      folder.remove();
      assert.notEqual(process.env.CI, 'true', 'this system lets nobody mount a small file system');
      process.stdout.write('      not run: this system lets nobody mount a small file system\n');
      return this.skip();
    }
    const script = join(__dirname, '../../testing/state/small-disk.ts');
    const { stdout, stderr, status } = mounted(way, [
      process.execPath,
      '--import',
      'tsx',
      script,
      folder.path,
    ]);
    folder.remove();
    assert.equal(status, 0, stderr);
    const report: Report = JSON.parse(stdout);
    for (const error of report.full) {
      assert.equal(error.code, 'PROCORE_STATE');
      assert.match(error.message, /no room left on its disk\. Free some space/);
    }
    assert.equal(report.kept, 'x'.repeat(10));
    assert.equal(report.afterwards, true);
    assert.equal(report.warnings.length, 1);
    assert.equal(report.readOnly.code, 'PROCORE_STATE');
    assert.match(report.readOnly.message, /cannot be written\. Let the user that runs Node-RED/);
  });
});
