import assert from 'node:assert/strict';
import type { WebhookOptions } from '../../src/simulator/index.js';
import { DeliveryStage, HOUR } from './delivery-stage.js';

describe('simulator: deliveries of webhooks', () => {
  let stage: DeliveryStage;
  beforeEach(async () => {
    stage = await DeliveryStage.begin();
  });
  afterEach(() => stage.close());

  it('tells a hook what its triggers are for, with the header that it was given', async () => {
    await stage.start();
    const path = await stage.hook(stage.project, [['Punch Items', 'create']]);
    const items = `/rest/v1.1/punch_items?project_id=${stage.caller.project(0).id}`;
    const made = await stage.caller.send('POST', items, {}, { punch_item: { name: 'Paint' } });
    stage.rfis().add();
    stage.caller.simulator
      .rows('punch_items', stage.caller.project(0).id)
      .change(made.json.id, { name: 'Paint it' });
    stage.caller.simulator.rows('punch_items', stage.caller.project(1).id).add();
    await stage.settled();
    const [request, ...others] = stage.receiver.requests;
    assert.deepEqual(others, []);
    assert.ok(request);
    assert.deepEqual([request.method, request.path], ['POST', '/procore']);
    assert.equal(request.headers.authorization, 'Bearer a-secret-12345');
    assert.equal(request.headers['content-type'], 'application/json');
    const body = JSON.parse(request.body);
    assert.match(body.id, /^[0-9A-HJKMNP-TV-Z]{26}$/);
    assert.match(body.timestamp, /^2026-05-04T12:00:00\.\d{6}Z$/);
    const { id: userId } = (await stage.caller.get('/rest/v1.0/me')).json;
    assert.deepEqual(body, {
      id: body.id,
      timestamp: body.timestamp,
      reason: 'create',
      company_id: String(stage.caller.company(0).id),
      project_id: String(stage.caller.project(0).id),
      user_id: String(userId),
      resource_type: 'Punch Items',
      resource_id: String(made.json.id),
    });
    const [delivery] = await stage.log(path);
    assert.deepEqual([delivery.status, delivery.payload], ['delivered', body]);
    const [attempt] = delivery.delivery_attempts;
    assert.deepEqual([attempt.success, attempt.response_status], [true, 204]);
  });

  it('has the older payloads, whose ids no double holds, and says which app wrote', async () => {
    await stage.start();
    for (const version of ['v2.0', 'v3.0', 'v2'])
      await stage.hook(stage.project, [['RFIs', 'update']], { payload_version: version });
    stage
      .rfis()
      .change(Number(stage.rfis().at(0).id), { subject: 'New' }, { userId: 77, clientId: 'another-app' });
    await stage.settled();
    const [second, third, short] = stage.receiver.requests.map(({ body }) => body);
    assert.match(second ?? '', /^\{"id":\d{19},"ulid":"/);
    const read = JSON.parse(second ?? '');
    assert.deepEqual(
      [read.api_version, read.event_type, read.resource_name, read.resource_id, read.project_id],
      ['v2.0', 'update', 'RFIs', stage.rfis().at(0).id, stage.caller.project(0).id],
    );
    assert.equal(read.metadata.source_application_id, 'another-app');
    assert.equal('related_resources' in read, false);
    const { api_version: version, related_resources: related } = JSON.parse(third ?? '');
    assert.deepEqual([version, related], ['v3.0', []]);
    assert.equal(JSON.parse(short ?? '').api_version, 'v2');
    const ids = stage.receiver.requests.map(({ body }) => JSON.parse(body).ulid);
    assert.equal(new Set(ids).size, 1);
  });

  it('tells a company’s hooks of the company’s records and of its projects, and not of what is in them', async () => {
    await stage.start({ permissions: { portfolio: 'Standard', directory: 'Standard' } });
    await stage.hook(stage.company, [
      ['Projects', 'create'],
      ['Company Vendors', 'create'],
    ]);
    const { id } = stage.caller.company(0);
    const made = await stage.caller.send(
      'POST',
      '/rest/v1.0/projects',
      {},
      {
        company_id: id,
        project: { name: 'Pier 9' },
      },
    );
    await stage.caller.send(
      'POST',
      `/rest/v1.0/vendors?company_id=${id}`,
      {},
      {
        company_id: id,
        vendor: { name: 'Sample Steel' },
      },
    );
    stage.rfis().add();
    await stage.settled();
    assert.deepEqual(
      stage.bodies().map(({ resource_type, reason, project_id }) => [resource_type, reason, project_id]),
      [
        ['Projects', 'create', null],
        ['Company Vendors', 'create', null],
      ],
    );
    assert.equal(stage.bodies()[0].resource_id, String(made.json.id));
  });

  it('tells the two kinds of commitments apart', async () => {
    await stage.start();
    await stage.hook(stage.project, [['Work Order Contracts', 'update']]);
    const commitments = stage.caller.simulator.rows('commitments', stage.caller.project(0).id);
    const all = Array.from({ length: commitments.length }, (_, index) => commitments.at(index));
    for (const { id } of all) commitments.change(Number(id), { title: 'New' });
    await stage.settled();
    const expected = all.filter(({ type }) => type === 'WorkOrderContract').map(({ id }) => String(id));
    assert.ok(expected.length > 0 && expected.length < all.length);
    assert.deepEqual(stage.resources(), expected);
  });

  it('delivers nothing for a hook that is disabled, and sends nothing to another machine', async () => {
    await stage.start();
    const disabled = await stage.hook(stage.project, [['RFIs', 'create']]);
    await stage.caller.send('PATCH', disabled, {}, { status: 'disabled' });
    const away = await stage.hook(stage.project, [['RFIs', 'create']], {
      destination_url: 'https://receiver.example.com/procore',
    });
    stage.rfis().add();
    await stage.settled();
    assert.deepEqual([stage.receiver.requests.length, await stage.log(disabled)], [0, []]);
    const [delivery] = await stage.log(away);
    assert.deepEqual([delivery.status, delivery.delivery_attempts], ['discarded', []]);
  });

  it('loses, delays, repeats and mixes up events where the options say so, the same ones each time', async () => {
    const count = 1000;
    const play = async (webhooks: WebhookOptions) => {
      await stage.start({ webhooks });
      await stage.hook(stage.project, [['RFIs', 'create']]);
      stage.receiver.requests.length = 0;
      const added = Array.from({ length: count }, () => String(stage.rfis().add().id));
      await stage.settled();
      await stage.pass(1000);
      const first = stage.resources();
      await stage.pass(25 * HOUR);
      const all = stage.resources();
      await stage.caller.close();
      return { added, first, all };
    };
    const lost = await play({ drop: 0.1 });
    assert.ok(lost.all.length > 850 && lost.all.length < 950, String(lost.all.length));
    assert.deepEqual((await play({ drop: 0.1 })).all, lost.all);
    assert.notDeepEqual((await play({ drop: 0.1, seed: 5 })).all, lost.all);
    const late = await play({ late: 0.1 });
    assert.ok(late.first.length > 850 && late.first.length < 950, String(late.first.length));
    assert.deepEqual(new Set(late.all), new Set(late.added));
    const twice = await play({ duplicate: 0.1 });
    assert.ok(twice.all.length > 1050 && twice.all.length < 1150, String(twice.all.length));
    assert.deepEqual(new Set(twice.all), new Set(twice.added));
    const mixed = await play({ shuffle: 1000 });
    assert.notDeepEqual(mixed.all, mixed.added);
    assert.deepEqual([...mixed.all].sort(), [...mixed.added].sort());
    await assert.rejects(stage.start({ webhooks: { drop: 2 } }), RangeError);
    await stage.start();
  });

  it('shows the hooks of v1.0 with their triggers, and in v2.0 for reading only', async () => {
    await stage.start();
    const { id } = stage.caller.company(0);
    const [old] = (await stage.caller.get(`/rest/v1.0/webhooks/hooks?company_id=${id}`)).json;
    const triggers = await stage.caller.get(`/rest/v1.0/webhooks/hooks/${old.id}/triggers?company_id=${id}`);
    assert.deepEqual(
      triggers.json.map((each: { event_type: string }) => each.event_type),
      ['CREATE', 'UPDATE'],
    );
    const path = `${stage.company}/webhooks/hooks`;
    const { data } = (await stage.caller.get(`${path}?namespace=${old.namespace}`)).json;
    assert.deepEqual([data.length, data[0].id, data[0].payload_version], [1, String(old.id), 'v2']);
    assert.equal((await stage.caller.send('DELETE', `${path}/${old.id}`)).status, 404);
  });
});
