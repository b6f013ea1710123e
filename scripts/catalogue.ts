/**
 * `npm run catalogue -- --from DIR` makes the catalogue that the package ships out of a folder of facts
 * (scripts/catalogue/facts.ts), and prints what came, changed and went since the one of before, and the sizes. With
 * `--check`, nothing is written.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { driftBetween, driftText } from '../src/catalogue/drift.js';
import { pack, unpack } from '../src/catalogue/table.js';
import { readFacts } from './catalogue/facts.js';

const folder = join(__dirname, '../src/catalogue');
const OPERATIONS = join(folder, 'operations.json.gz');
const SHAPES = join(folder, 'shapes.json.gz');

function main(): void {
  const { from, check } = parseArgs({
    options: { from: { type: 'string' }, check: { type: 'boolean', default: false } },
  }).values;
  if (!from) {
    process.stderr.write('Name the folder of facts: npm run catalogue -- --from DIR\n');
    process.exitCode = 1;
    return;
  }
  const { operations, shapes } = readFacts(from);
  const before = unpack(JSON.parse(gunzipSync(readFileSync(OPERATIONS)).toString('utf8')));
  process.stdout.write(driftText(driftBetween(before, operations)));
  const table = compressed(pack(operations));
  const shapeTable = compressed(shapes);
  if (!check) {
    writeFileSync(OPERATIONS, table);
    writeFileSync(SHAPES, shapeTable);
  }
  const size = (bytes: Buffer) => `${(bytes.length / 1024).toFixed(1)} KB compressed`;
  process.stdout.write(
    `${operations.length} operations, ${size(table)}; ${Object.keys(shapes).length} shapes, ${size(shapeTable)}\n`,
  );
}

function compressed(value: unknown): Buffer {
  return gzipSync(JSON.stringify(value), { level: 9 });
}

main();
