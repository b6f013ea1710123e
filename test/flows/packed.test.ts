import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { installPackage } from '../../scripts/package/install.js';
import { NodeRed, newUserDir } from '../support/node-red.js';
import { EXAMPLES, example, loadedTypes, MODULE, type NodeSet, TYPES } from '../support/package.js';

describe('the packed package in a real Node-RED', function () {
  this.timeout(120_000);
  let nodeRed: NodeRed;
  before(async () => {
    nodeRed = await NodeRed.start(installPackage(newUserDir()));
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

  it('loads all six types', async () => {
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

  it('runs “6 Nightly RFIs to CSV”: a table for every active project', async () => {
    const tables = (await run('6 Nightly RFIs to CSV', 50)) as string[];
    for (const table of tables) {
      const [head, ...rows] = table.trim().split('\n');
      assert.equal(head, 'id,number,subject,status,due_date,created_at,updated_at');
      assert.ok(rows.length > 0 && rows.every((row) => /^\d+,/.test(row)));
    }
  });

  it('runs “7 Access audit, weekly difference”: a table, and no difference at first', async () => {
    const [table] = (await run('7 Access audit, weekly difference', 1)) as string[];
    const [head, ...rows] = (table ?? '').trim().split('\n');
    assert.equal(head, 'subject,company_id,company,project_id,project,tool,access');
    const count = (start: string, end: string) =>
      rows.filter((row) => row.startsWith(`${start},`) && row.endsWith(`,${end}`)).length;
    assert.equal(count('company', 'installed'), 3);
    assert.equal(count('project', 'permitted'), 40 + 13 + 8);
    const own = example('7 Access audit, weekly difference').map(({ id }) => id);
    assert.equal(nodeRed.debugged.filter(({ id }) => own.includes(id)).length, 1);
  });

  it('runs “8 Bot and user same projects”: two demo connections see the same', async () => {
    const shown = await run('8 Bot and user same projects', 2);
    const { projects } = shown.find((value) => !Array.isArray(value)) as {
      projects: Record<string, number>;
    };
    assert.deepEqual(projects, { both: 61, 'only A': 0, 'only B': 0, different: 0 });
    assert.deepEqual(shown.find(Array.isArray), []);
  });

  it('runs “9 Migrate from a service account”: all three buttons', async () => {
    const [needed] = (await run('9 Migrate from a service account', 1)) as Array<
      Array<{ tool: string; verdict: string }>
    >;
    assert.equal(needed?.find(({ tool }) => tool === 'RFIs')?.verdict, 'more than needed');
    const [missing] = await run('9 Migrate from a service account', 1, 1);
    assert.deepEqual(missing, []);
    const [matrix] = (await run('9 Migrate from a service account', 1, 2)) as Array<Array<{ RFIs: string }>>;
    assert.equal(matrix?.filter(({ RFIs }) => RFIs === 'Standard').length, 61);
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
