import assert from 'node:assert/strict';
import { Caller } from './caller.js';

describe('simulator: writing', () => {
  const now = Date.UTC(2026, 4, 4, 12);
  let caller: Caller;
  let rfis: string;
  let person: { id: number; name: string };
  before(async () => {
    caller = await Caller.start({ clock: () => now });
    rfis = `/rest/v1.0/projects/${caller.project(0).id}/rfis`;
    [person] = (await caller.get(`/rest/v1.0/projects/${caller.project(0).id}/users?per_page=1`)).json;
  });
  after(() => caller.close());

  const valid = () => ({
    subject: 'Which gasket?',
    question: { body: 'EPDM or neoprene?' },
    rfi_manager_id: person.id,
    assignee_ids: [person.id],
  });

  it('creates an RFI, which is then in the list and found', async () => {
    const { status, json } = await caller.send(
      'POST',
      rfis,
      {},
      { rfi: { ...valid(), due_date: '2026-06-01' } },
    );
    assert.equal(status, 201);
    assert.equal(json.subject, 'Which gasket?');
    assert.equal(json.status, 'open');
    assert.equal(json.due_date, '2026-06-01');
    assert.equal(json.assignees[0].id, person.id);
    assert.equal(json.created_at, '2026-05-04T12:00:00Z');
    assert.equal((await caller.get(`${rfis}/${json.id}`)).json.subject, 'Which gasket?');
    const list = await caller.get(rfis);
    assert.equal(list.json.at(-1).id, json.id);
    assert.equal(list.headers.get('total'), '26');
    const recent = await caller.get(`${rfis}?filters[updated_at]=2026-05-04...2026-05-04`);
    assert.deepEqual(
      recent.json.map((row: { id: number }) => row.id),
      [json.id],
    );
  });

  it('names the fields that are missing', async () => {
    const { status, json } = await caller.send(
      'POST',
      rfis,
      {},
      { rfi: { subject: 'x', question: 'y', assignee_ids: [] } },
    );
    assert.equal(status, 422);
    assert.deepEqual(json, { errors: { rfi_manager: ['required'], assignees: ['required'] } });
  });

  it('stores a date that cannot be read as null, without a word', async () => {
    const { status, json } = await caller.send(
      'POST',
      rfis,
      {},
      { rfi: { ...valid(), due_date: '6/1/2026' } },
    );
    assert.equal(status, 201);
    assert.equal(json.due_date, null);
  });

  it('closes an RFI that is accepted, and a filter sees it at once', async () => {
    const open = (await caller.get(`${rfis}?filters[status][]=open`)).json;
    const { status, json } = await caller.send(
      'PATCH',
      `${rfis}/${open[0].id}`,
      {},
      { rfi: { accepted: true } },
    );
    assert.equal(status, 200);
    assert.deepEqual([json.status, json.updated_at], ['closed', '2026-05-04T12:00:00Z']);
    const after = await caller.get(`${rfis}?filters[status][]=open`);
    assert.equal(after.json.length, open.length - 1);
    assert.equal((await caller.send('PATCH', `${rfis}/7`, {}, { rfi: {} })).status, 404);
  });

  it('takes a punch item as a multipart form, the project in the body', async () => {
    const form = new FormData();
    form.set('project_id', String(caller.project(0).id));
    form.set('punch_item[name]', 'Paint door 12 – façade');
    form.append('punch_item[login_information_ids][]', String(person.id));
    const response = await fetch(`${caller.simulator.apiUrl}/rest/v1.1/punch_items`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${caller.token}` },
    });
    const item = (await response.json()) as Record<string, never>;
    assert.equal(response.status, 201);
    assert.equal(item.name, 'Paint door 12 – façade');
    assert.deepEqual(item.assignees, [
      { id: person.id, login: 'alma.abernack@example.com', name: person.name },
    ]);
    const path = `/rest/v1.0/punch_items/${item.id}?project_id=${caller.project(0).id}`;
    const closed = await caller.send('PATCH', path, {}, { punch_item: { status: 'closed' } });
    assert.equal(closed.json.status, 'Closed');
  });

  it('refuses a body that is no object, or has not the key it is wrapped in', async () => {
    for (const body of ['{"rfi":', '[1]', '{"subject":"x"}']) {
      const { status, json } = await caller.send('POST', rfis, {}, body);
      assert.equal(status, 400, body);
      assert.equal(typeof json.message, 'string');
    }
  });
});
