import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import type { Column } from '../../src/table/column.js';
import {
  action,
  connectionAt,
  connectionTo,
  flow,
  helper,
  keyOf,
  type Message,
  only,
  type Properties,
  runOnce,
} from '../support/flow.js';
import { json, serve, token } from '../support/http-server.js';
import type { Database } from '../table/database.js';
import { sqliteDatabase } from '../table/sqlite-database.js';

const table = (more: Properties = {}) => action('procore-table', more);
const sql = (more: Properties = {}) => table({ as: 'sql', dialect: 'sqlite', table: 'rfis', ...more });
const named = (message: Message) =>
  (message.procore as { columns: Column[] }).columns.map(({ name }) => name);
const does = ({ procore }: Message) => (procore as { statement: { does: string } }).statement.does;

describe('procore table', () => {
  let simulator: Simulator;
  let database: Database;
  before(async () => {
    await helper.startServer();
    simulator = await startSimulator();
  });
  after(async () => {
    await simulator.close();
    await helper.stopServer();
  });
  beforeEach(() => {
    database = sqliteDatabase();
  });
  afterEach(async () => {
    await helper.unload();
    await database.close();
  });

  const once = (node: Properties, msg: Message) =>
    runOnce(node, connectionTo(simulator), keyOf(simulator), msg);
  const open = (node: Properties) => flow(node, connectionTo(simulator), keyOf(simulator));
  /** Executes what came out of the node, in its order. */
  const execute = async (messages: readonly Message[]) => {
    for (const { topic, payload } of messages) await database.run(String(topic), payload as unknown[]);
  };

  it('gives flat rows with the columns of the catalogue, and keeps the message', async () => {
    const seen = await once(table(), {
      payload: [{ id: 1, subject: 'Door', assignee: { id: 5, name: 'A. Sample' }, due_date: '2026-02-28' }],
      procore: { operation: 'List RFIs', companyId: '7' },
      topic: 'kept',
    });
    const message = only(seen.results);
    const [row] = message.payload as Array<Record<string, unknown>>;
    assert.equal(row?.assignee_name, 'A. Sample');
    assert.deepEqual(
      [message.topic, message.procore?.operation, message.procore?.companyId],
      ['kept', 'List RFIs', '7'],
    );
    const columns = message.procore?.columns as Column[];
    assert.deepEqual(
      Object.keys(row ?? {}),
      named(message).filter((name) => Object.hasOwn(row ?? {}, name)),
    );
    assert.equal(message.columns, named(message).join(','));
    assert.equal(columns.find(({ name }) => name === 'due_date')?.type, 'date');
    assert.ok(named(message).includes('rfi_manager_name'));
    assert.deepEqual(seen.caught, []);
  });

  it('gives rows one by one, with the place of each', async () => {
    const { results } = await once(table({ delivery: 'row' }), { payload: [{ id: 1 }, { id: 2 }] });
    assert.deepEqual(
      results.map(({ payload, parts }) => [payload, parts?.index, parts?.count]),
      [
        [{ id: 1 }, 0, undefined],
        [{ id: 2 }, 1, 2],
      ],
    );
  });

  it('names custom fields by the definitions on the message, and takes these off', async () => {
    const msg = {
      payload: [{ id: 1, custom_fields: { custom_field_9: { data_type: 'string', value: 'x' } } }],
      definitions: [{ id: 9, label: 'Phase' }],
    };
    const labelled = only((await once(table(), msg)).results);
    assert.deepEqual([labelled.payload, labelled.definitions], [[{ id: 1, Phase: 'x' }], undefined]);
    await helper.unload();
    const byId = only((await once(table({ customFields: 'id' }), msg)).results);
    assert.deepEqual(byId.payload, [{ id: 1, custom_field_9: 'x' }]);
  });

  describe('with custom fields', () => {
    const companyId = () => String(simulator.companies[0]?.id);
    const definitionsAsked = () =>
      simulator.requests.filter(({ path }) => path.includes('custom_field_definitions')).length;
    const field = (id: number) => ({
      payload: [{ id: 1, custom_fields: { [`custom_field_${id}`]: { data_type: 'string', value: 'x' } } }],
    });

    it('names them by what the company calls them, and asks once for many messages', async () => {
      const { seen, receive, settled } = await flow(
        table(),
        connectionTo(simulator, { companyId: companyId() }),
        keyOf(simulator),
      );
      const before = definitionsAsked();
      for (let count = 1; count <= 5; count++) receive(field(218_239));
      await settled(5);
      assert.deepEqual(
        seen.results.map(({ payload }) => payload),
        Array(5).fill([{ id: 1, 'Union Job': 'x' }]),
      );
      assert.equal(definitionsAsked() - before, 1);
      // A field that the list does not have is looked for only once in a while.
      receive(field(9));
      receive(field(9));
      await settled(7);
      assert.deepEqual(seen.results.at(-1)?.payload, [{ id: 1, custom_field_9: 'x' }]);
      assert.equal(definitionsAsked() - before, 1);
      assert.deepEqual(seen.caught, []);
    });

    it('asks the company that the rows are from, and nothing for rows without custom fields', async () => {
      const { seen, receive, settled } = await flow(
        table({ companyType: 'message' }),
        connectionTo(simulator, { companyId: String(simulator.companies[1]?.id) }),
        keyOf(simulator),
      );
      const before = definitionsAsked();
      receive({ payload: [{ id: 1, custom_fields: {} }, { id: 2 }] });
      await settled(1);
      assert.equal(definitionsAsked(), before);
      receive({ ...field(168_115), procore: { environment: 'custom', companyId: companyId() } });
      await settled(2);
      assert.deepEqual(seen.results[1]?.payload, [{ id: 1, 'Delivery Tier': 'x' }]);
      assert.match(simulator.requests.at(-1)?.path ?? '', new RegExp(`/companies/${companyId()}/`));
    });

    it('loses no row if the labels are refused: fields go by their id, and the node says so once', async () => {
      const refusing = await serve(({ path }, response) =>
        path === '/oauth/token' ? token(response) : json(response, 403, { errors: 'You are not permitted' }),
      );
      const { seen, receive, settled } = await flow(
        table(),
        { ...connectionAt(refusing.url), companyId: companyId() },
        keyOf(simulator),
      );
      for (let count = 1; count <= 3; count++) receive(field(218_239));
      await settled(3);
      assert.deepEqual(
        seen.results.map(({ payload }) => payload),
        Array(3).fill([{ id: 1, custom_field_218239: 'x' }]),
      );
      const log = (helper.log() as unknown as { args: Array<[{ level?: number; msg?: unknown }]> }).args;
      const warnings = log
        .map(([{ level, msg }]) => (level === 30 ? String(msg) : ''))
        .filter((text) => text.includes('warning.'));
      assert.equal(warnings.length, 1, warnings.join('\n'));
      assert.match(warnings[0] ?? '', /noLabels/);
      assert.deepEqual(seen.caught, []);
      await refusing.close();
    });
  });

  it('gives lists a table of their own in SQL, and JSON in rows', async () => {
    const msg = { payload: [{ id: 1, people: [{ name: 'A. Sample' }] }] };
    const { results } = await once(sql({ table: 'parents', lists: 'table' }), msg);
    assert.deepEqual(
      results.map(({ procore }) => Object.values((procore as { statement: object }).statement).slice(0, 2)),
      [
        ['create', 'parents'],
        ['create', 'parents_people'],
        ['upsert', 'parents'],
        ['delete', 'parents_people'],
        ['upsert', 'parents_people'],
      ],
    );
    await helper.unload();
    const rows = only((await once(table({ lists: 'table' }), msg)).results);
    assert.deepEqual(rows.payload, [{ id: 1, people: '[{"name":"A. Sample"}]' }]);
  });

  it('says of changes which ones they are', async () => {
    const { results } = await once(table(), {
      payload: [
        { op: 'upsert', key: '1', row: { id: 1 } },
        { op: 'delete', key: '2' },
      ],
    });
    assert.deepEqual(only(results).payload, [
      { op: 'upsert', id: 1 },
      { op: 'delete', id: '2' },
    ]);
  });

  it('deletes rows that are told by several properties only by all of them', async () => {
    const payload = [{ op: 'delete', key: { project_id: 7, id: '2' }, row: null }];
    const gone = async (more: Properties) => once(sql({ table: 'users', ...more }), { payload });
    const { results, caught } = await gone({ key: 'id, project_id' });
    assert.deepEqual(results.at(-1)?.payload, ['2', 7]);
    assert.deepEqual(caught, []);
    for (const deletes of ['row', 'mark']) {
      await helper.unload();
      const refused = await gone({ key: 'id', deletes });
      assert.deepEqual(refused.results, []);
      const { code, message = '' } = only(refused.caught).error ?? {};
      assert.equal(code, 'PROCORE_CONFIG');
      assert.match(message, /told apart by project_id, id, and the table has the key id/);
    }
    await helper.unload();
    assert.deepEqual((await gone({ key: 'id', deletes: 'off' })).caught, []);
    await helper.unload();
    const rows = only((await once(table(), { payload })).results);
    assert.deepEqual(rows.payload, [{ op: 'delete', project_id: 7, id: '2' }]);
  });

  it('gives SQL that a database takes: the table first, then rows, then deletions', async () => {
    const { seen, receive, settled } = await open(sql());
    receive({
      payload: [
        { id: 1, a: 'x' },
        { id: 2, a: 'y' },
      ],
      parts: { id: 'list', index: 0 },
    });
    await settled(1);
    assert.deepEqual(seen.results.map(does), ['create', 'upsert']);
    assert.deepEqual(
      seen.results.map(({ parts }) => [
        parts?.index,
        parts?.count,
        (parts?.parts as { id: string } | undefined)?.id,
      ]),
      [
        [0, undefined, 'list'],
        [1, 2, 'list'],
      ],
    );
    receive({ payload: [{ id: 3, a: 'z', b: 1 }], parts: { id: 'list', index: 1 } });
    receive({ payload: [{ op: 'delete', key: '1' }], parts: { id: 'list', index: 2 } });
    await settled(3);
    assert.deepEqual(seen.results.slice(2).map(does), ['add', 'upsert', 'delete']);
    await execute(seen.results);
    assert.deepEqual(
      (await database.rows('select * from rfis order by id')).map((row) => ({ ...row })),
      [
        { id: 2n, a: 'y', b: null },
        { id: 3n, a: 'z', b: '1' },
      ],
    );
    assert.deepEqual(seen.caught, []);
  });

  it('remembers a table only once the flow has taken its statements', async () => {
    const { seen, receive, settled } = await open(sql({ tick: true, table: 'ticked' }));
    receive({ payload: [{ id: 1 }] });
    const ticks = async (from: number) => {
      for (let at = from; at < from + 2; at++) {
        while (seen.results.length <= at) await new Promise((resolve) => setTimeout(resolve, 5));
        receive({ ...(seen.results[at] as Message), tick: true });
      }
    };
    await ticks(0);
    await settled(1);
    receive({ payload: [{ id: 2 }], parts: { id: 'x', index: 1 } });
    while (seen.results.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(does(seen.results[2] as Message), 'upsert');
  });

  it('forgets a table on request, and creates it again', async () => {
    const { seen, receive, settled } = await open(sql({ table: 'forgotten' }));
    receive({ payload: [{ id: 1, a: 'x' }] });
    await settled(1);
    receive({ payload: [{ id: 1, b: 'x' }], forget: true, parts: { id: 'x', index: 1 } });
    await settled(2);
    assert.deepEqual(seen.results.slice(2).map(does), ['create', 'upsert']);
    assert.deepEqual(named(seen.results[2] as Message), ['id', 'b']);
    assert.equal(seen.results[2]?.forget, undefined);
  });

  it('has the messages of other databases', async () => {
    for (const [dialect, flavor, properties] of [
      ['postgres', 'usual', ['query', 'params']],
      ['mssql', 'usual', ['query', 'params']],
      ['mysql', 'usual', ['topic']],
    ] as const) {
      const { results } = await once(sql({ dialect, flavor }), { payload: [{ id: 1 }] });
      for (const message of results)
        for (const name of properties) assert.ok(message[name] !== undefined, name);
      await helper.unload();
    }
    const { results } = await once(sql({ flavor: 'plain' }), { payload: [{ id: 1 }] });
    assert.match((results[1] as { payload: { sql: string } }).payload.sql, /^insert/);
  });

  it('says what is wrong with a message, and goes on', async () => {
    const { seen, receive, settled } = await open(sql({ table: 'wrong' }));
    let deep: unknown = [];
    for (let level = 0; level < 50_000; level++) deep = [deep];
    for (const payload of [
      undefined,
      'text',
      5,
      Buffer.from('x'),
      [{ subject: 'without a key' }],
      [{ id: 1, deep }],
    ])
      receive({ payload });
    await settled(6);
    const codes = seen.caught.map(({ procore }) => procore?.error?.code);
    assert.deepEqual(codes, [...new Array(5).fill('PROCORE_CONFIG'), 'PROCORE_BAD_RESPONSE']);
    const before = seen.results.length;
    receive({ payload: [{ id: 1 }] });
    await settled(7);
    assert.deepEqual(seen.results.slice(before).map(does), ['create', 'upsert']);
  });

  it('sends nothing for no rows', async () => {
    const seen = await once(sql(), { payload: [] });
    assert.deepEqual([seen.results.length, seen.completed.length], [0, 1]);
  });
});
