/** Sync actions work on the records that are listed. */
import assert from 'node:assert/strict';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';

describe('simulator: sync of listed records', () => {
  let caller: Caller;
  let company: number;
  let project: number;
  before(async () => {
    caller = await Caller.start({ companies: 2, projects: 3, permissions: ADMIN_EVERYWHERE });
    company = caller.company(0).id;
    project = caller.project(0).id;
  });
  after(() => caller.close());

  const send = async (method: string, path: string, body?: unknown) => {
    const { status, json, text } = await caller.send(
      method,
      path,
      { 'procore-company-id': String(company) },
      body,
    );
    assert.equal(status, method === 'POST' ? 201 : 200, `${method} ${path}: ${text}`);
    return json;
  };
  const sync = (path: string, updates: unknown[]) => send('PATCH', path, { company_id: company, updates });

  it('changes a listed project, makes a new one, and knows it by its origin', async () => {
    const at = '/rest/v1.0/projects/sync';
    const list = async (): Promise<Array<{ id: number; name: string; origin_id: string | null }>> =>
      send('GET', `/rest/v1.1/projects?company_id=${company}`);
    const count = (await list()).length;
    const first = await sync(at, [
      { id: project, name: 'Renamed Depot', project_number: 'P-1' },
      { name: 'Depot from ERP', origin_id: 'ERP-9', flag: 'Red' },
      { id: 7, name: 'Nowhere' },
      { origin_id: 'ERP-10' },
    ]);
    assert.deepEqual(
      first.entities.map((each: { name: string }) => each.name),
      ['Renamed Depot', 'Depot from ERP'],
    );
    const [renamed, made] = first.entities;
    assert.equal(renamed.display_name, 'P-1 - Renamed Depot');
    assert.deepEqual([made.origin_id, made.flag, made.address, made.office], ['ERP-9', 'Red', null, null]);
    assert.deepEqual(first.errors, [
      { id: 7, name: 'Nowhere', errors: { id: ['Entity with this ID not found'] } },
      { origin_id: 'ERP-10', errors: { name: ['required'] } },
    ]);
    const listed = await list();
    assert.equal(listed.length, count + 1);
    assert.equal(listed.find(({ id }) => id === project)?.name, 'Renamed Depot');
    assert.equal(listed.find(({ id }) => id === made.id)?.origin_id, 'ERP-9');
    const again = await sync(at, [{ name: 'Depot, renamed', origin_id: 'ERP-9' }]);
    assert.deepEqual([again.entities[0].id, again.entities[0].name], [made.id, 'Depot, renamed']);
    assert.equal((await list()).length, count + 1);
    const one = await send('GET', `/rest/v1.0/projects/${made.id}?company_id=${company}`);
    assert.deepEqual([one.name, one.origin_id, one.flag], ['Depot, renamed', 'ERP-9', 'Red']);
  });

  it('leaves the projects of another company alone', async () => {
    const other = caller.project(0, 1);
    const { entities, errors } = await sync('/rest/v1.0/projects/sync', [{ id: other.id, name: 'Taken' }]);
    assert.deepEqual([entities, errors.length], [[], 1]);
  });

  it('changes the types of line items that each project lists', async () => {
    const list = (of: number) =>
      send('GET', `/rest/v1.0/line_item_types?company_id=${company}&project_id=${of}`);
    const [first, second] = await list(project);
    const { entities, errors } = await sync('/rest/v1.0/line_item_types/sync', [
      { id: second.id, name: 'Cranes' },
    ]);
    assert.deepEqual([entities[0].name, errors], ['Cranes', []]);
    for (const of of [project, caller.project(1).id]) {
      const rows = await list(of);
      assert.deepEqual([rows[0].name, rows[1].id, rows[1].name], [first.name, second.id, 'Cranes']);
    }
    const made = await send('POST', '/rest/v1.0/line_item_types', {
      company_id: company,
      line_item_type: { name: 'Barges', code: 'B', base_type: 'other' },
    });
    assert.equal((await list(project)).at(-1).id, made.id);
  });

  it('changes a user wherever the user is listed, and so does a change in a project', async () => {
    const lists = [`/rest/v1.3/companies/${company}/users`, `/rest/v1.0/projects/${project}/users`];
    const users: Array<{ id: number }> = await send('GET', lists[1] ?? '');
    const [user] = users;
    assert.ok(user);
    const all = async (): Promise<Array<{ job_title: string; first_name: string }>> => {
      const found = [];
      for (const list of lists) {
        const rows: Array<{ id: number; job_title: string; first_name: string }> = await send('GET', list);
        found.push(...rows.filter(({ id }) => id === user.id));
        found.push(await send('GET', `${list}/${user.id}`));
      }
      return found;
    };
    await sync(`/rest/v1.3/companies/${company}/users/sync`, [{ id: user.id, job_title: 'Rigger' }]);
    assert.deepEqual(
      (await all()).map((row) => row.job_title),
      ['Rigger', 'Rigger', 'Rigger', 'Rigger'],
    );
    await send('PATCH', `${lists[1]}/${user.id}`, { user: { first_name: 'Petra' } });
    assert.deepEqual(
      (await all()).map((row) => [row.job_title, row.first_name]),
      Array.from({ length: 4 }, () => ['Rigger', 'Petra']),
    );
    const next = (await send('GET', lists[1] ?? ''))[1];
    assert.notEqual(next.job_title, 'Rigger');
  });

  it('renames a firm wherever it is listed', async () => {
    const paths = ['v1.0', 'v1.1'].flatMap((version) => [
      `/rest/${version}/vendors?company_id=${company}`,
      `/rest/${version}/projects/${project}/vendors`,
    ]);
    const [firm] = await send('GET', paths[0] ?? '');
    await sync('/rest/v1.0/vendors/sync', [{ id: firm.id, name: 'Renamed & Sons' }]);
    for (const path of paths) {
      const rows: Array<{ id: number; name: string }> = await send('GET', path);
      assert.equal(rows.find(({ id }) => id === firm.id)?.name, 'Renamed & Sons', path);
    }
  });
});
