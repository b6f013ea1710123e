import assert from 'node:assert/strict';
import type { IncomingHttpHeaders } from 'node:http';
import type { AccessRow } from '../../src/access/access-row.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import {
  action,
  connectionTo,
  flow,
  helper,
  keyOf,
  type Message,
  only,
  type Properties,
  runOnce,
  until,
} from '../support/flow.js';
import { json, serve } from '../support/http-server.js';

const OLD = { clientId: 'old-key', clientSecret: 'old-secret' };

describe('procore access', () => {
  const open: Simulator[] = [];
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(async () => {
    await helper.unload();
    for (const simulator of open.splice(0)) await simulator.close();
  });

  const simulate = async (options: SimulatorOptions = {}) => {
    const simulator = await startSimulator({ projects: 3, companies: 1, ...options });
    open.push(simulator);
    return simulator;
  };
  const access = (more: Properties = {}) =>
    action('procore-access', { mode: 'audit', companies: 'all', shape: 'rows', ...more });
  const rowsOf = (message: Message) => message.payload as AccessRow[];
  const hidden = ({ companies }: Simulator) =>
    companies[0]?.projects.find(({ permitted }) => !permitted)?.id ?? assert.fail('all are permitted');
  const told = (message: Message) => message.procore?.difference as { summary: string; since: string | null };

  it('audits: every company, project and tool as a row, and nothing to differ from at first', async () => {
    const simulator = await simulate();
    const seen = await runOnce(access(), connectionTo(simulator), keyOf(simulator));
    const message = only(seen.results);
    assert.deepEqual(
      ['company', 'user', 'project'].map(
        (subject) => rowsOf(message).filter((row) => row.subject === subject).length,
      ),
      [1, 1, 3],
    );
    assert.equal(rowsOf(message).find(({ tool }) => tool === 'RFIs')?.access, 'Standard');
    assert.deepEqual(told(message), { since: null, changes: 0, summary: '' });
    assert.equal(message.procore?.operation, 'Access audit');
    assert.equal(seen.completed.length, 1);
  });

  for (const mode of ['audit', 'compare', 'installations', 'required']) {
    it(`evaluates its company once for each message (${mode})`, async () => {
      const simulator = await simulate();
      const id = String(simulator.companies[0]?.id);
      const node = access({
        mode,
        companies: 'one',
        company: '$flowContext("company")',
        companyType: 'jsonata',
        other: 'connection',
      });
      const { seen, receive, settled } = await flow(node, connectionTo(simulator), keyOf(simulator));
      let reads = 0;
      const stored = helper.getNode('action') as unknown as { context(): object };
      const context = stored.context();
      const flowContext = {
        get: (_key: string, _store: unknown, done: (error: null, value: string) => void) => {
          reads++;
          done(null, id);
        },
      };
      stored.context = () => Object.create(context, { flow: { value: flowContext } });
      receive({});
      await settled();
      assert.deepEqual(seen.caught, []);
      assert.equal(reads, 1);
    });
  }

  it('tells of projects that the message names, and that a second connection lists', async () => {
    const simulator = await simulate({ projects: 2 });
    const wider = await simulate({ projects: 4 });
    const node = access({ known: 'payload', knownType: 'msg', other: 'wider' });
    const { seen, receive, settled } = await flow(
      node,
      connectionTo(simulator),
      { ...keyOf(simulator), wider: keyOf(wider).connection },
      [{ ...connectionTo(wider), id: 'wider' }],
    );
    // An id of nowhere, and rows as the list projects node gives them.
    receive({
      payload: [77, { id: hidden(simulator), name: 'By row', company: { id: simulator.companies[0]?.id } }],
    });
    await settled();
    const denied = rowsOf(only(seen.results)).filter(({ access }) => access === 'not permitted');
    const listed = wider.companies[0]?.projects.filter(({ permitted }) => permitted).slice(2) ?? [];
    assert.deepEqual(
      denied.map((row) => row.project_id).sort(),
      [...new Set([...listed.map(({ id }) => id), hidden(simulator), 77])].map(String).sort(),
    );
  });

  it('gives what changed since its last audit, which it keeps in its context', async () => {
    const first = await simulate({ projects: 5 });
    const { seen, receive, settled } = await flow(
      access({ shape: 'changes' }),
      connectionTo(first),
      keyOf(first),
    );
    receive({});
    await settled(1);
    assert.deepEqual(only(seen.results).payload, []);
    // The same key sees less the next time.
    const { apiUrl } = first;
    await first.close();
    const second = await startSimulator({
      projects: 2,
      projectsNotPermitted: 5,
      companies: 1,
      permissions: { rfi: 'Read Only' },
      port: Number(new URL(apiUrl).port),
      loginPort: Number(new URL(first.loginUrl).port),
    });
    open.push(second);
    receive({});
    await settled(2);
    const changed = seen.results[1] ?? assert.fail('no second message');
    assert.equal(told(changed).summary, '3 projects lost access, 1 tool went down to Read Only');
    assert.ok(told(changed).since);
    assert.deepEqual(
      [...new Set((changed.payload as Array<{ change: string }>).map(({ change }) => change))],
      ['lost', 'lowered'],
    );
    receive({});
    await settled(3);
    assert.deepEqual(seen.results[2]?.payload, []);
  });

  it('gives a matrix, a row a project and a column a tool', async () => {
    const simulator = await simulate();
    const seen = await runOnce(access({ shape: 'matrix' }), connectionTo(simulator), keyOf(simulator));
    const lines = only(seen.results).payload as Array<Record<string, string>>;
    assert.equal(lines.length, 1 + 3);
    assert.deepEqual([lines[1]?.access, lines[1]?.RFIs, lines[0]?.RFIs], ['permitted', 'Standard', '']);
  });

  it('delivers rows as they come, the difference on the last', async () => {
    const simulator = await simulate();
    const seen = await runOnce(access({ delivery: 'page' }), connectionTo(simulator), keyOf(simulator));
    assert.equal(seen.results.length, 1 + 3);
    assert.deepEqual(
      seen.results.map((message) => told(message) !== undefined),
      [false, false, false, true],
    );
  });

  it('compares what two keys see', async () => {
    const a = await simulate({ projects: 4 });
    const b = await simulate({ projects: 3, permissions: { rfi: 'Read Only' }, ...OLD });
    const node = access({ mode: 'compare', other: 'second', tools: true });
    const credentials = { ...keyOf(a), second: OLD };
    const { seen, receive, settled } = await flow(node, connectionTo(a), credentials, [
      { ...connectionTo(b), id: 'second' },
    ]);
    receive({});
    await settled();
    const { comparison } = only(seen.results).procore ?? {};
    const counts = comparison as Record<string, object>;
    assert.deepEqual(counts.projects, { both: 3, 'only A': 1, 'only B': 0, different: 1 });
    assert.equal((counts.tools as { different: number }).different, 3);
  });

  it('gives the companies in which the app is installed', async () => {
    const simulator = await simulate({ companies: 2 });
    const seen = await runOnce(access({ mode: 'installations' }), connectionTo(simulator), keyOf(simulator));
    const rows = only(seen.results).payload as Array<{ status: string; company: string }>;
    assert.deepEqual(
      rows.map(({ status, company }) => [status, company]),
      simulator.companies.slice(0, 2).map(({ name }) => ['installed', name]),
    );
  });

  it('gives what the deployed flows need, without disabled nodes and those of other connections', async () => {
    const simulator = await simulate({ permissions: { rfi: 'Read Only', punch_list: 'Admin' } });
    const request = (id: string, method: string, path: string, more: Properties = {}) =>
      action('procore-request', { id, name: id, method, path, wires: [], ...more });
    const { seen, receive, settled } = await flow(
      access({ mode: 'required', name: 'this one' }),
      connectionTo(simulator),
      keyOf(simulator),
      [
        request('read', 'GET', '/rest/v1.0/projects/{project_id}/rfis'),
        request('write', 'POST', '/rest/v1.0/projects/{project_id}/rfis'),
        request('open', '', ''),
        request('off', 'DELETE', '/rest/v1.0/projects/{project_id}/rfis/{id}', { d: true }),
        request('elsewhere', 'GET', '/rest/v1.0/projects/{project_id}/drawings', { connection: 'another' }),
      ],
    );
    receive({});
    await settled();
    const rows = only(seen.results).payload as Array<Record<string, string>>;
    const rfis = rows.find(({ tool }) => tool === 'RFIs');
    assert.deepEqual(
      [rfis?.scope, rfis?.needed, rfis?.has, rfis?.verdict, rfis?.used_by],
      ['project', 'Standard', 'Read Only', 'missing', 'read, write'],
    );
    assert.equal(rows.find(({ tool }) => tool === 'Punch List')?.verdict, 'more than needed');
    assert.deepEqual(
      rows.filter(({ verdict }) => verdict === 'cannot be known').map((row) => row.used_by),
      ['open'],
    );
    assert.ok(!rows.some(({ tool }) => tool === 'Drawings'));
  });

  it('works for one company where Procore insists on the company header', async () => {
    const simulator = await simulate({ companyHeader: 'strict' });
    const one = { companies: 'one', company: String(simulator.companies[0]?.id), companyType: 'num' };
    for (const mode of ['audit', 'installations', 'required']) {
      const seen = await runOnce(access({ mode, ...one }), connectionTo(simulator), keyOf(simulator));
      assert.ok((only(seen.results).payload as unknown[]).length > 0, mode);
      await helper.unload();
    }
  });

  for (const [what, node] of [
    ['no second connection to compare with', { mode: 'compare' }],
    ['a second connection that is not there', { mode: 'compare', other: 'nowhere' }],
    ['one company, and none chosen', { companies: 'one' }],
    ['known projects that are none', { known: '["a name"]', knownType: 'json' }],
  ] as const) {
    it(`says so: ${what}`, async () => {
      const simulator = await simulate();
      const seen = await runOnce(access(node), connectionTo(simulator), keyOf(simulator));
      assert.equal(only(seen.caught).error?.code, 'PROCORE_CONFIG');
    });
  }

  describe('one call among many that fails', () => {
    /** A server in front of a simulator, which answers some calls with a fault of its own. */
    const faulty = async (
      simulator: Simulator,
      isFault: (path: string, headers: IncomingHttpHeaders) => boolean,
      // A 5xx is tried again for a while.
      fault = 422,
    ) => {
      const front = await serve(async (request, response) => {
        if (isFault(request.path, request.headers)) return json(response, fault, { error: 'broken' });
        const { authorization = '', 'procore-company-id': company } = request.headers;
        const headers = { authorization, ...(company && { 'procore-company-id': String(company) }) };
        const answer = await fetch(`${simulator.apiUrl}${request.path}`, { headers });
        const passed = ['total', 'per-page', 'link'].flatMap((name) => {
          const value = answer.headers.get(name);
          return value ? [[name, value.replaceAll(simulator.apiUrl, front.url)]] : [];
        });
        return json(response, answer.status, await answer.json(), Object.fromEntries(passed));
      });
      open.push(front as unknown as Simulator);
      return connectionTo(simulator, { apiUrl: front.url });
    };
    const idOf = ({ companies }: Simulator, index: number) => String(companies[0]?.projects[index]?.id);
    const unread = (message: Message) =>
      message.procore?.unread as Array<{ company_id: string; project_id: string | null; cause: string }>;
    const warnings = () =>
      JSON.stringify(helper.log().args.flat()).match(/procore\.warning\.unread/g)?.length ?? 0;

    it('leaves the tools of its project unknown in an audit, and the rest is delivered', async () => {
      const simulator = await simulate({ projects: 4 });
      const broken = idOf(simulator, 1);
      const connection = await faulty(simulator, (path) => path.includes(`project_id=${broken}`), 500);
      const { seen, receive } = await flow(access(), connection, keyOf(simulator));
      receive({});
      await until(() => seen.results.length > 0, 40_000);
      const message = only(seen.results);
      const rows = rowsOf(message);
      assert.deepEqual(
        rows.filter((row) => row.project_id === broken).map((row) => [row.subject, row.access, row.tool]),
        [
          ['project', 'permitted', null],
          ['tool', 'unknown', '*'],
        ],
      );
      assert.equal(rows.filter(({ tool, access }) => tool === 'RFIs' && access === 'Standard').length, 3);
      assert.deepEqual(
        unread(message).map((each) => each.project_id),
        [broken],
      );
      assert.match(unread(message)[0]?.cause ?? '', /./);
      assert.equal(warnings(), 1);
    }).timeout(60_000);

    it('leaves a company unknown whose projects cannot be listed, and nothing of it has changed', async () => {
      const simulator = await simulate({ projects: 3, companies: 2 });
      const [, second] = simulator.companies;
      let isBroken = false;
      const connection = await faulty(
        simulator,
        (path) =>
          isBroken && path.startsWith('/rest/v1.1/projects') && path.includes(`company_id=${second?.id}`),
      );
      const { seen, receive, settled } = await flow(access(), connection, keyOf(simulator));
      for (const [count, broken] of [false, true, false].entries()) {
        isBroken = broken;
        receive({});
        await settled(count + 1);
      }
      const [before, during, after] = seen.results;
      assert.ok(before && during && after);
      // As many as the audit before has listed.
      const KNOWN = 1;
      const of = (message: Message) => rowsOf(message).filter((row) => row.company_id === String(second?.id));
      assert.deepEqual(
        of(during).map(({ subject, access }) => [subject, access]),
        [['company', 'unknown'], ...Array.from({ length: KNOWN }, () => ['project', 'unknown'])],
      );
      assert.equal(rowsOf(during).length - of(during).length, rowsOf(before).length - of(before).length);
      for (const message of [during, after]) assert.equal(told(message).summary, '');
      assert.equal(rowsOf(after).length, rowsOf(before).length);
    });

    it('leaves a project unknown in a comparison, and it counts as no difference', async () => {
      const a = await simulate({ projects: 3 });
      const b = await simulate({ projects: 3, ...OLD });
      const broken = idOf(a, 0);
      const connection = await faulty(a, (path) => path.includes(`project_id=${broken}`));
      const node = access({ mode: 'compare', other: 'second', tools: true });
      const { seen, receive, settled } = await flow(node, connection, { ...keyOf(a), second: OLD }, [
        { ...connectionTo(b), id: 'second' },
      ]);
      receive({});
      await settled();
      const message = only(seen.results);
      const rows = message.payload as Array<Record<string, unknown>>;
      assert.deepEqual(
        rows
          .filter((row) => row.project_id === broken && row.subject === 'tool')
          .map((row) => [row.tool, row.access_a]),
        [['*', 'unknown']],
      );
      const comparison = message.procore?.comparison ?? {};
      const { tools, projects } = comparison as Record<string, Record<string, number>>;
      assert.deepEqual([tools?.different, projects?.both], [0, 3]);
      assert.equal(unread(message).length, 1);
    });

    it('leaves an installation unknown', async () => {
      const simulator = await simulate({ companies: 2 });
      const broken = String(simulator.companies[0]?.id);
      const connection = await faulty(
        simulator,
        (path, headers) => path.includes('app_installations') && headers['procore-company-id'] === broken,
      );
      const message = only(
        (await runOnce(access({ mode: 'installations' }), connection, keyOf(simulator))).results,
      );
      const rows = message.payload as Array<{ company_id: string; status: string }>;
      assert.deepEqual(
        rows.map(({ company_id: id, status }) => [id === broken, status]),
        [
          [true, 'unknown'],
          [false, 'installed'],
        ],
      );
    });

    it('leaves levels unknown in the permissions that flows need', async () => {
      const simulator = await simulate({ projects: 2 });
      const connection = await faulty(simulator, (path) => path.includes('project_id='));
      const { seen, receive, settled } = await flow(
        access({ mode: 'required' }),
        connection,
        keyOf(simulator),
        [
          action('procore-request', {
            id: 'read',
            name: 'read',
            method: 'GET',
            path: '/rest/v1.0/projects/{project_id}/rfis',
            wires: [],
          }),
        ],
      );
      receive({});
      await settled();
      const rows = only(seen.results).payload as Array<Record<string, string>>;
      assert.equal(rows.find(({ operations }) => operations?.includes('RFI'))?.verdict, 'unknown');
    });

    it('is a failure where it is the account that is turned down', async () => {
      const simulator = await simulate({ projects: 2 });
      const wrong = { connection: { clientId: 'nobody', clientSecret: 'wrong' } };
      const seen = await runOnce(access(), connectionTo(simulator), wrong);
      assert.equal(only(seen.caught).error?.code, 'PROCORE_AUTH');
    });
  });
});
