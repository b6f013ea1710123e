import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** What is loaded once every file of the built package is, as at Node-RED's start. */
const LOADED = `
for (const file of Object.values(require('./package.json')['node-red'].nodes)) require(require('node:path').resolve(file));
process.stdout.write(JSON.stringify(Object.keys(require.cache)));
process.exit(0);
`;

describe('the start of Node-RED', () => {
  it('loads no library of this package, and neither simulator nor tables: they come with their first use', () => {
    const loaded = JSON.parse(
      execFileSync(process.execPath, ['-e', LOADED], { cwd: root, encoding: 'utf8' }),
    );
    assert.ok(loaded.length > 50, `${loaded.length} files`);
    const late = /\/node_modules\/(zod|undici|oauth4webapi|kysely|yaml)\/|\/dist\/src\/(simulator|table)\//;
    assert.deepEqual(
      (loaded as string[]).filter((file) => late.test(file)),
      [],
    );
  });
});
