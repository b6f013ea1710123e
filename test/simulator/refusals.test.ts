import assert from 'node:assert/strict';
import type { SimulatorOptions } from '../../src/simulator/index.js';
import { Caller } from './caller.js';

const id = (of: { id: number }) => String(of.id);
const inCompany = (of: { id: number }) => ({ 'procore-company-id': id(of) });

describe('simulator: refusals by option', () => {
  let caller: Caller;
  const start = async (options: SimulatorOptions) => {
    caller = await Caller.start({ projects: 3, companies: 1, ...options });
  };
  afterEach(() => caller.close());
  const rfis = (project = 0) => `/rest/v1.0/projects/${caller.project(project).id}/rfis`;

  it('levels that differ in one project hold there only, and are shown there', async () => {
    await start({ permissions: { rfi: 'Admin' }, projectPermissions: { 1: { rfi: 'None' } } });
    assert.equal((await caller.get(rfis(0))).status, 200);
    assert.equal((await caller.get(rfis(1))).status, 403);
    const shown = async (project: number) => {
      const query = `project_id=${caller.project(project).id}`;
      const { json } = await caller.get(`/rest/v1.0/settings/permissions?${query}`);
      return json.tools.find(({ name }: { name: string }) => name === 'rfi').user_access_level.name;
    };
    assert.deepEqual([await shown(0), await shown(1)], ['Admin', 'None']);
  });

  it('a company without the app may answer 401, and the token stays good', async () => {
    await start({ notInstalled: 401 });
    const other = caller.company(-1);
    const { status, json } = await caller.get(`/rest/v1.0/companies/${other.id}/users`, inCompany(other));
    assert.deepEqual([status, json.errors], [401, 'The access token is invalid']);
    assert.equal((await caller.get('/rest/v1.0/companies')).status, 200);
  });

  for (const [toolRefusal, list, record] of [
    ['forbidden', 403, 403],
    ['not found', 404, 404],
    ['empty list', 200, 403],
  ] as const) {
    it(`a tool that is off is refused as ${toolRefusal}`, async () => {
      await start({ toolRefusal, permissions: { rfi: 'None' } });
      const answer = await caller.get(rfis());
      assert.equal(answer.status, list);
      if (list === 200) assert.deepEqual([answer.json, answer.headers.get('total')], [[], '0']);
      assert.equal((await caller.get(`${rfis()}/1`)).status, record);
      const write = await caller.send('POST', rfis(), {}, { rfi: { subject: 'x' } });
      assert.ok(write.status === 403 || write.status === 404);
    });
  }

  it('a locked record can be read and not changed', async () => {
    await start({ locked: true });
    const [first] = (await caller.get(rfis())).json;
    assert.equal((await caller.get(`${rfis()}/${first.id}`)).status, 200);
    const { status, json } = await caller.send(
      'PATCH',
      `${rfis()}/${first.id}`,
      {},
      { rfi: { subject: 'x' } },
    );
    assert.equal(status, 409);
    assert.deepEqual(json.errors.base, ['This record is locked']);
    const missing = await caller.send('PATCH', `${rfis()}/1`, {}, { rfi: { subject: 'x' } });
    assert.equal(missing.status, 404);
  });

  for (const [directoryUser, found] of [
    ['untouched', ['demo-service-account-5f0c2a9e', true]],
    ['renamed', ['Procore Robot', true]],
    ['deactivated', ['demo-service-account-5f0c2a9e', false]],
    ['deleted', undefined],
  ] as const) {
    it(`the account’s user in the directory is ${directoryUser}`, async () => {
      await start({ directoryUser });
      const path = `/rest/v1.3/companies/${caller.company(0).id}/users`;
      const me = (await caller.get('/rest/v1.0/me')).json;
      const { json } = await caller.get(`${path}?filters[search]=${me.login}`);
      const [user] = json;
      assert.deepEqual(user && [user.name, user.is_active], found);
      assert.equal((await caller.get(`${path}/${me.id}`)).status, found ? 200 : 404);
      const all = (await caller.get(`${path}?per_page=2000`)).json.map((row: { id: number }) => row.id);
      assert.deepEqual(
        all,
        [...all].sort((a: number, b: number) => a - b),
      );
    });
  }

  it('installations are listed, or refused', async () => {
    await start({});
    const path = `/rest/v1.0/app_installations?company_id=${caller.company(0).id}`;
    const [row] = (await caller.get(path)).json;
    assert.deepEqual([row.status, row.app_uid], ['installed', caller.simulator.clientId]);
    assert.equal((await caller.get(path.replace('?', `/${row.id}?`))).json.id, row.id);
    await caller.close();
    await start({ installations: false });
    assert.equal((await caller.get(path)).status, 403);
  });
});
