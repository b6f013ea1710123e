import assert from 'node:assert/strict';
import { type AccessRow, row } from '../../src/access/access-row.js';
import { AccountView } from '../../src/access/account-view.js';
import { type AuditOptions, audit } from '../../src/access/audit.js';
import { compare, tallyOf } from '../../src/access/compare.js';
import { difference, summaryOf } from '../../src/access/difference.js';
import { installations } from '../../src/access/installations.js';
import type { Client } from '../../src/index.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { clientOf } from '../support/client.js';
import { collect } from '../support/collect.js';

const UNLIMITED = { limits: { spike: Number.POSITIVE_INFINITY, hourly: Number.POSITIVE_INFINITY } };

describe('what an account may see', () => {
  const open: Array<{ close(): Promise<void> }> = [];
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
  });

  const stage = async (options: SimulatorOptions = {}): Promise<{ simulator: Simulator; client: Client }> => {
    const simulator = await startSimulator({ ...UNLIMITED, ...options });
    const { apiUrl, loginUrl, clientId, clientSecret } = simulator;
    const client = clientOf(apiUrl, { loginUrl, clientId, clientSecret });
    open.push(client, simulator);
    return { simulator, client };
  };
  const auditOf = async (client: Client, options: AuditOptions = {}) =>
    (await collect(audit(new AccountView(client, {}), options))).flat();
  const api = ({ requests }: Simulator) => requests.filter(({ host }) => host === 'api');

  describe('an audit', () => {
    it('of 3 companies with 200 projects each takes no more requests than companies, projects and ten', async () => {
      const { simulator, client } = await stage({ projects: 200, shares: 'equal' });
      const rows = await auditOf(client);
      const count = (subject: string, access: string) =>
        rows.filter((each) => each.subject === subject && each.access === access).length;
      assert.equal(count('company', 'installed'), 3);
      assert.equal(count('project', 'permitted'), 600);
      // Every project with nine tools.
      assert.equal(
        rows.filter(({ subject, project_id: id }) => subject === 'tool' && id !== null).length,
        600 * 9,
      );
      assert.ok(simulator.requests.length <= 3 + 600 + 10, `${simulator.requests.length} requests`);
    });

    it('keeps to the quota: no 429 at a limit that is far below what it asks for', async () => {
      const { simulator, client } = await stage({
        projects: 40,
        limits: { spike: 30, spikeWindow: 1, hourly: 3600 },
      });
      await auditOf(client);
      assert.equal(api(simulator).filter(({ status }) => status === 429).length, 0);
      assert.ok(api(simulator).length > 60);
    }).timeout(60_000);

    it('tells a project that is not permitted only where it is known otherwise', async () => {
      const { simulator, client } = await stage({ projects: 3 });
      const company = simulator.companies[0] ?? assert.fail();
      const hidden = company.projects.find(({ permitted }) => !permitted) ?? assert.fail();
      const without = await auditOf(client);
      assert.ok(!without.some(({ access }) => access === 'not permitted'));
      const named = { id: String(company.id), name: company.name };
      for (const of of [named, { id: '', name: '' }]) {
        const known = [{ id: String(hidden.id), name: 'Known', company: of }];
        const rows = (await auditOf(client, { known })).filter(({ access }) => access === 'not permitted');
        assert.deepEqual(rows, [
          row('project', 'not permitted', of, { id: String(hidden.id), name: 'Known' }),
        ]);
      }
    });

    it('looks at one company where it is told one, and says where the app is not installed', async () => {
      const { simulator, client } = await stage({ projects: 3 });
      const [first] = simulator.companies;
      const other = simulator.companies.find(({ installed }) => !installed) ?? assert.fail();
      const one = await auditOf(client, { companies: [{ id: String(first?.id), name: '' }] });
      assert.deepEqual([...new Set(one.map((each) => each.company_id))], [String(first?.id)]);
      const none = await auditOf(client, { companies: [{ id: String(other.id), name: '' }] });
      assert.deepEqual(none, [row('company', 'not installed', { id: String(other.id), name: '' })]);
    });

    for (const [directoryUser, access] of [
      ['untouched', 'untouched'],
      ['renamed', 'edited'],
      ['deactivated', 'deactivated'],
      ['deleted', 'missing'],
    ] as const) {
      it(`finds the account’s own user ${directoryUser}`, async () => {
        const { client } = await stage({ projects: 1, companies: 1, directoryUser });
        const users = (await auditOf(client)).filter(({ subject }) => subject === 'user');
        assert.deepEqual(
          users.map((each) => each.access),
          [access],
        );
      });
    }

    it('says unknown of a directory it may not read, and goes on', async () => {
      const { simulator, client } = await stage({
        projects: 2,
        companies: 1,
        permissions: { directory: 'None' },
      });
      const rows = await auditOf(client);
      assert.equal(rows.find(({ subject }) => subject === 'user')?.access, 'unknown');
      assert.equal(rows.filter(({ subject }) => subject === 'project').length, 2);
      // Nothing was asked for the sake of an explanation.
      assert.equal(api(simulator).length, 1 + 1 + 3 + 2);
    });

    it('ends with what went wrong when it is no refusal', async () => {
      const { simulator, client } = await stage({ projects: 2 });
      await simulator.close();
      await assert.rejects(auditOf(client), { code: 'PROCORE_NETWORK' });
    });

    it('compared with a later one gives the difference', async () => {
      const before = await stage({ projects: 5, companies: 1 });
      const rows = await auditOf(before.client);
      const after = await stage({
        projects: 2,
        projectsNotPermitted: 5,
        companies: 1,
        permissions: { rfi: 'Read Only' },
      });
      const known = rows
        .filter(({ subject }) => subject === 'project')
        .map((each) => ({
          id: each.project_id ?? '',
          name: each.project ?? '',
          company: { id: each.company_id, name: each.company },
        }));
      const changes = difference(rows, await auditOf(after.client, { known }));
      assert.equal(summaryOf(changes), '3 projects lost access, 1 tool went down to Read Only');
    });
  });

  describe('two connections', () => {
    it('are compared by companies, projects and tools', async () => {
      const a = await stage({ projects: 4, companies: 1, permissions: { rfi: 'Admin' } });
      const b = await stage({ projects: 3, companies: 1 });
      const pieces = compare(new AccountView(a.client, {}), new AccountView(b.client, {}), { tools: true });
      const rows = (await collect(pieces)).flat();
      const tally = tallyOf(rows);
      assert.deepEqual(tally.companies, { both: 1, 'only A': 0, 'only B': 0, different: 0 });
      assert.deepEqual(tally.projects, { both: 3, 'only A': 1, 'only B': 0, different: 1 });
      // RFIs, in each of the three projects that both see.
      assert.equal(tally.tools?.different, 3);
      const rfi = rows.find(({ tool }) => tool === 'RFIs');
      assert.deepEqual([rfi?.access_a, rfi?.access_b, rfi?.same], ['Admin', 'Standard', false]);
    });

    it('without tools cost no more than their lists', async () => {
      const a = await stage({ projects: 4 });
      const rows = (
        await collect(compare(new AccountView(a.client, {}), new AccountView(a.client, {}), { tools: false }))
      ).flat();
      assert.ok(rows.every(({ same, seen_by: by }) => same && by === 'both'));
      assert.equal(api(a.simulator).length, 2 * (1 + 3));
    });
  });

  describe('installations', () => {
    it('come with details where the account may see them', async () => {
      const { simulator, client } = await stage();
      const rows = (await collect(installations(new AccountView(client, {}), undefined))).flat();
      assert.deepEqual(
        rows.map((each) => [each.company_id, each.status, each.version, each.details]),
        simulator.companies
          .filter(({ installed }) => installed)
          .map(({ id }) => [String(id), 'installed', '1.2.0', true]),
      );
    });

    it('come without where it may not', async () => {
      const { simulator, client } = await stage({ installations: false });
      const only = String(simulator.companies[1]?.id);
      const rows = (await collect(installations(new AccountView(client, {}), only))).flat();
      assert.deepEqual(
        rows.map((each) => [each.company_id, each.status, each.details]),
        [[only, null, false]],
      );
    });
  });

  it('rows are flat: nothing in them is an object', async () => {
    const { client } = await stage({ projects: 2, companies: 1 });
    for (const each of (await auditOf(client)) satisfies AccessRow[]) {
      for (const value of Object.values(each)) assert.ok(value === null || typeof value === 'string');
    }
  });
});
