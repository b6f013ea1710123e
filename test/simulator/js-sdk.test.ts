import assert from 'node:assert/strict';
import { client, info, oauth } from '@procore/js-sdk';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { newToken } from './caller.js';

// Procore's own client, unmodified and made by others: what it can do here is the measure of the simulator.
describe('simulator: @procore/js-sdk', () => {
  let simulator: Simulator;
  let sdk: ReturnType<typeof client>;
  before(async () => {
    simulator = await startSimulator({ records: 130, companyHeader: 'strict' });
    const [company] = simulator.companies;
    const options = { apiHostname: simulator.apiUrl, defaultCompanyId: company?.id ?? 0 };
    sdk = client(oauth(await newToken(simulator)), {}, options);
  });
  after(() => simulator.close());

  type Endpoint = Exclude<Parameters<typeof sdk.get>[0], string>;

  /** Page by page until one is empty, as clients of this SDK do. */
  async function all(
    endpoint: Endpoint,
    perPage: number,
  ): Promise<{ rows: { id: number; name: string }[]; pages: number }> {
    const rows = [];
    for (let page = 1; ; page++) {
      const { body } = await sdk.get({ ...endpoint, qs: { ...endpoint.qs, page, per_page: perPage } });
      if (body.length === 0) return { rows, pages: page - 1 };
      rows.push(...body);
    }
  }

  it('lists the companies', async () => {
    const { rows } = await all({ base: '/companies' }, 2);
    const installed = simulator.companies.filter((company) => company.installed);
    assert.deepEqual(
      rows.map(({ id, name }) => ({ id, name })),
      installed.map(({ id, name }) => ({ id, name })),
    );
  });

  it('pages through the projects of a company, with filters in its own notation', async () => {
    const [company] = simulator.companies;
    const qs = { company_id: company?.id, filters: { by_status: 'All' } };
    const { rows, pages } = await all({ base: '/projects', version: 'v1.1', qs }, 15);
    assert.equal(pages, 3);
    const permitted = company?.projects.filter((project) => project.permitted) ?? [];
    assert.deepEqual(
      rows.map(({ id }) => id),
      permitted.map(({ id }) => id),
    );
    const two = permitted.slice(0, 2).map(({ id }) => id);
    const some = await sdk.get({ base: '/projects', version: 'v1.1', qs: { ...qs, filters: { id: two } } });
    assert.deepEqual(
      some.body.map(({ id }: { id: number }) => id),
      two,
    );
  });

  it('pages through the RFIs of a project, and shows one', async () => {
    const project_id = simulator.companies[0]?.projects[0]?.id;
    const { rows, pages } = await all({ base: '/projects/{project_id}/rfis', params: { project_id } }, 50);
    assert.equal(pages, 3);
    assert.equal(new Set(rows.map(({ id }) => id)).size, 130);
    const params = { project_id, id: rows[77]?.id };
    const { body, response } = await sdk.get({ base: '/projects/{project_id}/rfis', params });
    assert.equal(body.number, '78');
    assert.ok(response.headers.get('x-rate-limit-remaining'));
  });

  it('creates an RFI', async () => {
    const project_id = simulator.companies[0]?.projects[1]?.id;
    const users = await sdk.get({ base: '/projects/{project_id}/users', params: { project_id } });
    const [{ id }] = users.body;
    const rfi = { subject: 'From the SDK', question: { body: '?' }, rfi_manager_id: id, assignee_ids: [id] };
    const created = await sdk.post({ base: '/projects/{project_id}/rfis', params: { project_id } }, { rfi });
    assert.equal(created.response.status, 201);
    assert.equal(created.body.subject, 'From the SDK');
  });

  it('is refused with Procore’s words where the app is not installed', async () => {
    const other = simulator.companies.find((company) => !company.installed);
    const call = sdk.get({ base: '/projects', qs: { company_id: other?.id } }, { companyId: other?.id ?? 0 });
    await assert.rejects(call, (refused: { response: Response; body: unknown }) => {
      assert.equal(refused.response.status, 403);
      assert.deepEqual(refused.body, { errors: ['App is not connected to this company.'] });
      return true;
    });
  });

  it('reads about its token on the API host', async () => {
    const told = await info(await newToken(simulator), simulator.apiUrl);
    assert.equal(told.application.uid, simulator.clientId);
  });
});
