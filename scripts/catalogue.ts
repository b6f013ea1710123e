/**
 * `npm run catalogue -- --from DIR` makes the catalogue that the package ships out of a folder of facts
 * (scripts/catalogue/facts.ts), and prints what came, changed and went since the one of before, and the sizes. With
 * `--check`, nothing is written.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { driftBetween, driftText, type Edition } from '../src/catalogue/drift.js';
import type { Operation } from '../src/catalogue/operation.js';
import type { ShapeTable } from '../src/catalogue/shapes.js';
import { type CatalogueTable, pack, unpack } from '../src/catalogue/table.js';
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
  const before = edition(unpack(read(OPERATIONS) as CatalogueTable), read(SHAPES) as ShapeTable);
  process.stdout.write(driftText(driftBetween(before, edition(operations, shapes))));
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

function edition(operations: readonly Operation[], shapes: ShapeTable): Edition {
  const all = Object.entries(shapes);
  const part = (key: 'body' | 'returns') =>
    new Map(
      all.flatMap(([signature, { [key]: notation }]) =>
        notation === undefined ? [] : [[signature, notation]],
      ),
    );
  return { operations, bodies: part('body'), answers: part('returns') };
}

function read(file: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'));
}

function compressed(value: unknown): Buffer {
  return gzipSync(JSON.stringify(value), { level: 9 });
}

main();
