import assert from 'node:assert/strict';
import { Caller } from './caller.js';
import { assertContains } from './contained.js';

interface Project {
  id: number;
  name: string;
  active: boolean;
}

describe('simulator: projects', () => {
  let caller: Caller;
  before(async () => {
    caller = await Caller.start();
  });
  after(() => caller.close());

  const list = async (query: string, version = 'v1.1'): Promise<Project[]> => {
    const { status, json } = await caller.get(
      `/rest/${version}/projects?company_id=${caller.company(0).id}&${query}`,
    );
    assert.equal(status, 200);
    return json;
  };
  const ids = (projects: Project[]) => projects.map(({ id }) => id);
  const permitted = () => caller.company(0).projects.filter((project) => project.permitted);

  it('are the active ones, unless a status is asked for', async () => {
    const active = permitted().filter((project) => project.active);
    const inactive = permitted().filter((project) => !project.active);
    assert.equal(inactive.length, 5);
    assert.deepEqual(ids(await list('')), ids(active as Project[]));
    assert.deepEqual(ids(await list('filters[by_status]=Active')), ids(active as Project[]));
    assert.deepEqual(ids(await list('filters[by_status]=Inactive')), ids(inactive as Project[]));
    assert.deepEqual(ids(await list('filters[by_status]=All', 'v1.0')), ids(permitted() as Project[]));
  });

  it('are filtered by ids, by name, by number and by time', async () => {
    const [first, second, third] = await list('');
    assert.ok(first && second && third);
    assert.deepEqual(ids(await list(`filters[id][]=${first.id}&filters[id][]=${third.id}`)), [
      first.id,
      third.id,
    ]);
    assert.deepEqual(ids(await list(`filters[id]=${second.id}`)), [second.id]);
    const schools = await list('filters[name]=elementary');
    assert.ok(schools.length > 1 && schools.length < 35);
    for (const { name } of schools) assert.match(name, /Elementary/);
    const before2025 = await list('filters[created_at]=2023-01-01...2024-12-31');
    const after2025 = await list('filters[created_at]="2025-01-01T00:00:00Z...2030-01-01T00:00:00Z"');
    assert.ok(before2025.length > 0 && after2025.length > 0);
    assert.equal(before2025.length + after2025.length, 35);
  });

  it('are sorted by name, either way', async () => {
    const names = (await list('sort=name')).map(({ name }) => name);
    assert.deepEqual(names, [...names].sort());
    assert.deepEqual(
      (await list('sort=-name')).map(({ name }) => name),
      [...names].reverse(),
    );
  });

  it('have views: ids, compact and the whole', async () => {
    const whole = await list('view=normal');
    assert.deepEqual(await list('view=ids'), ids(whole));
    const [compact] = await list('view=compact');
    assert.deepEqual(Object.keys(compact ?? {}), ['id', 'name', 'display_name', 'project_number', 'active']);
    assert.deepEqual((await list('serializer_view=compact', 'v1.0'))[0], compact);
  });

  it('look like real ones: money as strings, a Rails time zone, display name from number and name', async () => {
    const [project] = (await list('')) as unknown as Record<string, string>[];
    assert.match(project?.estimated_value ?? '', /^\d+\.\d\d$/);
    assert.match(project?.time_zone ?? '', /Time \(US & Canada\)$/);
    assert.equal(project?.display_name, `${project?.project_number} - ${project?.name}`);
    assert.match(project?.created_at ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it('are one by its id, and in the company’s list of another shape', async () => {
    const { id, name } = caller.project(0);
    const one = await caller.get(`/rest/v1.0/projects/${id}?company_id=${caller.company(0).id}`);
    assert.equal(one.json.name, name);
    const { json } = await caller.get(`/rest/v1.0/companies/${caller.company(0).id}/projects`);
    assert.equal(json.length, 40);
    assert.equal(json[0].name, name);
    assert.equal(typeof json[0].address.city, 'string');
    assert.equal(json[5].status_name, 'Inactive');
    assert.deepEqual(Object.keys(json[0].created_by), ['id', 'email']);
  });

  it('are a third and a fifth as many in the next companies, and have large ids in the first', () => {
    const counts = [0, 1, 2].map(
      (index) => caller.company(index).projects.filter((project) => project.permitted).length,
    );
    assert.deepEqual(counts, [40, 13, 8]);
    const numbers = [0, 1].flatMap((index) => [caller.company(index).id, caller.project(0, index).id]);
    const [large, alsoLarge, small, alsoSmall] = numbers as [number, number, number, number];
    assert.ok(large > 2 ** 32 && alsoLarge > 2 ** 32 && Number.isSafeInteger(large));
    assert.ok(small < 2 ** 31 && alsoSmall < 2 ** 31);
  });

  it('can be made and changed, and are then listed and shown as they were written', async () => {
    const own = await Caller.start({ companies: 1, projects: 2, permissions: { portfolio: 'Standard' } });
    try {
      const { id: company } = own.company(0);
      const header = { 'procore-company-id': String(company) };
      const project = { name: 'Old Mill Annex', project_number: 'X-7', city: 'Dunmere' };
      const made = await own.send('POST', '/rest/v1.0/projects', header, { company_id: company, project });
      assert.equal(made.status, 201);
      const { id, name, city, zip, display_name: shown } = made.json;
      assert.deepEqual([name, city, zip, shown], ['Old Mill Annex', 'Dunmere', null, 'X-7 - Old Mill Annex']);
      const path = `/rest/v1.0/projects/${id}?company_id=${company}`;
      const changed = await own.send('PATCH', path, header, { project: { city: 'Bellhaven' } });
      assert.equal(changed.status, 200);
      const read = (await own.get(path, header)).json;
      assert.deepEqual([read.name, read.city], ['Old Mill Annex', 'Bellhaven']);
      const list = (await own.get(`/rest/v1.1/projects?company_id=${company}`, header)).json;
      assertContains(read, list.at(-1));
      assert.equal((await own.get(`/rest/v1.0/projects/${id}/rfis`, header)).status, 200);
      assert.equal((await own.send('POST', '/rest/v1.0/projects', header, { project: {} })).status, 422);
    } finally {
      await own.close();
    }
  });
});
