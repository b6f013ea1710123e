import assert from 'node:assert/strict';
import { Caller } from './caller.js';

interface Named {
  readonly id: number;
  readonly name: string;
}

describe('simulator: operations that are answered from their shape', () => {
  const now = Date.UTC(2026, 4, 4, 12);
  let caller: Caller;
  let company: number;
  let project: number;
  before(async () => {
    caller = await Caller.start({
      companies: 2,
      projects: 3,
      permissions: { directory: 'Standard' },
      clock: () => now,
    });
    company = caller.company(0).id;
    project = caller.project(0).id;
  });
  after(() => caller.close());

  const get = async (path: string) =>
    (await caller.get(path, { 'procore-company-id': String(company) })).json;
  const send = (method: string, path: string, body?: unknown) =>
    caller.send(method, path, { 'procore-company-id': String(company) }, body);

  it('name firms, people and codes that exist in the same company and project', async () => {
    const vendors: Named[] = await get(`/rest/v1.0/vendors?company_id=${company}`);
    const [contract] = await get(`/rest/v1.0/work_order_contracts?project_id=${project}`);
    assert.ok(vendors.some(({ id, name }) => id === contract.vendor.id && name === contract.vendor.company));
    const [cost] = await get(`/rest/v1.1/projects/${project}/direct_costs`);
    const firm = await get(`/rest/v1.0/vendors/${cost.vendor_id}?company_id=${company}`);
    assert.equal(firm.name, cost.vendor_name);
    const rfis = await get(`/rest/v1.0/projects/${project}/rfis`);
    const code = await get(`/rest/v1.0/cost_codes/${rfis[0].cost_code.id}?project_id=${project}`);
    assert.equal(code.name, rfis[0].cost_code.name);
    const place = await get(`/rest/v1.0/projects/${project}/locations/${rfis[0].location.id}`);
    assert.equal(place.name, rfis[0].location.name);
  });

  it('show the id of a new record by the name that paths have for it', async () => {
    for (const version of ['v1.0', 'v1.1', 'v2.0']) {
      const path = `/rest/${version}/companies/${company}/projects/${project}/viewer_documents`;
      const body = { item_id: '7', item_type: 'drawing_revision' };
      const [first, second] = [await send('POST', path, body), await send('POST', path, body)].map(
        ({ json }) => (json.data ?? json).viewer_doc_id,
      );
      assert.match(first, /^\d+$/, version);
      assert.notEqual(first, second, version);
    }
  });

  it('keep what is written in the list, the record and a filtered list, and leave empty what was not', async () => {
    const path = `/rest/v1.0/vendors?company_id=${company}`;
    const made = await send('POST', path, {
      company_id: company,
      vendor: { name: 'Fernhill Survey', city: 'Dunmere' },
    });
    assert.equal(made.status, 201);
    const { id, name, city, zip, created_at: created } = made.json;
    assert.deepEqual(
      [name, city, zip ?? null, created],
      ['Fernhill Survey', 'Dunmere', null, '2026-05-04T12:00:00Z'],
    );
    assert.equal((await get(path)).at(-1).name, 'Fernhill Survey');
    const found: Named[] = await get(`${path}&filters[search]=fernhill`);
    assert.deepEqual(
      found.map((each) => each.id),
      [id],
    );
    await send('PATCH', `/rest/v1.0/vendors/${id}?company_id=${company}`, { vendor: { city: 'Bellhaven' } });
    const after = await get(`/rest/v1.0/vendors/${id}?company_id=${company}`);
    assert.deepEqual([after.name, after.city], ['Fernhill Survey', 'Bellhaven']);
  });

  it('synchronise by id and by origin id, and say which of the updates failed', async () => {
    const updates = [
      { name: 'Quarry Lane Rental', origin_id: 'V-1' },
      { id: 1, name: 'Nobody' },
      { name: 'Whitlow Rental', origin_id: 'V-1' },
    ];
    const { status, json } = await send('PATCH', '/rest/v1.0/vendors/sync', { company_id: company, updates });
    assert.equal(status, 200);
    assert.deepEqual(
      json.entities.map(({ name }: Named) => name),
      ['Quarry Lane Rental', 'Whitlow Rental'],
    );
    assert.equal(json.entities[0].id, json.entities[1].id);
    assert.deepEqual(json.errors, [
      { id: 1, name: 'Nobody', errors: { id: ['Entity with this ID not found'] } },
    ]);
    const many = Array.from({ length: 1001 }, () => ({ name: 'x' }));
    assert.equal(
      (await send('PATCH', '/rest/v1.0/vendors/sync', { company_id: company, updates: many })).status,
      413,
    );
  });

  it('refuse people who do not exist, what is missing, and ids that are nowhere', async () => {
    const tasks = `/rest/v1.0/task_items?project_id=${project}`;
    const unknown = await send('POST', tasks, {
      task_item: { title: 'Order anchors', assigned_id: 1, assignee_ids: [1] },
    });
    assert.deepEqual([unknown.status, unknown.json], [422, { errors: { assignee_ids: ['is invalid'] } }]);
    assert.equal((await send('POST', tasks, {})).status, 400);
    assert.equal((await send('GET', `/rest/v1.0/task_items/1?project_id=${project}`)).status, 404);
    assert.equal((await send('DELETE', `/rest/v1.0/task_items/1?project_id=${project}`)).status, 404);
  });

  it('sort, and page as their version does', async () => {
    const codes = `/rest/v2.0/companies/${company}/projects/${project}/wbs/codes`;
    const first = await send('GET', codes);
    assert.equal(first.json.data.length, 10);
    assert.deepEqual([first.headers.get('per-page'), first.headers.get('total')], ['10', '12']);
    assert.match(first.headers.get('link') ?? '', /page=2>; rel="next"/);
    const second = await send('GET', `${codes}?page=2`);
    assert.equal(second.json.data.length, 2);
    const vendors = `/rest/v1.0/vendors?company_id=${company}`;
    const names = (await get(`${vendors}&sort=name`)).map(({ name }: Named) => name);
    assert.deepEqual(names, [...names].sort());
    assert.deepEqual(
      (await get(`${vendors}&sort=-name`)).map(({ name }: Named) => name),
      [...names].reverse(),
    );
  });

  it('show what was written as an id with its name', async () => {
    const [, place] = await get(`/rest/v1.0/projects/${project}/locations`);
    const [code] = await get(`/rest/v1.0/cost_codes?project_id=${project}`);
    const [{ id }] = await get(`/rest/v1.0/projects/${project}/rfis`);
    const rfi = { location_id: place.id, cost_code_id: code.id };
    const { json } = await send('PATCH', `/rest/v1.0/projects/${project}/rfis/${id}`, { rfi });
    assert.deepEqual([json.location.id, json.location.name], [place.id, place.name]);
    assert.deepEqual([json.cost_code.id, json.cost_code.name], [code.id, code.name]);
  });

  it('are listed for whatever must be said, if no row shows it', async () => {
    const of = (path: string) => get(`/rest/v2.0/companies/${company}/workflows/${path}`);
    const { data: tools } = await of('tools');
    const { data: possible } = await of(`possible_assignees?tool_type=${tools[0].type}`);
    assert.ok(possible.length > 0);
    // Instances show their tool, and are those of the one that is asked for.
    const { data: instances } = await of('instances?filters[tool_type]=commitments');
    assert.ok(instances.length > 0);
    for (const { tool_type: tool } of instances) assert.equal(tool, 'commitments');
    const { data: others } = await of('instances?filters[tool_type]=elevators');
    assert.deepEqual(others, []);
  });

  it('are listed for the days that are asked for', async () => {
    const summary = `/rest/v1.0/companies/${company}/schedule/summary`;
    const dates = ({ data }: { readonly data: ReadonlyArray<{ readonly date: string }> }) =>
      data.map(({ date }) => date.slice(0, 10));
    const all = dates(await get(`${summary}?after=2000-01-01&before=2100-01-01`));
    const [first = '', second = ''] = [...all].sort();
    assert.ok(all.length > 2 && first < second);
    const within = dates(await get(`${summary}?after=${first}&before=${first}`));
    assert.deepEqual([...new Set(within)], [first]);
    assert.equal(dates(await get(`${summary}?after=2000-01-01&before=2000-01-02`)).length, 0);
    const planned = `/rest/v1.0/workforce-planning/v2/companies/${company}/assignments`;
    const [{ data: people }] = await get(`${planned}?start_day=2026-05-04&dayRange=14`);
    assert.ok(people.length > 0);
  });

  it('lead from one page to the next by a cursor', async () => {
    const path = `/rest/v2.0/companies/${company}/workflows/instances?per_page=7`;
    const seen = new Set<string>();
    let cursor: string | null = '';
    while (cursor !== null) {
      const json: { data: Array<{ id: string }>; pagination: { next_cursor: string | null } } = await get(
        `${path}${cursor && `&cursor=${cursor}`}`,
      );
      for (const { id } of json.data) seen.add(id);
      cursor = json.pagination.next_cursor;
    }
    assert.ok(seen.size > 7);
  });

  it('give the logs of the days that are asked for, and today if none is', async () => {
    const path = `/rest/v1.0/projects/${project}/visitor_logs`;
    const today: Array<{ date: string }> = await get(path);
    assert.ok(today.length > 0 && today.every(({ date }) => date === '2026-05-04'));
    const before: Array<{ date: string }> = await get(`${path}?start_date=2026-05-01&end_date=2026-05-03`);
    assert.deepEqual(
      new Set(before.map(({ date }) => date)),
      new Set(['2026-05-01', '2026-05-02', '2026-05-03']),
    );
    assert.equal((await send('GET', `${path}?start_date=2025-01-01&end_date=2026-05-03`)).status, 400);
  });

  it('remove to the recycle bin where there is one, and restore from it', async () => {
    const links = `/rest/v1.0/links`;
    const query = `?project_id=${project}`;
    const [link] = await get(`${links}${query}`);
    assert.equal((await send('DELETE', `${links}/${link.id}${query}`)).status, 204);
    const bin = async () => (await get(`${links}/recycle_bin${query}`)).map(({ id }: Named) => id);
    assert.ok((await bin()).includes(link.id));
    assert.equal((await send('PATCH', `${links}/${link.id}/restore${query}`)).status, 200);
    assert.ok(!(await bin()).includes(link.id));
    assert.equal((await send('GET', `${links}/${link.id}${query}`)).status, 200);
  });

  it('find a record without its project in the path, and rows only below a parent that exists', async () => {
    const third = caller.project(2).id;
    const [contract] = await get(`/rest/v1.0/purchase_order_contracts?project_id=${third}`);
    const lines = `/rest/v1.0/purchase_order_contracts/${contract.id}/line_items`;
    const rows = await get(`${lines}?project_id=${third}`);
    assert.ok(rows.length > 0);
    assert.equal(
      (await send('GET', `/rest/v1.0/purchase_order_contracts/1/line_items?project_id=${third}`)).status,
      404,
    );
  });

  it('offer as options of a filter the values that rows have', async () => {
    const options: Array<{ key: string; value: string }> = await get(
      `/rest/v1.0/projects/${project}/rfis/filter_options/status`,
    );
    const rfis: Array<{ status: string }> = await get(`/rest/v1.0/projects/${project}/rfis`);
    assert.deepEqual(new Set(options.map(({ key }) => key)), new Set(rfis.map(({ status }) => status)));
    const people: Array<{ key: string }> = await get(
      `/rest/v1.0/projects/${project}/rfis/filter_options/assigned_id`,
    );
    const found = await get(`/rest/v1.0/projects/${project}/rfis?filters[assigned_id]=${people[0]?.key}`);
    assert.ok(found.length > 0);
  });

  it('lead from a folder to the folders and files in it', async () => {
    const root = await get(`/rest/v1.0/folders?project_id=${project}`);
    const inner = await get(`/rest/v1.0/folders/${root.folders[0].id}?project_id=${project}`);
    assert.equal(inner.id, root.folders[0].id);
    const file = await get(`/rest/v1.0/files/${root.files[0].id}?project_id=${project}`);
    assert.equal(file.id, root.files[0].id);
  });

  it('stand hostile bodies', async () => {
    const deep = `{"vendor":${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}}`;
    for (const body of [
      '[]',
      '{"vendor":[]}',
      '{"vendor":{"__proto__":{"name":"x"},"name":7}}',
      '{"vendor":null}',
      deep,
    ]) {
      const { status } = await send('POST', `/rest/v1.0/vendors?company_id=${company}`, body);
      assert.ok([201, 400, 422].includes(status), `${status} for ${body.slice(0, 40)}`);
    }
    assert.equal(({} as { name?: string }).name, undefined);
  });
});
