/** Lists that are answered from their shape: what filters, orders and views mean where more than one row must be looked at. */
import assert from 'node:assert/strict';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';

describe('simulator: filters, orders and views of lists that are answered from their shape', () => {
  let caller: Caller;
  let company: number;
  let project: number;
  before(async () => {
    caller = await Caller.start({ companies: 2, projects: 2, permissions: ADMIN_EVERYWHERE });
    company = caller.company(0).id;
    project = caller.project(0).id;
  });
  after(() => caller.close());

  const send = (method: string, path: string, body?: unknown, of = company) =>
    caller.send(method, path, { 'procore-company-id': String(of) }, body);
  const get = async (path: string) => {
    const { status, json } = await send('GET', path);
    assert.equal(status, 200, path);
    return json;
  };
  const idsOf = (rows: ReadonlyArray<{ id: number }>) => rows.map(({ id }) => id);

  it('find what is below and above a place, and how deep it is', async () => {
    const path = `/rest/v1.0/projects/${project}/locations`;
    const all = await get(path);
    const top = all[0].id;
    const below = async (parent: number) =>
      (await send('POST', path, { location: { node_name: 'Below', parent_id: parent } })).json.id;
    const child = await below(top);
    const grandchild = await below(child);
    assert.deepEqual(idsOf(await get(`${path}?filters[sublocations_for]=${top}`)), [child, grandchild]);
    assert.deepEqual(idsOf(await get(`${path}?filters[superlocations_for]=${grandchild}`)), [top, child]);
    assert.deepEqual(idsOf(await get(`${path}?filters[depth_range]=1...2`)), [child, grandchild]);
    assert.deepEqual(idsOf(await get(`${path}?filters[depth_range]=0...0`)), idsOf(all));
  });

  it('do not follow a circle of parents for ever', async () => {
    const path = `/rest/v1.0/projects/${project}/locations`;
    const make = async (fields: object) =>
      (await send('POST', path, { location: { node_name: 'Circle', ...fields } })).json.id;
    const first = await make({});
    const second = await make({ parent_id: first });
    await send('PATCH', `${path}/${first}`, { location: { parent_id: second } });
    const found = idsOf(await get(`${path}?filters[sublocations_for]=${first}`));
    assert.deepEqual(found.sort(), [first, second].sort());
  });

  it('find projects by custom fields, as JSON; what is no JSON finds none', async () => {
    const path = `/rest/v1.1/projects?company_id=${company}`;
    const filter = (text: string) => get(`${path}&filters[custom_fields]=${encodeURIComponent(text)}`);
    const [{ id }] = await get(path);
    const made = await send('PATCH', `/rest/v1.0/projects/${id}`, {
      company_id: company,
      project: { custom_fields: { custom_field_168115: { data_type: 'string', value: 'Gold' } } },
    });
    assert.equal(made.status, 200);
    assert.deepEqual(idsOf(await filter('{"168115":"Gold"}')), [id]);
    for (const text of ['{"168115":"Tin"}', '{"1":"Gold"}', '{', '[]', '["Gold"]', '7'])
      assert.deepEqual(await filter(text), [], text);
  });

  it('find observations by the numbers of their statuses', async () => {
    const path = `/rest/v1.0/observations/items?project_id=${project}`;
    const closed = await get(`${path}&filters[status]=3`);
    const all = await get(path);
    assert.ok(closed.length > 0 && closed.length < all.length);
    assert.ok(closed.every((row: { status: string }) => row.status === 'closed'));
    const open = await get(`${path}&filters[status]=0,1,2,4`);
    assert.equal(open.length + closed.length, all.length);
  });

  it('keep the order of rows that tie, in both directions, and put rows without a value first', async () => {
    const path = `/rest/v1.0/projects/${project}/incidents`;
    const usual: Array<{ id: number; recordable: boolean }> = await get(path);
    for (const [sort, first] of [
      ['recordable', false],
      ['-recordable', true],
    ] as const) {
      const sorted: typeof usual = await get(`${path}?sort=${sort}`);
      const expected = [true, false].flatMap((isFirst) =>
        usual.filter((row) => (row.recordable === first) === isFirst),
      );
      assert.deepEqual(idsOf(sorted), idsOf(expected), sort);
    }
    const { json } = await send('POST', path, { incident: { event_date: '2026-03-04T05:06:07Z' } });
    assert.equal((await get(`${path}?sort=title`))[0].id, json.id);
  });

  it('show ids alone, fewer fields or whole rows, and ignore a view that is not declared', async () => {
    const path = `/rest/v1.1/vendors?company_id=${company}`;
    const usual = await get(path);
    const whole = Object.keys(usual[0]).length;
    const [shortest] = await get(`${path}&view=minimal`);
    assert.ok('name' in shortest && Object.keys(shortest).length < whole / 2);
    assert.deepEqual(await get(`${path}&view=ids_only`), usual);
    const users = `/rest/v1.3/companies/${company}/users`;
    const [user] = await get(users);
    assert.deepEqual((await get(`${users}?view=ids_only`))[0], { id: user.id });
    assert.ok('name' in (await get(`/rest/v1.0/companies/${company}/users?view=ids_only`))[0]);
  });

  it('show at once what was written, in each company its own', async () => {
    const path = (of: number) => `/rest/v1.0/departments?company_id=${of}`;
    const other = caller.company(1).id;
    const before = await get(path(company));
    assert.deepEqual(await get(path(company)), before);
    const elsewhere = (await send('GET', path(other), undefined, other)).json;
    assert.notDeepEqual(idsOf(elsewhere), idsOf(before));
    const made = await send('POST', path(company), {
      company_id: company,
      department: { name: 'Geotechnics' },
    });
    assert.equal((await get(path(company))).at(-1).name, 'Geotechnics');
    await send('DELETE', `/rest/v1.0/departments/${made.json.id}?company_id=${company}`);
    assert.deepEqual(await get(path(company)), before);
  });

  it('keep each record of a body that has several', async () => {
    const path = `/rest/v1.0/companies/${company}/timesheets`;
    const entry = (hours: string) => ({ date: '2026-03-04', hours, description: `Set ${hours}` });
    const made = await send('POST', path, { timecard_entries: [entry('3.5'), entry('4.0')] });
    assert.equal(made.status, 201);
    assert.deepEqual(
      made.json.map(({ hours, description }: { hours: string; description: string }) => [hours, description]),
      [
        ['3.5', 'Set 3.5'],
        ['4.0', 'Set 4.0'],
      ],
    );
  });

  it('show the thing of an id that was written where a record had none', async () => {
    const types = await get(`/rest/v1.0/punch_item_types?project_id=${project}`);
    const made = await send('POST', '/rest/v1.0/punch_items', {
      project_id: project,
      punch_item: { name: 'Seal the joint', punch_item_type_id: types[0].id },
    });
    assert.equal(made.json.punch_item_type.id, types[0].id);
    const path = `/rest/v1.0/punch_items?project_id=${project}&filters[punch_item_type_id]=`;
    assert.deepEqual(idsOf(await get(`${path}${types[0].id}`)), [made.json.id]);
    assert.deepEqual(await get(`${path}1`), []);
  });

  it('write the one who wrote a record as its author, whatever the field is called', async () => {
    const made = await send('POST', '/rest/v1.0/change_order_requests', {
      project_id: project,
      contract_id: 7,
      change_order: { title: 'Deeper footing' },
    });
    assert.deepEqual([made.json.title, made.json.creator.id], ['Deeper footing', 160_586]);
  });
});
