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

describe('A disk', () => {
  it('that is full or read-only gives PROCORE_STATE with what to do, once in the log; what was kept stays', function () {
    this.timeout(30_000);
    const folder = temporaryFolder();
    const inside = `mount -t tmpfs -o size=1m tmpfs "$1" && exec "$2" --import tsx "$3" "$1"`;
    const script = join(__dirname, '../../testing/state/small-disk.ts');
    const { stdout, stderr, status } = spawnSync(
      'unshare',
      [
        '--user',
        '--map-root-user',
        '--mount',
        'sh',
        '-c',
        inside,
        'sh',
        folder.path,
        process.execPath,
        script,
      ],
      { encoding: 'utf8', cwd: join(__dirname, '../..') },
    );
    folder.remove();
    if (status !== 0 && /unshare|mount|ENOENT/.test(stderr ?? 'ENOENT')) {
      process.stdout.write('      not run: this system lets nobody mount a small file system\n');
      return this.skip();
    }
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
