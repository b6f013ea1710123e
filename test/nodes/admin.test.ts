import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { action, connectionTo, flow, helper, keyOf, type Properties } from '../support/flow.js';
import { serve, type TestServer, token } from '../support/http-server.js';

/** What the editor sends of a connection whose dialog was not touched. */
const draft = (simulator: Simulator, more: Properties = {}): Properties => ({
  id: 'connection',
  environment: 'custom',
  companyId: '',
  timeout: '5',
  loginUrl: simulator.loginUrl,
  apiUrl: simulator.apiUrl,
  clientSecret: '__PWRD__',
  ...more,
});

interface Told {
  readonly error?: {
    readonly code: string;
    readonly cause: string;
    readonly fix: string;
    readonly who: string;
  };
  readonly companies?: Array<{ id: string; name: string }>;
  readonly projects?: Array<{ id: string; name: string; number?: string; stage?: string; active?: boolean }>;
  readonly records?: Array<{ id: string; name: string; number?: string; detail?: string }>;
  readonly more?: boolean;
  readonly checks?: Array<{
    step: string;
    verdict: string;
    count?: number;
    tools?: unknown[];
    error?: Told['error'];
  }>;
  readonly environments?: string[];
  readonly request?: { method: string; url: string; headers: object; body?: unknown };
  readonly status?: number;
  readonly body?: unknown;
  readonly total?: number;
  readonly cut?: boolean;
}

describe('the routes behind the dialogs', () => {
  let simulator: Simulator;
  let stranger: TestServer;
  before(async () => {
    simulator = await startSimulator({ projects: 230 });
    // Takes whatever it is given: a host that a secret must never be sent to.
    stranger = await serve((_request, response) => token(response));
    await new Promise<void>((resolve) => helper.startServer(resolve));
  });
  after(async () => {
    await new Promise<void>((resolve) => helper.stopServer(resolve));
    await simulator.close();
    await stranger.close();
  });
  afterEach(() => helper.unload());

  const deploy = () => flow(action('procore-companies'), connectionTo(simulator), keyOf(simulator));
  const post = async (path: string, body: object): Promise<Told> => {
    const response = await helper.request().post(`/procore/${path}`).send(body);
    assert.equal(response.status, 200);
    return response.body;
  };

  it('gives companies and projects of a deployed connection, projects over all pages', async () => {
    await deploy();
    const { companies = [] } = await post('companies', { connection: draft(simulator) });
    assert.equal(companies.length, 3);
    const companyId = companies.find(({ name }) => name.startsWith('Osterhaven'))?.id;
    const { projects = [] } = await post('projects', { connection: draft(simulator), companyId });
    assert.equal(projects.length, 230);
    assert.deepEqual(Object.keys(projects[0] ?? {}).sort(), ['active', 'id', 'name', 'number', 'stage']);
  });

  it('gives the records of a list, and tells why it has none', async () => {
    await deploy();
    const companyId = String(simulator.companies[0]?.id);
    const project = String(simulator.companies[0]?.projects[0]?.id);
    const list = {
      connection: draft(simulator, { companyId }),
      companyId,
      path: '/rest/v1.0/projects/{project_id}/users',
      placeholders: { project_id: project },
      query: {},
    };
    const { records = [], more } = await post('records', list);
    assert.ok(records.length > 3 && records.every(({ id, name }) => /^\d+$/.test(id) && name !== ''));
    assert.equal(more, false);
    const name = records[2]?.name ?? '';
    const found = await post('records', { ...list, query: { 'filters[search]': name } });
    assert.ok(found.records?.some((record) => record.name === name));
    assert.ok((found.records?.length ?? 0) < records.length);
    const { error } = await post('records', { ...list, placeholders: { project_id: '1' } });
    assert.match(error?.code ?? '', /^PROCORE_NOT_(FOUND|PERMITTED)$/);
    for (const path of ['/rest/../oauth/token', '/oauth/token', 'https://a.example/rest/v1.0/a']) {
      const before = simulator.requests.length;
      assert.equal((await post('records', { ...list, path })).error?.code, 'PROCORE_CONFIG');
      assert.equal(simulator.requests.length, before);
    }
  });

  it('asks Procore once for what is looked at twice', async () => {
    await deploy();
    const connection = draft(simulator, { timeout: '6' });
    const before = simulator.requests.length;
    await post('companies', { connection });
    // A token and a list.
    assert.equal(simulator.requests.length - before, 2);
    await post('companies', { connection });
    assert.equal(simulator.requests.length - before, 2);
  });

  it('works before Deploy on what is typed', async () => {
    await deploy();
    const { clientId, clientSecret } = simulator;
    const { companies } = await post('companies', {
      connection: draft(simulator, { id: 'new', clientId, clientSecret }),
    });
    assert.equal(companies?.length, 3);
  });

  it('never sends a stored secret to another host', async () => {
    await deploy();
    for (const other of [
      { loginUrl: stranger.url },
      { apiUrl: stranger.url },
      { loginUrl: stranger.url, apiUrl: stranger.url },
    ]) {
      for (const path of ['companies', 'check', 'try']) {
        const plan = { method: 'GET', path: '/rest/v1.0/me' };
        const { error } = await post(path, { connection: draft(simulator, other), plan });
        assert.equal(error?.code, 'PROCORE_CONFIG', path);
        assert.match(error?.cause ?? '', /other hosts/);
      }
    }
    assert.deepEqual(stranger.requests, []);
  });

  it('never sends a stored key through another proxy, with other TLS settings, or unencrypted', async () => {
    await deploy();
    for (const other of [{ proxy: 'proxy' }, { tls: 'tls' }, { allowHttp: true }]) {
      for (const key of [{}, { clientId: 'typed' }]) {
        const before = simulator.requests.length;
        const { error } = await post('companies', { connection: draft(simulator, { ...other, ...key }) });
        assert.equal(error?.code, 'PROCORE_CONFIG');
        assert.match(error?.cause ?? '', /another proxy or TLS setting/);
        assert.equal(simulator.requests.length, before);
      }
    }
  });

  describe('variables in a draft', () => {
    const names = ['PROCORE_T_KEY', 'PROCORE_T_PASSWORD', 'PROCORE_T_URL', 'PROCORE_T_SECRET'];
    before(() => {
      const { clientId, clientSecret, apiUrl } = simulator;
      const values = [clientId, clientSecret, apiUrl, 'a secret of the process'];
      for (const [index, name] of names.entries()) process.env[name] = values[index];
    });
    after(() => {
      for (const name of names) delete process.env[name];
    });

    const withVariables = () => ({ apiUrl: '${PROCORE_T_URL}', companyId: '' });
    const deployWithVariables = () =>
      flow(action('procore-companies'), connectionTo(simulator, withVariables()), {
        connection: { clientId: '${PROCORE_T_KEY}', clientSecret: '${PROCORE_T_PASSWORD}' },
      });
    const asDeployed = (more: Properties = {}) => draft(simulator, { ...withVariables(), ...more });

    it('are filled in where all is as it was deployed', async () => {
      await deployWithVariables();
      for (const untouched of [{}, { clientId: '${PROCORE_T_KEY}' }]) {
        const { companies } = await post('companies', { connection: asDeployed(untouched) });
        assert.equal(companies?.length, 3);
      }
    });

    const attacks: Array<[what: string, more: () => Properties, field: RegExp]> = [
      [
        'a secret in the client id, to a host that was typed',
        () => toStranger({ clientId: '${PROCORE_T_SECRET}' }),
        /client id/,
      ],
      [
        'a secret in the client secret, to a host that was typed',
        () => toStranger({ clientSecret: '${PROCORE_T_SECRET}' }),
        /client secret/,
      ],
      [
        'a secret in the client secret, in brackets',
        () => toStranger({ clientSecret: '$(PROCORE_T_SECRET)' }),
        /client secret/,
      ],
      ['a secret in a host', () => ({ apiUrl: `${stranger.url}/\${PROCORE_T_SECRET}` }), /API URL/],
      ['a secret in the company', () => toStranger({ companyId: '${PROCORE_T_SECRET}' }), /default company/],
      [
        'a secret in the company, all else as deployed',
        () => ({ companyId: '${PROCORE_T_SECRET}' }),
        /default company/,
      ],
      [
        'the deployed key, to a host that was typed',
        () => toStranger({ clientId: '${PROCORE_T_KEY}' }),
        /client id/,
      ],
      [
        'the deployed key, through another proxy',
        () => ({ clientId: '${PROCORE_T_KEY}', proxy: 'other' }),
        /API URL/,
      ],
      [
        'a secret in a connection that is not deployed',
        () => toStranger({ id: 'new', clientId: '${PROCORE_T_SECRET}' }),
        /client id/,
      ],
      [
        'a secret in a demo',
        () => ({ environment: 'demo', companyId: '${PROCORE_T_SECRET}' }),
        /default company/,
      ],
    ];
    const toStranger = (more: Properties): Properties => ({
      apiUrl: stranger.url,
      loginUrl: stranger.url,
      clientId: 'a',
      clientSecret: 'b',
      ...more,
    });
    for (const [what, more, field] of attacks) {
      it(`are not: ${what}`, async () => {
        await deployWithVariables();
        const before = [stranger.requests.length, simulator.requests.length];
        const plan = { method: 'GET', path: '/rest/v1.0/me' };
        for (const path of ['companies', 'check', 'try', 'required', 'environments', 'sign-in']) {
          const { error } = await post(path, { connection: asDeployed(more()), plan });
          assert.equal(error?.code, 'PROCORE_CONFIG', path);
          if (path === 'environments' || path === 'sign-in') continue;
          assert.match(error?.cause ?? '', field, path);
          assert.equal(error?.fix, 'Deploy it first.', path);
        }
        assert.deepEqual([stranger.requests.length, simulator.requests.length], before);
      });
    }
  });

  it('checks a connection step by step', async () => {
    await deploy();
    const { companies = [] } = await post('companies', { connection: draft(simulator) });
    const companyId = companies.find(({ name }) => name.startsWith('Osterhaven'))?.id;
    const { checks = [] } = await post('check', { connection: draft(simulator), companyId });
    assert.deepEqual(
      checks.map(({ step, verdict }) => `${step} ${verdict}`),
      [
        'token ok',
        'me ok',
        'companies ok',
        'company ok',
        'projects ok',
        'companyTools ok',
        'projectTools ok',
        'webhooks ok',
      ],
    );
    assert.equal(checks.find(({ step }) => step === 'projects')?.count, 230);
    assert.ok((checks.find(({ step }) => step === 'projectTools')?.tools?.length ?? 0) > 3);
  });

  it('tells at which step a connection fails, with cause, fix and who, and nothing of the answer itself', async () => {
    await deploy();
    const wrong = await post('check', { connection: draft(simulator, { clientSecret: 'wrong' }) });
    assert.deepEqual(
      wrong.checks?.map(({ step, error }) => [step, error?.code]),
      [['token', 'PROCORE_AUTH']],
    );
    assert.ok(wrong.checks?.[0]?.error?.fix && wrong.checks[0].error.who);
    const elsewhere = await post('check', { connection: draft(simulator), companyId: '4099' });
    const company = elsewhere.checks?.find(({ step }) => step === 'company');
    assert.equal(company?.verdict, 'failed');
    assert.deepEqual(Object.keys(company?.error ?? {}).sort(), ['cause', 'code', 'fix', 'status', 'who']);
  });

  it('refuses to try the key of a connection with hosts of its own on Procore’s', async () => {
    await deploy();
    const { error } = await post('environments', { connection: draft(simulator) });
    assert.equal(error?.code, 'PROCORE_CONFIG');
  });

  it('runs a read once and shows the first rows', async () => {
    await deploy();
    const { companies = [] } = await post('companies', { connection: draft(simulator) });
    const companyId = companies.find(({ name }) => name.startsWith('Osterhaven'))?.id;
    const plan = { method: 'GET', path: '/rest/v1.1/projects', companyId, query: { company_id: companyId } };
    const tried = await post('try', { connection: draft(simulator), plan });
    assert.equal(tried.status, 200);
    assert.equal((tried.body as unknown[]).length, 20);
    assert.equal(tried.cut, true);
    assert.ok(!JSON.stringify(tried).includes(simulator.clientSecret));
    assert.ok(!('authorization' in (tried.request?.headers ?? {})));
  });

  it('never runs a write: it shows the request', async () => {
    await deploy();
    const before = simulator.requests.length;
    const plan = {
      method: 'POST',
      path: '/rest/v1.0/projects/{project_id}/rfis',
      placeholders: { project_id: 7 },
      body: { rfi: { subject: 'x' } },
    };
    const { request, status } = await post('try', { connection: draft(simulator), plan });
    assert.equal(status, undefined);
    assert.equal(request?.url, `${simulator.apiUrl}/rest/v1.0/projects/7/rfis`);
    assert.deepEqual(request?.body, { rfi: { subject: 'x' } });
    assert.equal(simulator.requests.length, before);
  });

  it('takes nothing that is not expected', async () => {
    await deploy();
    for (const body of [
      {},
      { connection: { id: 1 } },
      { connection: draft(simulator), plan: { method: 'TRACE', path: '/rest/v1.0/me' } },
    ]) {
      assert.equal((await post('try', body)).error?.code, 'PROCORE_CONFIG');
    }
    const plan = { method: 'GET', path: 'https://stranger.example/rest/v1.0/me' };
    assert.equal((await post('try', { connection: draft(simulator), plan })).error?.code, 'PROCORE_CONFIG');
  });

  const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as unknown;
  const plan = (more: object) => ({ plan: { method: 'POST', path: '/rest/v1.0/a', ...more } });
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, 'x']));
  const tooMuch: ReadonlyArray<readonly [what: string, more: object]> = [
    ['a body of 3,000 levels', plan({ body: nested(3_000) })],
    ['a body of 100 levels', plan({ body: nested(100) })],
    ['a body of 100,000 values', plan({ body: Array.from({ length: 100_000 }, (_, n) => n) })],
    ['a query of 3,000 levels', plan({ query: nested(3_000) })],
    ['a query of 5,000 names', plan({ query: many(5_000) })],
    ['headers of 5,000 names', plan({ headers: many(5_000) })],
    ['placeholders of 5,000 names', plan({ placeholders: many(5_000) })],
    ['a company id of 3,000 levels', { companyId: nested(3_000) }],
    ['a field that nobody knows, of 3,000 levels', { more: nested(3_000) }],
    ['a field that nobody knows, of a megabyte of values', { more: many(20_000) }],
  ];
  for (const [what, more] of tooMuch) {
    it(`turns a request down that has ${what}, and sends nothing`, async () => {
      await deploy();
      const before = simulator.requests.length;
      const { error } = await post('try', { connection: draft(simulator), ...plan({}), ...more });
      assert.equal(error?.code, 'PROCORE_CONFIG');
      assert.match(error?.cause ?? '', /not expected/);
      assert.equal(simulator.requests.length, before);
    });
  }

  it('shows a request with a form of common size', async () => {
    await deploy();
    const body = { rfi: { ...many(300), question: { body: 'x', attachments: [nested(8)] } } };
    const tried = await post('try', { connection: draft(simulator), ...plan({ body }) });
    assert.deepEqual(tried.request?.body, body);
  });

  it('keeps no more than 50 clients of drafts, however many are sent', async () => {
    await deploy();
    const { clientId } = simulator;
    for (let n = 0; n < 60; n++) {
      const connection = draft(simulator, {
        id: 'new',
        clientId,
        clientSecret: 'wrong',
        timeout: String(n + 5),
      });
      await post('companies', { connection });
    }
    // The first one is opened anew.
    const before = simulator.requests.length;
    const connection = draft(simulator, { id: 'new', clientId, clientSecret: 'wrong', timeout: '5' });
    await post('companies', { connection });
    assert.ok(simulator.requests.length > before);
  });
});
