import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { addDatabaseNodes } from '../support/database-nodes.js';
import { EXAMPLES, example, loadedTypes, MODULE, type NodeSet, TYPES } from '../support/package.js';

/** The cells of a line of CSV. */
function cells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

describe('the packed package in a real Node-RED', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  before(async () => {
    nodeRed = await NodeRed.start(addDatabaseNodes(installPackage(newUserDir())));
  });
  after(() => nodeRed.stop());
  afterEach(() => assert.ok(nodeRed.alive, nodeRed.output));

  const run = async (name: string, messages: number, button = 0) => {
    const nodes = example(name);
    await nodeRed.deploy(nodes);
    nodeRed.debugged.length = 0;
    const start =
      nodes.filter((node) => node.type === 'inject')[button] ?? assert.fail('the example has no inject node');
    await nodeRed.inject(start.id);
    const shown = await nodeRed.shown(
      messages,
      nodes.map(({ id }) => id),
    );
    const caught = nodes.filter((node) => node.name === 'what went wrong').map((node) => node.id);
    assert.deepEqual(
      shown.filter(({ id }) => caught.includes(id)),
      [],
    );
    return shown.map(({ value }) => value);
  };

  it('loads all types', async () => {
    assert.deepEqual(loadedTypes(await nodeRed.admin<NodeSet[]>('/nodes')), TYPES);
  });

  it('offers every example under Import, Examples', async () => {
    const listing = await nodeRed.admin<{ files?: object[] }>(`/library/examples/flows/${MODULE}`);
    const names = readdirSync(EXAMPLES).map((file) => file.replace('.json', ''));
    for (const name of names) assert.ok(JSON.stringify(listing).includes(name), `${name} is not offered`);
  });

  it('has an example for every action node, which holds no key', () => {
    const used = new Set<string>();
    for (const file of readdirSync(EXAMPLES)) {
      for (const node of example(file.replace('.json', ''))) {
        used.add(node.type);
        assert.ok(!('credentials' in node));
        if (node.type === 'procore-config') assert.equal(node.environment, 'demo');
      }
    }
    for (const type of TYPES) assert.ok(used.has(type), `no example uses ${type}`);
  });

  it('runs “1 Companies and their projects”', async () => {
    const lists = (await run('1 Companies and their projects', 3)) as Array<Array<{ id: number }>>;
    assert.deepEqual(lists.map((list) => list.length).sort((a, b) => b - a)[0], 40);
    assert.equal(new Set(lists.flat().map((project) => project.id)).size, lists.flat().length);
  });

  it('runs “2 List companies”', async () => {
    const [companies] = (await run('2 List companies', 1)) as Array<Array<{ name: string }>>;
    assert.equal(companies?.length, 3);
  });

  it('runs “3 List projects”', async () => {
    const [page] = (await run('3 List projects', 1)) as unknown[][];
    assert.equal(page?.length, 40);
  });

  it('runs “4 Procore request”', async () => {
    const [rfis] = (await run('4 Procore request', 1)) as Array<Array<{ subject: string }>>;
    assert.ok(rfis && rfis.length > 5 && rfis.every((rfi) => rfi.subject));
  });

  it('runs “5 Get token”, and shows the lifetime instead of the token', async () => {
    const [seconds] = await run('5 Get token', 1);
    assert.ok(Number(seconds) > 0 && Number(seconds) <= 5400);
  });

  const HEADER = 'company,project_number,project,rfi,subject,status,assignees,ball_in_court,due_date';

  it('runs “6 Nightly RFIs to CSV”: one table with one header, of all companies, with names', async () => {
    const [table, ...others] = (await run('6 Nightly RFIs to CSV', 1)) as string[];
    assert.deepEqual(others, []);
    const lines = (table ?? '').trim().split('\n');
    assert.equal(lines[0], HEADER);
    assert.equal(lines.filter((line) => line.startsWith('company,')).length, 1);
    const rows = lines.slice(1).map(cells);
    assert.ok(rows.length > 800, `${rows.length} rows`);
    assert.equal(new Set(rows.map(([company]) => company)).size, 3);
    // 54 of the 61 permitted projects are active.
    assert.equal(new Set(rows.map(([, number]) => number)).size, 54);
    for (const row of rows) {
      assert.equal(row.length, 9);
      assert.match(row[1] ?? '', /^\d\d-\d{4}$/);
      assert.match(row[6] ?? '', /^\D+ \(.+\)$/);
      assert.match(row[8] ?? '', /^\d{4}-\d\d-\d\d$/);
    }
    // A closed RFI has nobody to wait for: an empty cell, and not a word for it.
    assert.ok(rows.some((row) => row[5] === 'closed' && row[7] === ''));
    assert.doesNotMatch(table ?? '', /null|undefined|\[object/);
  });

  it('“6 Nightly RFIs to CSV” leaves refused projects out, says so, and still gives one table', async () => {
    const nodes = example('6 Nightly RFIs to CSV');
    const config = nodes.find(({ type }) => type === 'procore-config') ?? assert.fail();
    // The key that reads the RFIs sees fewer projects than the one that lists them.
    const limited = { ...config, id: 'second', demoAccount: 'limited' };
    await nodeRed.deploy([
      ...nodes.map((node) => (node.type === 'procore-request' ? { ...node, connection: 'second' } : node)),
      limited,
    ]);
    nodeRed.debugged.length = 0;
    await nodeRed.inject(nodes.find(({ type }) => type === 'inject')?.id ?? '');
    const id = (name: string) => nodes.find((node) => node.name === name)?.id ?? assert.fail(name);
    const [shown] = await nodeRed.shown(1, [id('CSV')]);
    const lines = String(shown?.value).trim().split('\n');
    assert.equal(lines[0], HEADER);
    const projects = new Set(lines.slice(1).map((line) => cells(line)[1]));
    const refused = nodeRed.debugged.filter((each) => each.id === id('left out'));
    assert.ok(refused.length > 10);
    for (const { value } of refused) assert.match(String(value), /permitted/);
    assert.equal(projects.size + refused.length, 54);
    assert.equal(nodeRed.debugged.filter((each) => each.id === id('CSV')).length, 1);
  });

  it('runs “7 Access audit, weekly difference”: a table, and first nothing to compare with', async () => {
    const name = '7 Access audit, weekly difference';
    const shown = (await run(name, 2)) as string[];
    const [table] = shown.filter((value) => value.startsWith('subject,'));
    const [head, ...rows] = (table ?? '').trim().split('\n');
    assert.equal(head, 'subject,company_id,company,project_id,project,tool,access');
    const count = (start: string, end: string) =>
      rows.filter((row) => row.startsWith(`${start},`) && row.endsWith(`,${end}`)).length;
    assert.equal(count('company', 'installed'), 3);
    assert.equal(count('project', 'permitted'), 40 + 13 + 8);
    assert.doesNotMatch(table ?? '', /null/);
    assert.ok(shown.includes('First audit: nothing to compare with yet.'), shown.at(-1));

    nodeRed.debugged.length = 0;
    const nodes = example(name);
    await nodeRed.inject(nodes.find(({ type }) => type === 'inject')?.id ?? '');
    const again = (await nodeRed.shown(2)).map(({ value }) => value);
    assert.ok(again.includes('Nothing changed since the last audit.'));
  });

  it('runs “8 Bot and user same projects”: what only one of the demo’s accounts sees', async () => {
    const shown = await run('8 Bot and user same projects', 2);
    const { projects } = shown.find((value) => !Array.isArray(value)) as {
      projects: Record<string, number>;
    };
    assert.deepEqual(projects, { both: 28, 'only A': 33, 'only B': 0, different: 33 });
    const rows = shown.find(Array.isArray) as Array<{ seen_by: string; project: string }>;
    assert.equal(rows.length, 33);
    assert.ok(rows.every((row) => row.seen_by === 'only A' && row.project));
  });

  it('runs “9 Migrate from a service account”: all three buttons, each of which shows something', async () => {
    const name = '9 Migrate from a service account';
    const [needed] = (await run(name, 1)) as Array<Array<{ tool: string; verdict: string; used_by: string }>>;
    assert.ok((needed ?? []).length > 3);
    const [missing] = (await run(name, 1, 1)) as Array<Array<Record<string, string | boolean>>>;
    assert.ok(missing?.every(({ same }) => same === false));
    assert.equal(missing?.filter(({ subject }) => subject === 'project').length, 33);
    const lower = missing?.find(({ subject, tool }) => subject === 'tool' && tool === 'RFIs');
    assert.deepEqual([lower?.access_a, lower?.access_b], ['Standard', 'Read Only']);
    const [matrix] = (await run(name, 1, 2)) as Array<Array<{ RFIs: string }>>;
    assert.equal(matrix?.filter(({ RFIs }) => RFIs === 'Read Only').length, 28);
  });

  it('runs “10 RFIs to CSV with columns”: the named columns, persons by their name', async () => {
    const [table] = (await run('10 RFIs to CSV with columns', 1)) as string[];
    const lines = (table ?? '').trim().split('\n');
    const names = [
      'id',
      'full_number',
      'subject',
      'status',
      'assignees',
      'rfi_manager_name',
      'due_date',
      'updated_at',
    ];
    assert.deepEqual(cells(lines[0] ?? ''), names);
    const rows = lines.slice(1).map(cells);
    assert.ok(rows.length > 5);
    for (const row of rows) {
      assert.equal(row.length, names.length);
      assert.match(row[names.indexOf('id')] ?? '', /^\d+$/);
      assert.match(row[names.indexOf('updated_at')] ?? '', /^\d{4}-\d\d-\d\dT/);
    }
    assert.doesNotMatch(table ?? '', /null|undefined|\[object/);
  });

  it('runs “13 Overdue RFIs by manager”: a message for each manager, with what is late and no other', async () => {
    const nodes = example('13 Overdue RFIs by manager');
    const id = (name: string) => nodes.find((node) => node.name === name)?.id ?? assert.fail(name);
    await nodeRed.deploy(nodes);
    nodeRed.debugged.length = 0;
    await nodeRed.inject(id('weekdays at 7'));
    const ids = [id('summaries'), id('left out'), id('what went wrong')];
    await nodeRed.shown(2, ids);
    const shown = nodeRed.debugged.filter((each) => ids.includes(each.id));
    const today = new Date().toISOString().slice(0, 10);
    const managers = shown.map(({ id: from, value }) => {
      assert.equal(from, id('summaries'), JSON.stringify(value));
      const { to, topic, payload } = value as { to: string; topic: string; payload: string };
      const lines = payload.split('\n');
      assert.ok(topic.startsWith(`${lines.length} overdue RFIs of `), topic);
      const dates = lines.map((line) => line.slice(-10));
      assert.ok(dates.every((date) => date < today));
      assert.deepEqual(dates, dates.toSorted());
      return to;
    });
    assert.equal(new Set(managers).size, managers.length);
    assert.ok(managers.every((to) => to.includes('@')));
  });

  it('“9 Migrate from a service account” names the nodes that need a permission, and where they are', async () => {
    const nodes = example('9 Migrate from a service account');
    const connection = nodes.find(({ type }) => type === 'procore-config')?.id;
    const nightly = example('6 Nightly RFIs to CSV').map((node) =>
      node.type === 'procore-projects' ? { ...node, connection } : node,
    );
    await nodeRed.deploy([...nodes, ...nightly]);
    nodeRed.debugged.length = 0;
    await nodeRed.inject(nodes.find(({ type }) => type === 'inject')?.id ?? '');
    const [shown] = await nodeRed.shown(1);
    const rows = shown?.value as Array<{ used_by: string }> | undefined;
    const users = (rows ?? []).flatMap(({ used_by: by }) => by.split(', '));
    assert.ok(users.includes('list projects in Nightly RFIs to CSV'), users.join());
    assert.ok(users.includes('procore access in Migrate from a service account'), users.join());
  });

  it('keeps running, and tells the flow, whatever it is given', async () => {
    const nodes = example('4 Procore request').map((node) =>
      node.type === 'procore-request' ? { ...node, path: '/rest/v1.0/projects/{nowhere}' } : node,
    );
    const z = nodes[0]?.id;
    nodes.push(
      { id: 'catch1', type: 'catch', z, scope: null, x: 0, y: 0, wires: [['debug1']] },
      {
        id: 'debug1',
        type: 'debug',
        z,
        active: true,
        tosidebar: true,
        complete: 'error',
        targetType: 'msg',
        x: 0,
        y: 0,
        wires: [],
      },
    );
    await nodeRed.deploy(nodes);
    nodeRed.debugged.length = 0;
    await nodeRed.inject(nodes.find((node) => node.type === 'inject')?.id ?? '');
    const [shown] = await nodeRed.shown(1);
    const error = shown?.value as { code: string; message: string };
    assert.equal(error.code, 'PROCORE_CONFIG');
    assert.match(error.message, /\{nowhere\}/);
  });

  it('takes a redeployment in the middle of a run', async () => {
    const nodes = example('6 Nightly RFIs to CSV');
    await nodeRed.deploy(nodes);
    await nodeRed.inject(nodes.find((node) => node.type === 'inject')?.id ?? '');
    const started = Date.now();
    await nodeRed.deploy(
      nodes.map((node) => (node.type === 'comment' ? { ...node, name: 'changed' } : node)),
    );
    assert.ok(Date.now() - started < 5_000);
    const again = await run('2 List companies', 1);
    assert.equal((again[0] as unknown[]).length, 3);
  });
});
