import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Imported } from '../../nodes/shared/admin/catalogue-update.js';
import { readOpenApi } from '../../src/catalogue/openapi/read.js';
import { packWithBodies } from '../../src/catalogue/table.js';
import { helper } from '../support/flow.js';
import { RequestStage } from './request-stage.js';

const RFIS = '/rest/v1.0/projects/{project_id}/rfis';
const LIFTS = '/rest/v1.0/projects/{project_id}/crane_lifts';

/** The key of the warning, since these tests load no texts. */
const UNKNOWN = ['procore.warning.unknownKeys'];

const text = { type: 'string' };
const post = (schema: object) => ({
  post: { summary: 'x', requestBody: { content: { 'application/json': { schema } } } },
});

/** Create RFI with a new required key, and an operation that the package does not know. */
const DOCUMENT = {
  openapi: '3.0.1',
  paths: {
    [RFIS]: post({ $ref: '#/components/schemas/Rfi' }),
    [LIFTS]: post({
      type: 'object',
      required: ['lift_date'],
      properties: {
        lift_date: { type: 'string', format: 'date' },
        crane: { type: 'string', enum: ['tower', 'mobile'] },
      },
    }),
  },
  components: {
    schemas: {
      Rfi: {
        type: 'object',
        required: ['rfi'],
        properties: {
          rfi: {
            type: 'object',
            required: ['subject', 'urgency'],
            properties: { subject: text, urgency: { enum: ['low', 'high'] }, question: { type: 'object' } },
          },
        },
      },
    },
  },
};

describe('the bodies of an imported document', function () {
  this.timeout(20_000);
  let userDir: string;
  let stage: RequestStage;
  beforeEach(async () => {
    userDir = mkdtempSync(join(tmpdir(), 'imported-'));
    helper.settings({ userDir, available: undefined } as never);
    await new Promise<void>((resolve) => helper.startServer(resolve));
    stage = await RequestStage.start();
    await stage.flow({});
  });
  afterEach(async () => {
    await helper.unload();
    await stage.close();
    await new Promise<void>((resolve) => helper.stopServer(resolve));
    helper.settings({} as never);
    rmSync(userDir, { recursive: true, force: true });
  });

  const admin = async (method: 'get' | 'post' | 'delete', path: string, body?: object) => {
    const response = await helper.request()[method](`/procore/catalogue${path}`).send(body);
    assert.equal(response.status, 200);
    return response.body;
  };
  const bodyOf = async (path: string) =>
    (await admin('get', `/body?${new URLSearchParams({ method: 'POST', path })}`)) as { body?: object };
  /** As the dialog sends a JSON document, which it reads itself. */
  const importJson = (document: string): Promise<Imported> => {
    const { operations, bodies } = readOpenApi(document);
    return admin('post', '', packWithBodies(operations, bodies));
  };
  const importYaml = (document: string): Promise<Imported> => admin('post', '/yaml', { text: document });
  /** What the node warns of, and the error that ends the message. */
  const send = async (path: string, payload: unknown) => {
    await helper.unload();
    const warned: string[] = [];
    const { receive, seen, settled } = await stage.flow({ method: 'POST', path });
    const events = helper.getNode('action') as unknown as EventEmitter;
    events.on('call:warn', (call: { args: unknown[] }) => warned.push(String(call.args[0])));
    receive({ payload, params: { project_id: 1 } });
    await settled();
    return { warned, error: seen.caught[0]?.error };
  };

  const ways = [
    ['JSON', () => importJson(JSON.stringify(DOCUMENT))],
    ['YAML', () => importYaml(stringify(DOCUMENT))],
  ] as const;
  for (const [form, read] of ways) {
    it(`are in the form, the check and the warning (${form}), until it is taken back`, async () => {
      const builtIn = await bodyOf(RFIS);
      const rfi = { rfi: { subject: 'x', urgency: 'high' } };
      assert.deepEqual((await send(RFIS, rfi)).warned, UNKNOWN);
      assert.deepEqual(await bodyOf(LIFTS), {});

      const { changes } = await read();
      assert.deepEqual([changes.came, changes.bodies.all], [1, 1]);
      const [told] = changes.bodies.named;
      assert.equal(told?.signature, `POST ${RFIS}`);
      assert.ok(
        told?.fields.includes('+rfi.urgency') && told.fields.includes('-rfi.due_date'),
        told?.fields.join(),
      );
      assert.ok(!told?.fields.some((field) => field.includes('question.')), told?.fields.join());

      const body = (await bodyOf(RFIS)).body as { 'rfi!': Record<string, unknown> };
      assert.deepEqual(body['rfi!']['urgency!'], { enum: ['low', 'high'] });
      // The document says of a question only that it is an object.
      assert.ok(Object.hasOwn(body['rfi!'].question as object, 'body!'));
      assert.deepEqual(await bodyOf(LIFTS), {
        body: { 'lift_date!': 'date', crane: { enum: ['tower', 'mobile'] } },
      });

      assert.deepEqual(await send(RFIS, rfi), { warned: [], error: undefined });
      assert.deepEqual((await send(RFIS, { rfi: { due_date: '2026-01-31' } })).warned, UNKNOWN);
      const refused = await send(LIFTS, { lift_date: 'soon' });
      assert.equal(refused.error?.code, 'PROCORE_CONFIG');
      assert.match(refused.error?.message ?? '', /lift_date of the body must be a date, but is "soon"/);
      assert.deepEqual(await send(LIFTS, { lift_date: '2026-01-31', crane: 'tower' }), {
        warned: [],
        error: undefined,
      });

      await admin('delete', '');
      assert.deepEqual(await bodyOf(RFIS), builtIn);
      assert.deepEqual(await bodyOf(LIFTS), {});
      assert.deepEqual((await send(RFIS, rfi)).warned, UNKNOWN);
      assert.equal((await send(LIFTS, { lift_date: 'soon' })).error, undefined);
    });
  }

  it('stay as they are built in where the document does not describe them', async () => {
    const other = '/rest/v1.0/companies/{company_id}/programs';
    const before = [await bodyOf(RFIS), await bodyOf(other)];
    await importJson(
      JSON.stringify({ openapi: '3.0.1', paths: { [RFIS]: post({ type: 'object' }), [LIFTS]: post({}) } }),
    );
    assert.deepEqual([await bodyOf(RFIS), await bodyOf(other)], before);
    assert.ok(Object.keys(before[1] ?? {}).length > 0);
  });

  const self = {
    type: 'object',
    properties: { name: text, day: { type: 'string', format: 'date' }, inner: { $ref: '#/x' } },
  };
  const deep = (levels: number): object =>
    levels === 0 ? text : { type: 'object', properties: { a: deep(levels - 1) } };
  const named = JSON.parse(
    '{"type": "object", "properties": {"constructor": {"type": "string", "format": "date"}, "toString": {"type": "string"}}}',
  );
  const proto = JSON.parse(
    '{"type": "object", "properties": {"a": {"properties": {"__proto__": {"properties": {"polluted": {}}}}}}}',
  );
  const wide = {
    properties: Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`key${n}`, text])),
  };
  const hostile: ReadonlyArray<[what: string, schema: object, body: object | undefined, checked: object]> = [
    ['holds itself', { $ref: '#/x' }, { name: 'string', day: 'date', inner: 'object' }, { day: 'soon' }],
    [
      'has names of every object',
      named,
      { constructor: 'date', toString: 'string' },
      { constructor: 'soon' },
    ],
    ['has the name of prototypes', proto, { a: 'object' }, {}],
    ['is too wide', wide, undefined, {}],
  ];
  for (const [what, schema, body, checked] of hostile) {
    for (const form of ['JSON', 'YAML'] as const) {
      it(`are of no harm if a body ${what} (${form})`, async () => {
        const document = { openapi: '3.0.1', paths: { [LIFTS]: post(schema) }, x: self };
        await (form === 'JSON' ? importJson(JSON.stringify(document)) : importYaml(stringify(document)));
        assert.deepEqual(await bodyOf(LIFTS), body === undefined ? {} : { body });
        const { error } = await send(LIFTS, checked);
        assert.equal(error?.code, Object.keys(checked).length > 0 ? 'PROCORE_CONFIG' : undefined);
        assert.equal(({} as { polluted?: unknown }).polluted, undefined);
      });
    }
  }

  it('are of no harm if they are deep', async () => {
    await importJson(JSON.stringify({ openapi: '3.0.1', paths: { [LIFTS]: post(deep(2_000)) } }));
    const { body } = await bodyOf(LIFTS);
    assert.ok(JSON.stringify(body).length < 500);
    const levels = (n: number): object => (n === 0 ? {} : { a: levels(n - 1) });
    assert.deepEqual(await send(LIFTS, levels(50)), { warned: [], error: undefined });
  });

  it('are not taken from a table that has something else there', async () => {
    const { operations, bodies } = readOpenApi(JSON.stringify(DOCUMENT));
    const table = packWithBodies(operations, bodies);
    for (const shapes of [7, { [`POST ${LIFTS}`]: { a: 7 } }, JSON.parse('{"__proto__": {}}')]) {
      const { error } = await admin('post', '', { ...table, shapes });
      assert.equal(error?.code, 'PROCORE_CONFIG');
    }
    assert.deepEqual(await bodyOf(LIFTS), {});
    assert.ok(
      !readdirSync(userDir).includes('procore') || readdirSync(join(userDir, 'procore')).length === 0,
    );
  });
});
