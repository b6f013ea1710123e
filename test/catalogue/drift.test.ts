import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SUCCESSORS } from '../../scripts/catalogue/successors.js';
import { driftBetween, driftText } from '../../src/catalogue/drift.js';
import { signatureOf } from '../../src/catalogue/operation.js';
import type { ShapeNotation } from '../../src/catalogue/shape.js';
import { builtInShapes, type OperationShapes } from '../../src/catalogue/shapes.js';
import { operation, shipped } from './operations.js';

const PATH = '/rest/v1.0/a';
const POST = `POST ${PATH}`;

describe('what differs between two editions of the catalogue', () => {
  const operations = [operation({ path: PATH, method: 'POST' })];
  const edition = (body?: ShapeNotation, answer?: ShapeNotation) => ({
    operations,
    bodies: new Map(body === undefined ? [] : [[POST, body]]),
    answers: new Map(answer === undefined ? [] : [[POST, answer]]),
  });
  const bodies = (before?: ShapeNotation, after?: ShapeNotation) =>
    driftBetween(edition(before), edition(after)).bodies.map(({ kind, fields }) => [kind, ...fields]);

  it('names the fields of a body that came, went and changed', () => {
    const before = {
      'rfi!': { due_date: 'date', draft: 'boolean', list: [{ a: 'string' }], same: 'string' },
    };
    const after = {
      'rfi!': { 'urgency!': 'string', draft: 'string', 'list!': [{ a: 'string' }], same: 'string' },
    };
    assert.deepEqual(bodies(before, after), [
      ['changed', '+rfi.urgency', '~rfi.draft', '~rfi.list', '-rfi.due_date'],
    ]);
    assert.deepEqual(bodies([{ a: 'string' }], [{ a: 'integer', b: 'any' }]), [
      ['changed', '~[].a', '+[].b'],
    ]);
    assert.deepEqual(bodies({ a: { enum: ['x'] } }, { a: { enum: ['x', 'y'] } }), [['changed', '~a']]);
    assert.deepEqual(bodies('object', { a: 'string' }), [['changed', '~the whole']]);
  });

  it('tells a body that came and one that went', () => {
    assert.deepEqual(bodies(undefined, { a: 'string' }), [['came']]);
    assert.deepEqual(bodies({ a: 'string' }, undefined), [['went']]);
    assert.deepEqual(bodies({ a: 'float' }, { a: 'number' }), []);
  });

  it('names no more than one can read', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`key${n}`, 'string']));
    const [[, ...fields] = []] = bodies({ a: 'string' }, { a: 'string', ...many });
    assert.equal(fields.length, 31);
    assert.equal(fields.at(-1), '…');
  });

  it('is a line per operation, with what changed in its body and its answer', () => {
    const text = driftText(
      driftBetween(edition({ a: 'string' }, { id: 'string' }), edition({ b: 'string' }, { id: 'integer' })),
    );
    assert.equal(
      text,
      `~ ${POST}: fields of the body (+b -a), fields of the answer (~id)
0 came, 1 changed, 0 went
bodies of these: 0 came, 1 changed, 0 went
`,
    );
  });
});

describe('npm run catalogue -- --check', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'facts-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('names the fields of a body that was edited', async () => {
    const RFIS = 'POST /rest/v1.0/projects/{project_id}/rfis';
    const shapes = await builtInShapes();
    const lines = (all: readonly object[]) => `${all.map((each) => JSON.stringify(each)).join('\n')}\n`;
    const write = (edited: (signature: string, told: OperationShapes) => object) => {
      // The command adds these successors itself.
      const operations = shipped().map(({ newer, ...each }) =>
        newer === undefined || SUCCESSORS[each.path] === newer ? each : { ...each, newer },
      );
      writeFileSync(join(folder, 'operations.ndjson'), lines(operations));
      const told = operations.flatMap((each) => {
        const known = shapes.get(signatureOf(each));
        return known ? [{ id: each.id, ...edited(signatureOf(each), known) }] : [];
      });
      writeFileSync(join(folder, 'shapes.ndjson'), lines(told));
    };
    const script = join(__dirname, '../../scripts/catalogue.ts');
    const check = () =>
      execFileSync(process.execPath, ['--import', 'tsx', script, '--from', folder, '--check'], {
        encoding: 'utf8',
      });
    write((_signature, told) => told);
    assert.match(check(), /^0 came, 0 changed, 0 went\nbodies of these: 0 came, 0 changed, 0 went\n/);
    write((signature, told) => {
      if (signature !== RFIS) return told;
      const { due_date, ...rfi } = (told.body as { 'rfi!': Record<string, unknown> })['rfi!'];
      assert.equal(due_date, 'date');
      return { ...told, body: { 'rfi!': { 'urgency!': 'string', ...rfi, draft: 'string' } } };
    });
    const [line, ...rest] = check().split('\n');
    assert.equal(line, `~ ${RFIS}: fields of the body (+rfi.urgency ~rfi.draft -rfi.due_date)`);
    assert.deepEqual(rest.slice(0, 2), [
      '0 came, 1 changed, 0 went',
      'bodies of these: 0 came, 1 changed, 0 went',
    ]);
  });
});
