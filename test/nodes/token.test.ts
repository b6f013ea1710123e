import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { action, connectionTo, helper, keyOf, only, type Properties, runOnce } from '../support/flow.js';

describe('get token', () => {
  let simulator: Simulator;
  before(async () => {
    await helper.startServer();
    simulator = await startSimulator({ tokenLifetime: 600 });
  });
  after(async () => {
    await simulator.close();
    await helper.stopServer();
  });
  afterEach(() => helper.unload());

  it('puts a token on the message that Procore accepts', async () => {
    const { results } = await runOnce(
      action('procore-token', { as: 'payload' }),
      connectionTo(simulator),
      keyOf(simulator),
    );
    const message = only(results);
    const payload = message.payload as Record<string, string | number>;
    assert.deepEqual(Object.keys(payload).sort(), [
      'access_token',
      'authorization',
      'created_at',
      'expires_at',
      'expires_in',
      'token_type',
    ]);
    assert.equal(payload.token_type, 'bearer');
    assert.ok(Number(payload.expires_in) > 590 && Number(payload.expires_in) <= 600);
    assert.ok(Math.abs(Number(payload.expires_at) - Date.now() / 1000 - 600) < 5);
    assert.doesNotMatch(JSON.stringify(message.procore), new RegExp(String(payload.access_token)));
    const me = await fetch(`${simulator.apiUrl}/rest/v1.0/me`, {
      headers: { authorization: String(payload.authorization) },
    });
    assert.equal(me.status, 200);
  });

  it('sets the headers for an http request node, and keeps those that are there', async () => {
    const companyId = String(simulator.companies[0]?.id);
    const node = action('procore-token', { as: 'header' });
    const { results } = await runOnce(node, connectionTo(simulator, { companyId }), keyOf(simulator), {
      payload: 'kept',
      headers: { accept: 'application/json' },
    });
    const { payload, headers = {} } = only(results);
    assert.equal(payload, 'kept');
    assert.equal(headers.accept, 'application/json');
    assert.equal(headers['procore-company-id'], companyId);
    const projects = await fetch(`${simulator.apiUrl}/rest/v1.1/projects?company_id=${companyId}`, {
      headers,
    });
    assert.equal(projects.status, 200);
  });
});

describe('the demo connection', () => {
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(() => helper.unload());

  const demo = { id: 'connection', type: 'procore-config', environment: 'demo' };

  it('needs no key, and says that it is a demo', async () => {
    const { results, statuses } = await runOnce(action('procore-companies'), demo);
    assert.equal((only(results).payload as unknown[]).length, 3);
    assert.equal(only(results).procore?.environment, 'demo');
    assert.equal(statuses.at(-1)?.text, 'procore.status.demo');
  });

  it('is the same one after a redeployment: what was written before is still there', async () => {
    const find = async (properties: Properties, msg: Properties = {}) => {
      const { results, caught } = await runOnce(action('procore-request', properties), demo, {}, { ...msg });
      await helper.unload();
      assert.deepEqual(caught, []);
      return only(results).payload as Array<{ id: number; company: { id: number } }> & { id: number };
    };
    const companies = await find({ method: 'GET', path: '/rest/v1.0/companies' });
    const company = { company: String(companies[0]?.id), companyType: 'num' };
    const projects = await find({
      method: 'GET',
      path: `/rest/v1.1/projects?company_id=${companies[0]?.id}`,
      ...company,
    });
    const path = `/rest/v1.0/projects/${projects[0]?.id}/rfis`;
    const [rfi] = (await find({ method: 'GET', path, ...company })) as unknown as Array<{
      assignees: Array<{ id: number }>;
    }>;
    const body = {
      rfi: {
        subject: 'Kept',
        question: { body: 'Is it?' },
        assignee_ids: [rfi?.assignees[0]?.id],
        rfi_manager_id: rfi?.assignees[0]?.id,
      },
    };
    const made = await find({ method: 'POST', path, ...company }, { payload: body });
    const kept = await find({ method: 'GET', path: `${path}/${made.id}`, ...company });
    assert.equal(kept.id, made.id);
  });
});
