/** What is done to rows that a body names makes no row, and is refused where a row is not there; and what a record shows alone is changed there. */
import assert from 'node:assert/strict';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';

describe('simulator: deeds on named rows', () => {
  let caller: Caller;
  let company: number;
  let project: number;
  before(async () => {
    caller = await Caller.start({ companies: 1, projects: 1, permissions: ADMIN_EVERYWHERE });
    company = caller.company(0).id;
    project = caller.project(0).id;
  });
  after(() => caller.close());

  const send = (method: string, path: string, body?: unknown) =>
    caller.send(method, path, { 'procore-company-id': String(company) }, body);
  const listed = async (path: string) => {
    const { status, json, text } = await send('GET', path);
    assert.equal(status, 200, text);
    return (json.data ?? json) as Array<Record<string, unknown> & { id: number }>;
  };

  it('add users to a project, and make none', async () => {
    const [ofCompany, ofProject] = [
      `/rest/v1.3/companies/${company}/users?per_page=100`,
      `/rest/v1.0/projects/${project}/users?per_page=100`,
    ];
    const [all, before] = [await listed(ofCompany), await listed(ofProject)];
    // The first is the app itself.
    const other = all.slice(1).find(({ id }) => before.every((user) => user.id !== id));
    assert.ok(other);
    const body = (id: number) => ({ users: [{ user_id: other.id, project_id: id }] });
    const path = `/rest/v1.3/companies/${company}/users/bulk_add`;
    assert.deepEqual((await send('POST', path, body(1))).json, { entities: [] });
    for (const _ of ['added', 'there already']) {
      const { json } = await send('POST', path, body(project));
      const projects = [{ projectId: String(project) }];
      assert.deepEqual(json, { entities: [{ userId: String(other.id), projects }] });
    }
    const after = await listed(ofProject);
    assert.deepEqual(
      after.map(({ id }) => id),
      [...before.map(({ id }) => id), other.id],
    );
    assert.equal((await listed(ofCompany)).length, all.length);
  });

  it('take the ids of people who are there, and want some', async () => {
    const people = `/rest/v1.0/companies/${company}/people?per_page=100`;
    const before = await listed(people);
    const path = `/rest/v2.0/companies/${company}/people/bulk_deactivate`;
    assert.equal((await send('POST', path, {})).status, 400);
    const { json } = await send('POST', path, { ids: [before[2]?.id, 1] });
    assert.deepEqual(json, { data: { ids: [before[2]?.id] } });
    const after = await listed(people);
    assert.equal(after.length, before.length);
    assert.deepEqual(after[2]?.contact, { ...(before[2]?.contact as object), is_active: false });
  });

  it('do nothing if equipment is not there, as no answer would tell it', async () => {
    const list = `/rest/v2.0/companies/${company}/equipment_register?per_page=100`;
    const [first] = await listed(list);
    const path = `/rest/v2.0/companies/${company}/equipment_register/associate`;
    const pair = (id: unknown, at: unknown) => ({ equipment_id: String(id), project_id: String(at) });
    for (const wrong of [pair(1, project), pair(first?.id, 1)]) {
      const { status } = await send('POST', path, [pair(first?.id, project), wrong]);
      assert.equal(status, 404);
    }
    assert.deepEqual((await listed(list))[0], first);
    const ids = async () => [(await listed(list))[0]?.current_project_ids].flat().map(String);
    assert.equal((await send('POST', path, [pair(first?.id, project)])).status, 200);
    assert.ok((await ids()).includes(String(project)));
    assert.equal((await send('DELETE', path, [pair(first?.id, project)])).status, 204);
    assert.ok(!(await ids()).includes(String(project)));
  });

  it('change what a record shows alone where it is', async () => {
    const [vendor] = await listed(`/rest/v1.0/vendors?company_id=${company}`);
    const path = `/rest/v1.0/vendors/${vendor?.id}`;
    const register = async () => (await send('GET', `${path}?company_id=${company}`)).json.business_register;
    const before = await register();
    const body = { business_register: { type: 'abn', identifier: '51 824 753 556' } };
    const { status, json } = await send('PATCH', `${path}/business_register?company_id=${company}`, body);
    assert.equal(status, 200);
    assert.equal(json.id, before.id);
    const { type, identifier } = body.business_register;
    assert.deepEqual(await register(), { ...before, type, identifier });
  });

  it('install another app beside the one that calls', async () => {
    const path = `/rest/v1.0/app_installations`;
    const list = `${path}?company_id=${company}`;
    const [own] = await listed(list);
    const about = { company_id: company, project_id: project };
    assert.equal((await send('POST', path, { ...about, app_installation: {} })).status, 400);
    const made = await send('POST', path, { ...about, app_uid: 'another', app_installation: {} });
    assert.equal(made.status, 201);
    const off = { ...about, app_uid: 'another', app_installation: { status: 'uninstalled' } };
    assert.equal((await send('PATCH', `${path}/${made.json.id}`, off)).status, 200);
    assert.equal((await send('PATCH', `${path}/1`, off)).status, 404);
    const [first, second] = await listed(list);
    assert.deepEqual(first, own);
    assert.deepEqual([second?.app_uid, second?.status], ['another', 'uninstalled']);
  });
});
