import assert from 'node:assert/strict';
import { startSimulator } from '../../src/simulator/index.js';
import { Caller } from './caller.js';

const NOT_CONNECTED = { errors: ['App is not connected to this company.'] };
const id = (of: { id: number }) => String(of.id);
const inCompany = (of: { id: number }) => ({ 'procore-company-id': id(of) });

describe('simulator: who may call what', () => {
  describe('with the company header tolerated', () => {
    let caller: Caller;
    before(async () => {
      caller = await Caller.start();
    });
    after(() => caller.close());

    it('answers without the header, and with the right one', async () => {
      const path = `/rest/v1.0/projects/${caller.project(0).id}/rfis`;
      assert.equal((await caller.get(path)).status, 200);
      assert.equal((await caller.get(path, inCompany(caller.company(0)))).status, 200);
      assert.equal((await caller.get('/rest/v1.0/companies')).status, 200);
    });

    it('says that the app is not connected, for the company and what is in it', async () => {
      const other = caller.company(-1);
      assert.equal(other.installed, false);
      const paths = [
        `/rest/v1.1/projects?company_id=${other.id}`,
        `/rest/v1.0/companies/${other.id}/users`,
        `/rest/v1.0/projects/${other.projects[0]?.id}/rfis`,
        `/rest/v2.0/companies/${other.id}/projects/${other.projects[0]?.id}/commitment_contracts`,
      ];
      for (const path of paths) {
        const { status, json } = await caller.get(path, inCompany(other));
        assert.equal(status, 403, path);
        assert.deepEqual(json, NOT_CONNECTED);
      }
    });

    it('lists the companies with the app only, whatever the header says', async () => {
      const { json } = await caller.get('/rest/v1.0/companies', inCompany(caller.company(-1)));
      const installed = caller.simulator.companies.filter((company) => company.installed);
      assert.deepEqual(
        json.map((company: { id: number; name: string }) => [company.id, company.name]),
        installed.map((company) => [company.id, company.name]),
      );
    });

    it('hides a project that is not permitted: 404 for itself, 403 for its tools, and in no list', async () => {
      const hidden = caller.project(-1);
      assert.equal(hidden.permitted, false);
      const itself = await caller.get(`/rest/v1.0/projects/${hidden.id}?company_id=${caller.company(0).id}`);
      assert.equal(itself.status, 404);
      assert.equal(itself.json.code, 404);
      const tool = await caller.get(`/rest/v1.0/projects/${hidden.id}/rfis`);
      assert.equal(tool.status, 403);
      assert.deepEqual(Object.keys(tool.json), ['code', 'message']);
      const all = await caller.get(
        `/rest/v1.1/projects?company_id=${caller.company(0).id}&filters[by_status]=All&view=ids`,
      );
      assert.equal(all.json.length, 40);
      assert.ok(!all.json.includes(hidden.id));
    });

    it('does not find a project under another company, nor companies and projects nobody has', async () => {
      const [first, second] = [caller.company(0), caller.company(1)];
      const path = `/rest/v1.0/projects/${caller.project(0).id}/rfis`;
      assert.equal((await caller.get(path, inCompany(second))).status, 404);
      assert.equal((await caller.get('/rest/v1.0/projects/1/rfis', inCompany(first))).status, 404);
      assert.equal((await caller.get('/rest/v1.1/projects?company_id=1')).status, 404);
    });

    it('refuses a header that contradicts the path', async () => {
      const { status } = await caller.get(
        `/rest/v1.0/companies/${caller.company(0).id}/users`,
        inCompany(caller.company(1)),
      );
      assert.equal(status, 403);
    });

    it('asks for the company or project that is nowhere named, and takes the company from the header alone', async () => {
      const answers = [
        await caller.get('/rest/v1.1/projects'),
        await caller.get('/rest/v1.1/projects', inCompany(caller.company(0))),
        await caller.get(`/rest/v1.0/projects/${caller.project(0).id}`, inCompany(caller.company(0))),
        await caller.get('/rest/v1.1/punch_items'),
      ];
      assert.deepEqual(
        answers.map(({ status, json }) => [status, json.message]),
        [
          [400, 'Missing Project or Company ID'],
          [200, undefined],
          [200, undefined],
          [400, 'Missing Project or Company ID'],
        ],
      );
    });

    it('does not find a project in a path without the company header', async () => {
      for (const path of ['', '/rfis', '/users', '/vendors']) {
        const project = `/rest/v1.0/projects/${caller.project(0).id}${path}`;
        const { status } = await caller.get(project, { 'procore-company-id': '' });
        assert.deepEqual([path, status, (await caller.get(project)).status], [path, 404, 200]);
      }
    });
  });

  describe('with the company header required', () => {
    let caller: Caller;
    before(async () => {
      caller = await Caller.start({ companyHeader: 'strict' });
    });
    after(() => caller.close());

    it('refuses every call without it, with the documented text', async () => {
      const paths = [
        '/rest/v1.0/me',
        '/rest/v1.0/companies',
        `/rest/v1.1/projects?company_id=${caller.company(0).id}`,
      ];
      for (const path of paths) {
        const { status, json } = await caller.get(path);
        assert.equal(status, 400, path);
        assert.match(json.errors[0], /^Missing Procore-Company-Id header!\n\nEach call/);
      }
    });

    it('answers with it', async () => {
      const company = caller.company(0);
      for (const path of [
        '/rest/v1.0/me',
        '/rest/v1.0/companies',
        `/rest/v1.1/projects?company_id=${company.id}`,
      ]) {
        assert.equal((await caller.get(path, inCompany(company))).status, 200, path);
      }
    });

    it('refuses a v2 call in the shape of v2', async () => {
      const path = `/rest/v2.0/companies/${caller.company(0).id}/projects/${caller.project(0).id}/commitment_contracts`;
      const { status, json } = await caller.get(path, { 'procore-company-id': '' });
      assert.equal(status, 400);
      assert.equal(json.error.code, 'BAD_REQUEST');
      assert.match(json.error.details[0].message, /^Missing Procore-Company-Id header!/);
    });
  });

  describe('with levels set per tool', () => {
    let caller: Caller;
    before(async () => {
      caller = await Caller.start({
        permissions: { RFIs: 'Read Only', observations: 'None', directory: 'Admin' },
      });
    });
    after(() => caller.close());

    it('shows the levels in settings/permissions, of the company or of the project', async () => {
      const levels = async (query: string) => {
        const { json } = await caller.get(`/rest/v1.0/settings/permissions?${query}`);
        return new Map(
          json.tools.map((tool: { name: string; user_access_level: { name: string } }) => [
            tool.name,
            tool.user_access_level.name,
          ]),
        );
      };
      const project = await levels(`project_id=${caller.project(0).id}`);
      assert.equal(project.get('rfi'), 'Read Only');
      assert.equal(project.get('observations'), 'None');
      assert.equal(project.get('punch_list'), 'Standard');
      assert.equal(project.has('directory'), false);
      const company = await levels(`company_id=${caller.company(0).id}`);
      assert.equal(company.get('directory'), 'Admin');
      assert.equal(company.has('rfi'), false);
    });

    it('wants the company or the project, not both and not neither', async () => {
      const both = `company_id=${caller.company(0).id}&project_id=${caller.project(0).id}`;
      assert.equal((await caller.get(`/rest/v1.0/settings/permissions?${both}`)).status, 400);
      const header = inCompany(caller.company(0));
      assert.equal((await caller.get('/rest/v1.0/settings/permissions', header)).status, 400);
    });

    it('refuses a tool that is off, and writing with a level for reading', async () => {
      const project = caller.project(0).id;
      const off = await caller.get(`/rest/v1.0/observations/items?project_id=${project}`);
      assert.equal(off.status, 403);
      assert.match(off.json.message, /Observations is None/);
      const path = `/rest/v1.0/projects/${project}/rfis`;
      assert.equal((await caller.get(path)).status, 200);
      const write = await caller.send('POST', path, {}, { rfi: { subject: 'x' } });
      assert.equal(write.status, 403);
      assert.match(write.json.message, /RFIs is Read Only; this action requires Standard/);
    });

    it('does not start with a name that is no tool, or a level that is none', async () => {
      await assert.rejects(
        startSimulator({ permissions: { rfl: 'Admin' } }),
        /"rfl": "Admin" is no tool and level/,
      );
    });
  });
});
