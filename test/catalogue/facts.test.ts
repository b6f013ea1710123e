import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFacts } from '../../scripts/catalogue/facts.js';
import { SUCCESSORS } from '../../scripts/catalogue/successors.js';
import { pack } from '../../src/catalogue/table.js';
import { shipped } from './operations.js';

const OPERATIONS = shipped();

describe('the facts that the catalogue is made from', () => {
  const [operation] = OPERATIONS;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'procore-facts-'));
    // Without what the script itself adds.
    const told = OPERATIONS.map(({ newer, ...rest }) =>
      newer === SUCCESSORS[rest.path] ? rest : { ...rest, newer },
    );
    write('operations.ndjson', told);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, lines: readonly object[]) =>
    writeFileSync(join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

  it('are operations, and shapes by their ids: those that are shipped give the same table again', () => {
    write('shapes.ndjson', [{ id: operation?.id, returns: [{ name: 'integer' }] }]);
    const { operations, shapes } = readFacts(folder);
    assert.deepEqual(pack(operations), pack(OPERATIONS));
    assert.deepEqual(Object.keys(shapes), [`${operation?.method} ${operation?.path}`]);
  });

  it('are refused without shapes, since every body of the shipped catalogue would be lost', () => {
    assert.throws(() => readFacts(folder), /shapes\.ndjson/);
  });
});
