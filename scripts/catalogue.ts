/**
 * `npm run catalogue -- FILE` makes the table of operations that the package ships, and prints its size. FILE has one
 * operation per line, as JSON.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Operation, paramsInOrder } from '../src/catalogue/operation.js';
import { pack } from '../src/catalogue/table.js';

const target = join(__dirname, '../src/catalogue/operations.json.gz');

/** Paths that the reference of September 2026 marks as deprecated; the facts file has no such mark. */
const DEPRECATED = /^\/rest\/v1\.0\/webhooks\//;

/** Reads a line of the facts file: null stands for a missing value, and an operation may lack its parameters. */
function operationOf(line: string): Operation {
  const fact: [string, unknown][] = Object.entries(JSON.parse(line));
  const told = Object.fromEntries(fact.filter(([, value]) => value !== null)) as unknown as Operation;
  return {
    ...told,
    params: paramsInOrder(told.path, told.params ?? []),
    ...(DEPRECATED.test(told.path) && { deprecated: true }),
  };
}

function main(): void {
  const [, , file] = process.argv;
  if (!file) {
    process.stderr.write('Name the file of facts: npm run catalogue -- FILE\n');
    process.exitCode = 1;
    return;
  }
  const operations = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(operationOf);
  const json = JSON.stringify(pack(operations));
  const compressed = gzipSync(json, { level: 9 });
  writeFileSync(target, compressed);
  process.stdout.write(
    `${operations.length} operations, ${json.length} bytes, ${compressed.length} compressed\n`,
  );
}

main();
