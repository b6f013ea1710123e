/** Records that a path names: they are found where another operation shows them. */
import assert from 'node:assert/strict';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';

describe('simulator: records that a path names', () => {
  let caller: Caller;
  let company: number;
  let project: number;
  before(async () => {
    caller = await Caller.start({ companies: 1, projects: 3, permissions: ADMIN_EVERYWHERE });
    company = caller.company(0).id;
    project = caller.project(2).id;
  });
  after(() => caller.close());

  const send = (method: string, path: string, body?: unknown) =>
    caller.send(method, path, { 'procore-company-id': String(company) }, body);
  const get = async (path: string) => {
    const { status, json, text } = await send('GET', path);
    assert.equal(status, 200, `${path}: ${text}`);
    return json.data ?? json;
  };

  it('are in the project of the record above them, if the call does not name a project', async () => {
    const [area] = await get(`/rest/v1.0/projects/${project}/drawing_areas`);
    const drawings = `/rest/v1.1/drawing_areas/${area.id}/drawings`;
    const titles = async (query: string) =>
      (await get(`${drawings}?per_page=100${query}`)).map(({ title }: { title: string }) => title);
    const [drawing] = await get(`${drawings}?project_id=${project}`);
    await send('PATCH', `${drawings}/${drawing.id}`, { drawing: { title: 'Roof plan' } });
    const { status } = await send('POST', drawings, {
      drawing: { number: 'A-9', title: 'Core plan', drawing_discipline: { name: 'Architectural' } },
    });
    assert.equal(status, 201);
    const all = await titles('');
    assert.deepEqual([all[0], all.at(-1)], ['Roof plan', 'Core plan']);
    assert.deepEqual(await titles(`&project_id=${project}`), all);
    assert.equal((await send('GET', '/rest/v1.1/drawing_areas/1/drawings')).status, 404);
  });
});
