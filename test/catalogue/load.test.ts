import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CatalogueStore } from '../../src/catalogue/load.js';
import { merge } from '../../src/catalogue/merge.js';
import { signatureOf } from '../../src/catalogue/operation.js';
import { type ShapeNotation, shapeOf } from '../../src/catalogue/shape.js';
import { KnownBodies } from '../../src/catalogue/shapes.js';
import { pack, packWithBodies, unpack } from '../../src/catalogue/table.js';
import { find, operation, shipped, TABLE_FILE } from './operations.js';

const RFIS = '/rest/v1.0/projects/{project_id}/rfis';

describe('catalogue on disk', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'catalogue-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const imported = [operation({ path: RFIS, name: 'Newer' }), operation({ path: '/rest/v3.0/new' })];
  const kept = () => join(directory, 'procore-operations.json.gz');

  it('is the shipped table, read once', async () => {
    const store = new CatalogueStore(join(directory, 'none'));
    const [one, two] = await Promise.all([store.load(), store.load()]);
    assert.equal(one, two);
    assert.deepEqual(one, { operations: shipped() });
    assert.deepEqual(await store.compressed(), readFileSync(TABLE_FILE));
  });

  it('has an import merged over it, here and in the next process', async () => {
    const store = new CatalogueStore(join(directory, 'made'));
    await store.load();
    const found = await store.import(JSON.parse(JSON.stringify(pack(imported))));
    assert.equal(found.imported?.operations, 2);
    assert.equal(found.operations.length, 3_212);
    assert.equal(find(found.operations, 'GET', RFIS).name, 'Newer');
    const next = await new CatalogueStore(join(directory, 'made')).load();
    assert.deepEqual(next, found);
    const sent = unpack(JSON.parse(gunzipSync(await store.compressed()).toString('utf8')));
    assert.deepEqual(sent, found.operations);
    assert.deepEqual(readdirSync(join(directory, 'made')), ['procore-operations.json.gz']);
  });

  it('lies in a folder that others cannot look into, also if it was there before', async function () {
    // Windows keeps no modes of files: who may read a folder there is said in another way.
    if (process.platform === 'win32') return this.skip();
    chmodSync(directory, 0o755);
    await new CatalogueStore(directory).import(pack(imported));
    assert.equal(statSync(directory).mode & 0o777, 0o700);
  });

  it('refuses what is no table and keeps the one before', async () => {
    const store = new CatalogueStore(directory);
    const before = await store.import(pack(imported));
    for (const bad of [null, {}, { ...pack(imported), path: ['/oauth/token', '/x'] }]) {
      await assert.rejects(store.import(bad), { code: 'PROCORE_CONFIG' });
    }
    assert.equal(await store.load(), before);
    assert.deepEqual(readdirSync(directory), ['procore-operations.json.gz']);
  });

  it('goes back to the shipped table', async () => {
    const store = new CatalogueStore(directory);
    await store.import(pack(imported));
    assert.deepEqual(await store.forget(), { operations: shipped() });
    assert.deepEqual(readdirSync(directory), []);
  });

  describe('with bodies', () => {
    const POST = `POST ${RFIS}`;
    const NEW = 'POST /rest/v3.0/new';
    const bodies = new Map<string, ShapeNotation>([
      [POST, { 'rfi!': { subject: 'string', 'urgency!': { enum: ['low', 'high'] }, question: 'object' } }],
      [NEW, { lift_date: 'date' }],
    ]);
    const table = () =>
      JSON.parse(
        JSON.stringify(
          packWithBodies(
            [
              operation({ path: RFIS, method: 'POST' }),
              operation({ path: '/rest/v3.0/new', method: 'POST' }),
            ],
            bodies,
          ),
        ),
      );

    it('keeps them, here and in the next process, and the editor gets no copy', async () => {
      const store = new CatalogueStore(directory);
      assert.deepEqual(await store.bodies(), new Map());
      await store.import(table());
      assert.deepEqual(await store.bodies(), bodies);
      assert.deepEqual(await new CatalogueStore(directory).bodies(), bodies);
      assert.deepEqual(readdirSync(directory), ['procore-operations.json.gz']);
      assert.ok(!gunzipSync(await store.compressed()).includes('urgency'));
      await store.forget();
      assert.deepEqual(await store.bodies(), new Map());
    });

    it('has them over the built-in ones, as the operation of a path too', async () => {
      const store = new CatalogueStore(directory);
      const known = new KnownBodies(store);
      const before = await known.body(POST);
      assert.equal(await known.write('POST', '/rest/v3.0/new'), undefined);
      await store.import(table());
      const rfi = (await known.body(POST)) as { 'rfi!': Record<string, unknown> };
      assert.deepEqual(Object.keys(rfi['rfi!']), [
        'subject',
        'urgency!',
        'question',
        'custom_field_%{custom_field_definition_id}',
      ]);
      // The import does not say what a question is.
      assert.ok(Object.hasOwn(rfi['rfi!'].question as object, 'body!'));
      assert.deepEqual((await known.write('POST', '/rest/v3.0/new'))?.body, shapeOf({ lift_date: 'date' }));
      assert.deepEqual(await known.body('POST /rest/v1.0/companies'), undefined);
      await store.forget();
      assert.deepEqual(await known.body(POST), before);
      assert.equal(await known.write('POST', '/rest/v3.0/new'), undefined);
    });

    const deep = (levels: number): unknown => (levels === 0 ? 'string' : [deep(levels - 1)]);
    const bad: ReadonlyArray<[what: string, shapes: unknown]> = [
      ['a list', []],
      ['a text', 'x'],
      ['null', null],
      ['no operation', { 'POST /oauth/token': 'object' }],
      ['no method', { constructor: 'object' }],
      ['a name of objects', JSON.parse('{"__proto__": {"a": "string"}}')],
      ['a number', { [NEW]: 7 }],
      ['null inside', { [NEW]: { a: null } }],
      ['two in a list', { [NEW]: ['string', 'string'] }],
      ['a key that no object has', { [NEW]: JSON.parse('{"__proto__": "string"}') }],
      ['a control character', { [NEW]: { 'a\u0007b': 'string' } }],
      ['a choice of objects', { [NEW]: { enum: [{}] } }],
      ['no shape among several', { [NEW]: { oneOf: [7] } }],
      ['100 levels', { [NEW]: deep(100) }],
      ['20,001 of them', Object.fromEntries(Array.from({ length: 20_001 }, (_, n) => [`${NEW}${n}`, 'any']))],
    ];
    for (const [what, shapes] of bad) {
      it(`refuses bodies that are ${what}, and does without a file of them`, async () => {
        const store = new CatalogueStore(directory);
        await assert.rejects(store.import({ ...table(), shapes }), { code: 'PROCORE_CONFIG' });
        assert.deepEqual(readdirSync(directory), []);
        writeFileSync(kept(), gzipSync(JSON.stringify({ ...table(), shapes })));
        const next = new CatalogueStore(directory);
        assert.match((await next.load()).problem ?? '', /imported table/);
        assert.deepEqual(await next.bodies(), new Map());
      });
    }
  });

  const broken: Array<[string, Buffer]> = [
    ['no gzip', Buffer.from('{}')],
    ['no JSON', gzipSync('{')],
    ['no table', gzipSync('{"form":1}')],
    ['a bomb', gzipSync(Buffer.alloc(60_000_000, 32))],
  ];
  for (const [what, bytes] of broken) {
    it(`does without an import that is ${what}, and says so`, async () => {
      writeFileSync(kept(), bytes);
      const { operations, problem, imported } = await new CatalogueStore(directory).load();
      assert.equal(operations.length, 3_211);
      assert.match(problem ?? '', /imported table/);
      assert.equal(imported, undefined);
    });
  }

  it('is not touched before it is asked for', () => {
    const code = `
      const fs = require('node:fs');
      const opened = [];
      for (const from of [fs, fs.promises]) {
        for (const name of ['open', 'openSync', 'readFile', 'readFileSync'].filter((each) => each in from)) {
          const real = from[name];
          from[name] = (...args) => {
            if (String(args[0]).endsWith('.gz')) opened.push(args[0]);
            return real(...args);
          };
        }
      }
      const { CatalogueStore } = require(${JSON.stringify(join(__dirname, '../../src/catalogue/load.ts'))});
      new CatalogueStore(${JSON.stringify(directory)});
      const loaded = Object.keys(require.cache).filter((file) => /zod|table-schema/.test(file));
      process.stdout.write(JSON.stringify([opened, loaded]));
    `;
    const output = execFileSync(process.execPath, ['--import', 'tsx', '-e', code], { encoding: 'utf8' });
    assert.deepEqual(JSON.parse(output), [[], []]);
  });
});

describe('import over the built-in table', () => {
  it('replaces the same method and path where it stands, and adds what is new', () => {
    const builtIn = ['a', 'b', 'c'].map((name) => operation({ path: `/rest/v1.0/${name}`, name }));
    const merged = merge(builtIn, [
      operation({ path: '/rest/v1.0/d', name: 'd' }),
      operation({ path: '/rest/v1.0/b', name: 'new b' }),
    ]);
    assert.deepEqual(
      merged.map(({ name }) => name),
      ['a', 'new b', 'c', 'd'],
    );
  });

  it('keeps marks that the import does not speak of', () => {
    const marks = { deprecated: true, beta: true, sunset: '2027-01-01', newer: '/rest/v2.0/b' } as const;
    const builtIn = [
      operation({ path: '/rest/v1.0/a', ...marks, removed: true }),
      operation({ path: '/rest/v1.0/b', ...marks }),
    ];
    const a = operation({ path: '/rest/v1.0/a', name: 'Renewed' });
    const [kept] = merge(builtIn, [a]);
    assert.deepEqual(kept, { ...a, ...marks });
    // An import that knows of deprecation tells by silence that an operation is not deprecated.
    const [told] = merge(builtIn, [a, operation({ path: '/rest/v1.0/c', deprecated: true })]);
    assert.deepEqual([told?.deprecated, told?.beta, told?.newer], [undefined, true, marks.newer]);
  });

  it('files what does not say where it belongs', () => {
    const nowhere = { category: '', tool: 'rfis-api', resource: 'x' };
    const paths = [RFIS, '/rest/v1.1/projects/{id}/rfis', '/rest/v1.0/unheard_of'];
    const merged = merge(
      shipped(),
      paths.map((path) => operation({ path, ...nowhere })),
    );
    const groups = paths.map((path) => {
      const { category, tool, resource } = find(merged, 'GET', path);
      return [category, tool, resource];
    });
    assert.deepEqual(groups, [
      ['Project Management', 'RFI', 'rfis'],
      ['Project Management', 'RFI', 'rfis'],
      ['Other', 'rfis-api', 'x'],
    ]);
  });

  it('gives every operation an id of its own', () => {
    const merged = merge(
      [operation({ path: '/rest/v1.0/a_b', id: 'x' })],
      [operation({ path: '/rest/v1.0/a/b', id: 'x' })],
    );
    assert.deepEqual(
      merged.map(({ id }) => id),
      ['x', signatureOf({ method: 'GET', path: '/rest/v1.0/a/b' })],
    );
  });
});
