import assert from 'node:assert/strict';
import { Caller } from './caller.js';

describe('simulator: webhooks of v2.0', () => {
  let caller: Caller;
  let company: string;
  let project: string;
  before(async () => {
    caller = await Caller.start({ companies: 1, projects: 2 });
    company = `/rest/v2.0/companies/${caller.company(0).id}`;
    project = `${company}/projects/${caller.project(0).id}`;
  });
  after(() => caller.close());

  const body = () => ({
    payload_version: 'v4.0',
    namespace: 'nightly',
    destination_url: 'https://receiver.example.com/procore',
    destination_headers: { Authorization: 'Bearer a-secret-12345' },
  });
  const hook = async (place: string) =>
    (await caller.send('POST', `${place}/webhooks/hooks`, {}, body())).json.data;

  it('keeps a hook until it is removed, shows only the end of its secret, and lists it by its namespace', async () => {
    for (const place of [company, project]) {
      const made = await caller.send('POST', `${place}/webhooks/hooks`, {}, body());
      assert.equal(made.status, 201);
      const { id } = made.json.data;
      assert.equal(typeof id, 'string');
      assert.deepEqual(made.json.data.destination_headers, { Authorization: '*****12345' });
      assert.deepEqual([made.json.data.status, made.json.data.trigger_count], ['active', 0]);
      const path = `${place}/webhooks/hooks/${id}`;
      assert.deepEqual((await caller.get(path)).json, made.json);
      const ids = async (namespace: string) => {
        const { json } = await caller.get(`${place}/webhooks/hooks?namespace=${namespace}`);
        return json.data.map((each: { id: string }) => each.id);
      };
      assert.deepEqual([await ids('nightly'), await ids('other')], [[id], []]);
      const changed = await caller.send('PATCH', path, {}, { status: 'disabled' });
      assert.deepEqual([changed.status, changed.json.data.status], [200, 'disabled']);
      assert.equal((await caller.send('DELETE', path)).status, 204);
      assert.equal((await caller.get(path)).status, 404);
    }
    assert.equal((await caller.get(`${company}/webhooks/hooks`)).status, 400);
    assert.equal((await caller.get(`${project}/webhooks/hooks`)).status, 200);
  });

  it('refuses a hook without a safe address or with a name that is none, and says which field', async () => {
    for (const [field, value] of [
      ['destination_url', 'http://receiver.example.com/'],
      ['destination_url', undefined],
      ['namespace', 'Not One'],
      ['payload_version', 'v9'],
    ] as const) {
      const { status, json } = await caller.send(
        'POST',
        `${company}/webhooks/hooks`,
        {},
        { ...body(), [field]: value },
      );
      assert.deepEqual([status, json.error.details[0].source], [400, field]);
    }
  });

  it('lists what can be subscribed to, for the company and for the project', async () => {
    const names = async (place: string) => {
      const { json } = await caller.get(`${place}/webhooks/resources?payload_version=v4.0&per_page=100`);
      return json.data.map((each: { name: string }) => each.name);
    };
    assert.ok((await names(company)).includes('Projects'));
    assert.ok((await names(project)).includes('RFIs'));
    assert.equal((await caller.get(`${company}/webhooks/resources`)).status, 400);
  });

  it('takes triggers one by one and in bulk, and says which of several it did not take', async () => {
    const { id } = await hook(project);
    const triggers = `${project}/webhooks/hooks/${id}/triggers`;
    const one = await caller.send('POST', triggers, {}, { resource_name: 'RFIs', event_type: 'create' });
    assert.equal(one.status, 201);
    assert.deepEqual([one.json.data.webhook_hook_id, one.json.data.resource_name], [id, 'RFIs']);
    const wrong = await caller.send('POST', triggers, {}, { resource_name: 'Moons', event_type: 'create' });
    assert.equal(wrong.status, 400);
    const both = [
      { resource_name: 'Submittals', event_type: 'update' },
      { resource_name: 'Moons', event_type: 'update' },
    ];
    const some = await caller.send('POST', `${triggers}/bulk`, {}, both);
    assert.equal(some.status, 207);
    assert.deepEqual(some.json.data[1].errors, { resource_name: ['is invalid'] });
    const all = (await caller.get(triggers)).json.data;
    assert.deepEqual(all, [one.json.data, some.json.data[0]]);
    assert.equal((await caller.get(`${project}/webhooks/hooks/${id}`)).json.data.trigger_count, 2);
    const removed = await caller.send('DELETE', `${triggers}/bulk`, {}, [all[0].id, '1']);
    assert.deepEqual([removed.status, removed.json.data], [207, { succeeded: [all[0].id], failed: ['1'] }]);
    assert.equal((await caller.send('DELETE', `${triggers}/${all[1].id}`)).status, 204);
    assert.deepEqual((await caller.get(triggers)).json.data, []);
    assert.deepEqual((await caller.get(`${project}/webhooks/hooks/${id}/deliveries`)).json, { data: [] });
    assert.equal((await caller.get(`${project}/webhooks/hooks/1/deliveries`)).status, 404);
  });
});
