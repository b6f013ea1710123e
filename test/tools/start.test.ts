import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** What is loaded once every file of the built package is, as at Node-RED's start. */
const LOADED = `
const formatters = [];
for (const name of ['NumberFormat', 'DateTimeFormat', 'Collator', 'PluralRules', 'ListFormat', 'Segmenter'])
  Intl[name] = function () { formatters.push(name); };
for (const file of Object.values(require('./package.json')['node-red'].nodes)) require(require('node:path').resolve(file));
process.stdout.write(JSON.stringify({ files: Object.keys(require.cache), formatters }));
process.exit(0);
`;

const loaded = () =>
  JSON.parse(execFileSync(process.execPath, ['-e', LOADED], { cwd: root, encoding: 'utf8' })) as {
    readonly files: readonly string[];
    readonly formatters: readonly string[];
  };

describe('the start of Node-RED', () => {
  it('loads no library of this package, and neither simulator nor tables: they come with their first use', () => {
    const { files } = loaded();
    assert.ok(files.length > 50, `${files.length} files`);
    const late = /\/node_modules\/(zod|undici|oauth4webapi|kysely|yaml)\/|\/dist\/src\/(simulator|table)\//;
    assert.deepEqual(
      files.filter((file) => late.test(file)),
      [],
    );
  });

  it('makes no formatter: the first one loads the data of the languages, which takes 16 ms', () => {
    assert.deepEqual(loaded().formatters, []);
  });
});
