import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const SOURCE = join(__dirname, '../../src/catalogue');

/** Those of the server: files and the check of what came from outside. */
const OF_THE_SERVER = ['load.ts', 'reference.ts', 'shapes.ts', 'table-schema.ts', 'yaml.ts'];

describe('catalogue in the browser', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !OF_THE_SERVER.includes(file),
  );
  const bundle = (names: readonly string[]) =>
    build({
      stdin: {
        contents: names
          .map((name, at) => `export * as part${at} from './${name.replace('.ts', '')}';`)
          .join('\n'),
        resolveDir: SOURCE,
      },
      bundle: true,
      write: false,
      minify: true,
      metafile: true,
      logLevel: 'silent',
      format: 'iife',
      target: 'es2020',
      platform: 'browser',
      globalName: 'catalogue',
    });

  it('needs nothing of Node.js, and weighs at most 40 KB compressed with the search library', async () => {
    assert.ok(files.length > 15);
    const { outputFiles, metafile } = await bundle(files);
    const packages = Object.keys(metafile.inputs).filter((input) => input.includes('node_modules'));
    assert.ok(
      packages.every((input) => input.includes('minisearch')),
      packages.join(),
    );
    assert.ok(gzipSync(outputFiles[0]?.contents ?? '').length <= 40_000);
  });

  it('does not bundle what is the server’s', async () => {
    await assert.rejects(bundle(['load.ts']), /node:fs/);
  });
});
