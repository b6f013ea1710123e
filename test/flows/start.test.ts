import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** Runs scripts/start.ts as `npm start` does, on a build that is there already. */
function start(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const tsx = join(root, 'node_modules/.bin/tsx');
  return new Promise((resolve) => {
    execFile(tsx, ['scripts/start.ts', ...args], { cwd: root, timeout: 90_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

describe('npm start', function () {
  this.timeout(100_000);

  it('--once prints the companies and projects it read, and ends', async () => {
    const { code, stdout, stderr } = await start('--once', '--port', '18801');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Companies where the demo app is installed \(3\)/);
    assert.match(stdout, /Permitted projects of .* \(40\)/);
    const rows = stdout.split('\n').filter((line) => /^ {2}\d+ /.test(line));
    assert.ok(rows.length >= 43);
  });

  it('tells of a busy port in one sentence, with the way out', async () => {
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(18802, '127.0.0.1', resolve));
    const { code, stderr } = await start('--once', '--port', '18802');
    busy.close();
    assert.equal(code, 1);
    assert.match(stderr, /Port 18802 is in use\. Choose another one: npm start -- --port 18803/);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  it('tells of an unknown option how it is used', async () => {
    const { code, stderr } = await start('--everything');
    assert.equal(code, 1);
    assert.match(stderr, /^Usage: npm start/);
  });
});
