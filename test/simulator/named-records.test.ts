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

  it('are of the list above, where the path has the field that is changed before the id', async () => {
    const register = `/rest/v2.1/companies/${company}/projects/${project}/equipment_register`;
    const [first, second] = await get(`${register}?per_page=10`);
    const one = await send('PATCH', `${register}/status/${first.id}`, { status_id: '31' });
    assert.equal(one.status, 200, one.text);
    const many = await send('PATCH', `${register}/status/bulk_update`, [{ id: second.id, status_id: '32' }]);
    assert.equal(many.status, 200, many.text);
    for (const [id, status] of [
      [first.id, '31'],
      [second.id, '32'],
    ])
      assert.equal((await get(`${register}/${id}`)).status_id, status);
    assert.equal((await send('PATCH', `${register}/status/1`, { status_id: '31' })).status, 404);
  });

  it('have one of what is read and written by their id', async () => {
    const inProject = `/rest/v2.0/companies/${company}/projects/${project}`;
    const [code, other] = await get(`${inProject}/wbs/codes`);
    const notes = `${inProject}/budget_notes`;
    const before = await get(`${notes}/${other.id}`);
    const { status } = await send('POST', `${notes}/${code.id}`, { note: 'Awaiting quotes' });
    assert.equal(status, 200);
    assert.equal((await get(`${notes}/${code.id}`)).note, 'Awaiting quotes');
    assert.deepEqual(await get(`${notes}/${other.id}`), before);
    assert.equal((await send('GET', `${notes}/1`)).status, 404);
  });

  it('are made below the type of what they belong to', async () => {
    const thumbnails = `/rest/v1.0/companies/${company}/file_processors/preprocess/thumbnails`;
    const made = await send('POST', `${thumbnails}/drawing_revision`);
    assert.equal(made.status, 201, made.text);
  });

  it('are below the record that the list of all of them shows, and below no other', async () => {
    const inProject = `/rest/v1.0/projects/${project}`;
    const below = (id: number) => `/rest/v1.0/checklist/lists/${id}/items`;
    const [first, second] = await get(`${inProject}/checklist/list_items`);
    assert.notEqual(first.list_id, second.list_id);
    const path = `${below(first.list_id)}/${first.id}`;
    const item = { name: 'Anchors are tight', status: 'yes' };
    const changed = await send('PATCH', path, {
      project_id: project,
      section_id: first.section_id,
      item,
    });
    assert.equal(changed.status, 200, changed.text);
    const shown = await get(`${path}?project_id=${project}&section_id=${first.section_id}`);
    const [listed] = await get(`${inProject}/checklist/list_items`);
    for (const each of [shown, listed]) {
      assert.deepEqual([each.id, each.name, each.status], [first.id, 'Anchors are tight', 'yes']);
      assert.deepEqual([each.section_id, each.position], [first.section_id, first.position]);
    }
    const astray = `${below(second.list_id)}/${first.id}?project_id=${project}&section_id=${first.section_id}`;
    assert.equal((await send('GET', astray)).status, 404);
  });

  it('are in the list of all of them, where they were made below a record', async () => {
    const inProject = `/rest/v1.0/projects/${project}`;
    const [{ id }] = await get(`/rest/v1.1/projects/${project}/bid_packages`);
    const bids = `${inProject}/bid_packages/${id}/bids`;
    const idsIn = async (path: string) =>
      (await get(`${path}?per_page=1000`)).map((bid: { id: number }) => bid.id);
    const before = await idsIn(bids);
    assert.ok(before.length > 1);
    const [vendor] = await get(`/rest/v1.0/vendors?company_id=${company}`);
    const made = await send('POST', bids, { bid: { vendor_id: vendor.id } });
    assert.equal(made.status, 201, made.text);
    assert.deepEqual(await idsIn(bids), [...before, made.json.id]);
    const all = await idsIn(`${inProject}/bids`);
    assert.deepEqual(
      before.filter((each: number) => !all.includes(each)),
      [],
    );
    assert.equal(all.at(-1), made.json.id);
    assert.equal((await get(`${inProject}/bids/${made.json.id}`)).bid_package_id, id);
  });

  it('are below a record of the company, also where the path names a project', async () => {
    const inCompany = `/rest/v1.0/companies/${company}`;
    const [bid] = await get(`${inCompany}/bids`);
    const { bidPackages } = await get(`${inCompany}/bid_packages`);
    assert.ok(bidPackages.some(({ id }: { id: number }) => id === bid.bid_package_id));
    const path = `/rest/v1.0/projects/${project}/bid_packages/${bid.bid_package_id}/bids/${bid.id}`;
    assert.equal((await get(path)).bid_package_title, bid.bid_package_title);
    const changed = await send('PATCH', path, { bid: { bidder_comments: 'Without scaffolding' } });
    assert.equal(changed.status, 200, changed.text);
    assert.equal((await get(`${inCompany}/bids/${bid.id}`)).bidder_comments, 'Without scaffolding');
  });

  it('are inside the record that shows them, where no list has them', async () => {
    const items = `/rest/v1.1/punch_items?project_id=${project}`;
    const [
      {
        assignments: [first],
      },
      {
        assignments: [other],
      },
    ] = await get(items);
    const path = `/rest/v1.0/projects/${project}/punch_item_assignments`;
    assert.equal((await get(`${path}/${first.id}`)).login_information_id, first.login_information_id);
    const written = { comment: 'Done on Monday', approved: !first.approved };
    const changed = await send('PATCH', `${path}/${first.id}`, { punch_item_assignment: written });
    assert.equal(changed.status, 200, changed.text);
    const after = await get(items);
    const shown = [changed.json, await get(`${path}/${first.id}`), after[0].assignments[0]];
    for (const { id, comment, approved } of shown)
      assert.deepEqual({ id, comment, approved }, { id: first.id, ...written });
    assert.deepEqual(after[1].assignments, [other]);
    assert.equal((await send('GET', `${path}/1`)).status, 404);
  });

  it('are inside the one record that the query names', async () => {
    const submittals = `/rest/v1.1/projects/${project}/submittals`;
    const [first, second] = await get(submittals);
    const responses = await get(`/rest/v1.0/projects/${project}/submittal_responses`);
    const response = responses.at(-1);
    const [{ id }] = first.approvers;
    const answer = (submittal: number) =>
      send('PATCH', `/rest/v1.0/submittal_approvers/${id}?project_id=${project}&submittal_id=${submittal}`, {
        submittal_approver: { comment: 'See detail 4', submittal_response_id: response.id },
      });
    assert.equal((await answer(second.id)).status, 404);
    const { status, json, text } = await answer(first.id);
    assert.equal(status, 200, text);
    assert.equal(json[0].submittal_response_id, response.id);
    const [{ approvers }] = await get(submittals);
    assert.deepEqual(
      [approvers[0].id, approvers[0].comment, approvers[0].response],
      [id, 'See detail 4', { id: response.id, name: response.name }],
    );
  });

  it('are of the list of their name, where nothing lists or makes them below the record', async () => {
    const issuing = `/rest/v2.0/companies/${company}/projects/${project}/materials_mgmt/issuing`;
    const [issue] = (await send('GET', issuing)).json.data;
    const lines = `${issuing}/${issue.id}/line_items`;
    const [line, other] = (await send('GET', lines)).json.data;
    const [location] = await get(`/rest/v1.0/projects/${project}/locations`);
    const at = (id: number, row = line) =>
      send('PATCH', `${lines}/${row.id}/locations/${id}`, { name: 'Laydown area' });
    const changed = await at(location.id);
    assert.deepEqual([changed.status, changed.json.data.id], [200, location.id], changed.text);
    assert.equal((await at(location.id)).status, 200);
    assert.equal((await at(location.id, other)).status, 200);
    assert.equal((await at(1)).status, 404);
    const [after] = await get(`/rest/v1.0/projects/${project}/locations`);
    assert.deepEqual(after, location);
  });
});
