import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** The oldest Node that this package supports, and the newest of each line. */
const RUNTIMES = [
  ['22.13.0', join(__dirname, 'nr41')],
  ['22.', join(__dirname, 'node22')],
  ['24.', root],
] as const;

describe('the compiled package', function () {
  this.timeout(30_000);
  for (const [version, folder] of RUNTIMES) {
    it(`loads and reads from a simulator on Node ${version}`, () => {
      const node = join(folder, 'node_modules/node/bin/node');
      // It ends with an error where an assertion in it fails.
      execFileSync(node, [join(__dirname, 'load.cjs'), version], {
        env: { ...process.env, NODE_OPTIONS: '' },
      });
    });
  }
});
