import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** Each Node that a supported Node-RED may run on, from the oldest. */
const RUNTIMES = [
  ['20.20', join(__dirname, 'nr41')],
  ['22.9', join(__dirname, 'node22')],
  ['24.', root],
] as const;

describe('the compiled package', function () {
  this.timeout(30_000);
  for (const [version, folder] of RUNTIMES) {
    it(`loads and reads from a simulator on Node ${version}`, () => {
      const node = join(folder, 'node_modules/node/bin/node');
      execFileSync(node, [join(__dirname, 'load.cjs'), root, version], {
        env: { ...process.env, NODE_OPTIONS: '' },
      });
    });
  }
});
