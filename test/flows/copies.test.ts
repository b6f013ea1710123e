import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { addDatabaseNodes } from '../support/database-nodes.js';
import { writerTo } from '../support/demo-writer.js';
import { example, type FlowNode } from '../support/package.js';
import { postgresDatabase, postgresFolder } from '../table/servers.js';

interface Done {
  readonly list: string;
  readonly complete: boolean;
  readonly upserts: number;
  readonly deletes: number;
}

/** Every project of Demo, list after list, waits for Demo's quota for about half a minute, ms. */
const PATIENCE = 60_000;

/** Examples that copy lists into a database, run on Demo in a real Node-RED. */
describe('the examples that copy into a database', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  let nodes: FlowNode[];
  before(async () => {
    nodeRed = await NodeRed.start(addDatabaseNodes(installPackage(newUserDir())));
  });
  after(() => nodeRed.stop());
  afterEach(() => assert.ok(nodeRed.alive, nodeRed.output));

  const named = (name: string) => nodes.find((node) => node.name === name)?.id ?? assert.fail(name);
  const deploy = async (
    name: string,
    more: object[] = [],
    change: (node: FlowNode) => object = () => ({}),
  ) => {
    nodes = example(name).map((node) => ({ ...node, ...change(node) }));
    await nodeRed.deploy([...nodes, ...more]);
  };
  /** An account that sees fewer projects, and so waits less for the quota of Demo. */
  const limited = ({ type }: FlowNode) => (type === 'procore-config' ? { demoAccount: 'limited' } : {});
  /** Presses a button, and waits for this many messages of a debug node. None may go wrong. */
  const press = async <T>(button: string, messages: number, shownBy: string): Promise<T[]> => {
    nodeRed.debugged.length = 0;
    await nodeRed.inject(named(button));
    const shown = await nodeRed.shown(messages, [named(shownBy), named('what went wrong')], PATIENCE);
    for (const { id, value } of shown) assert.equal(id, named(shownBy), JSON.stringify(value));
    return shown.map(({ value }) => value as T);
  };
  const byList = (all: readonly Done[]) => Object.fromEntries(all.map((done) => [done.list, done]));
  const query = (file: string, sql: string) => {
    const database = new DatabaseSync(join(nodeRed.userDir, file), {
      readOnly: true,
      timeout: 5_000,
    });
    const rows = database.prepare(sql).all() as Array<Record<string, number | string>>;
    database.close();
    return rows;
  };

  it('“11 Nightly copy in SQLite”: everything at first, then nothing, then what was changed and removed', async () => {
    const writer = writerTo('5c0e000000001101', '5c0e000000001100');
    await deploy('11 Nightly copy in SQLite', writer.nodes);
    const first = byList(await press<Done>('every night at 2', 3, 'done'));
    for (const list of ['RFIs', 'submittals', 'punch items']) {
      assert.ok((first[list]?.upserts ?? 0) > 100, `${list}: ${JSON.stringify(first[list])}`);
      assert.deepEqual([first[list]?.complete, first[list]?.deletes], [true, 0]);
    }
    const [copy] = await press<Array<{ list: string; rows: number }>>('look at the copy', 1, 'the copy');
    assert.deepEqual(
      copy?.map(({ rows }) => rows),
      ['RFIs', 'submittals', 'punch items'].map((list) => first[list]?.upserts),
    );
    const again = byList(await press<Done>('every night at 2', 3, 'done'));
    for (const { upserts, deletes } of Object.values(again)) assert.deepEqual([upserts, deletes], [0, 0]);

    const [row] = query('procore.db', 'select id, project_id, company_id from punch_items limit 1');
    const [other] = query(
      'procore.db',
      'select id, project_id, company_id from punch_items order by id desc limit 1',
    );
    assert.ok(row && other);
    await writer.send(nodeRed, 'DELETE', row, undefined);
    await writer.send(nodeRed, 'PATCH', other, { punch_item: { name: 'Another name' } });
    const last = byList(await press<Done>('every night at 2', 3, 'done'));
    assert.deepEqual(
      [last['punch items']?.upserts, last['punch items']?.deletes, last.RFIs?.upserts],
      [1, 1, 0],
    );
    assert.equal(query('procore.db', `select id from punch_items where id = ${row.id}`).length, 0);
    const [changed] = query('procore.db', `select name from punch_items where id = ${other.id}`);
    assert.equal(changed?.name, 'Another name');
  });

  it('“11 Nightly copy in SQLite” stops where the database refuses, and loses nothing', async () => {
    nodes = example('11 Nightly copy in SQLite');
    const broken = nodes.map((node) =>
      node.type === 'sqlitedb' ? { ...node, db: join(nodeRed.userDir, 'nowhere/procore.db') } : node,
    );
    const cursors = (file: string) =>
      broken.map((node) => ({
        ...node,
        ...(node.type === 'procore-changes' && { cursor: 'broken' }),
        ...limited(node),
        ...(node.type === 'procore-table' && { table: `${node.table}_again` }),
        ...(node.type === 'sqlitedb' && { db: file }),
      }));
    await nodeRed.deploy(cursors('nowhere/procore.db'));
    nodeRed.debugged.length = 0;
    await nodeRed.inject(named('every night at 2'));
    await nodeRed.shown(1, [named('what went wrong')]);
    await nodeRed.deploy(cursors('again.db'));
    const done = byList(await press<Done>('every night at 2', 3, 'done'));
    for (const { list, complete, upserts } of Object.values(done)) {
      assert.ok(complete, list);
      const table = `${list.toLowerCase().replace(' ', '_')}_again`;
      const [count] = query('again.db', `select count(*) as rows from ${table}`);
      assert.equal(count?.rows, upserts, list);
    }
  });

  it('“12 Nightly copy in PostgreSQL”: statements that build the copy', async function () {
    const folder = postgresFolder();
    // As everywhere: continuous integration installs the server, so that there its absence is a failure.
    if (!folder) {
      assert.ok(!process.env.CI, 'PostgreSQL is not installed.');
      process.stdout.write('      not run: PostgreSQL is not installed\n');
      return this.skip();
    }
    await deploy('12 Nightly copy in PostgreSQL', [], limited);
    const first = byList(await press<Done>('every night at 2', 3, 'done'));
    assert.ok((first.RFIs?.upserts ?? 0) > 100);
    const written = readFileSync(join(nodeRed.userDir, 'postgresql.ndjson'), 'utf8').trim().split('\n');
    assert.ok(written.length > 60);
    const database = await postgresDatabase(folder);
    for (const line of written) {
      const { query: sql, params } = JSON.parse(line);
      await database.run(sql, params);
    }
    for (const [table, list] of [
      ['rfis', 'RFIs'],
      ['submittals', 'submittals'],
      ['punch_items', 'punch items'],
    ] as const) {
      const [row] = await database.rows(`select count(*) as rows from ${table}`);
      assert.equal(Number(row?.rows), first[list]?.upserts, table);
    }
    await database.close();
  });

  it('“14 Daily logs of 14 days to SQL”: manpower with hours that add up', async () => {
    await deploy('14 Daily logs of 14 days to SQL');
    const done = byList(await press<Done>('every night at 3', 2, 'done'));
    assert.ok((done['manpower logs']?.upserts ?? 0) > 100);
    const [days] = await press<Array<{ date: string; man_hours: number }>>('hours of a day', 1, 'hours');
    assert.ok((days?.length ?? 0) >= 10 && (days?.length ?? 0) <= 16, `${days?.length} days`);
    for (const { date, man_hours: hours } of days ?? []) {
      assert.match(date, /^\d{4}-\d\d-\d\d$/);
      assert.ok(hours > 0);
    }
  });

  it('“15 Budget every Monday”: one set of rows for each day', async () => {
    await deploy('15 Budget every Monday');
    nodeRed.debugged.length = 0;
    await nodeRed.inject(named('Mondays at 6'));
    // 54 of the 61 permitted projects are active, and each has the view once.
    const projects = 54;
    const kept = () => {
      if (!existsSync(join(nodeRed.userDir, 'procore-budget.db'))) return 0;
      const tables = query('procore-budget.db', "select name from sqlite_master where name = 'budget'");
      if (tables.length === 0) return 0;
      return query('procore-budget.db', 'select distinct project_id from budget').length;
    };
    await nodeRed.until(() => nodeRed.debugged.length > 0 || kept() === projects, 'budget of every project');
    assert.deepEqual(nodeRed.debugged, []);
    const [rows = []] = await press<Array<Record<string, unknown>>>('compare dates', 1, 'budget by date');
    assert.deepEqual([rows.length, rows[0]?.projects], [1, projects]);
    assert.equal(rows[0]?.as_of, new Date().toISOString().slice(0, 10));
    assert.ok(Number(rows[0]?.original_budget) > 0);
  });
});
