import assert from 'node:assert/strict';
import { ManualClock, type SimulatorOptions, type WebhookOptions } from '../../src/simulator/index.js';
import { type SeenRequest, serve, type TestServer } from '../support/http-server.js';
import { until } from '../support/until.js';
import { Caller } from './caller.js';

const START = Date.UTC(2026, 4, 4, 12);
const HOUR = 3_600_000;

describe('simulator: deliveries of webhooks', () => {
  let caller: Caller;
  let clock: ManualClock;
  let receiver: TestServer;
  let project: string;
  let company: string;
  /** What the receiver answers: a status, or nothing at all. */
  let answer: (request: SeenRequest) => number | undefined;

  beforeEach(async () => {
    answer = () => 204;
    receiver = await serve((request, response) => {
      const status = answer(request);
      if (status !== undefined) response.writeHead(status).end(status === 204 ? undefined : 'Out of order');
    });
  });
  afterEach(async () => {
    await caller.close();
    await receiver.close();
  });

  async function start(options: SimulatorOptions = {}): Promise<void> {
    clock = new ManualClock(START);
    caller = await Caller.start({ clock, companies: 1, projects: 2, tokenLifetime: 10_000_000, ...options });
    company = `/rest/v2.0/companies/${caller.company(0).id}`;
    project = `${company}/projects/${caller.project(0).id}`;
  }

  /** Makes a hook with triggers. @returns its path */
  async function hook(
    place: string,
    triggers: ReadonlyArray<readonly [string, string]>,
    more: Record<string, unknown> = {},
  ): Promise<string> {
    const made = await caller.send(
      'POST',
      `${place}/webhooks/hooks`,
      {},
      {
        payload_version: 'v4.0',
        namespace: 'nightly',
        destination_url: `${receiver.url}/procore`,
        destination_headers: { Authorization: 'Bearer a-secret-12345' },
        ...more,
      },
    );
    assert.equal(made.status, 201, made.text);
    const path = `${place}/webhooks/hooks/${made.json.data.id}`;
    const body = triggers.map(([resource_name, event_type]) => ({ resource_name, event_type }));
    assert.equal((await caller.send('POST', `${path}/triggers/bulk`, {}, body)).status, 201);
    return path;
  }

  const rfis = () => caller.simulator.rows('rfis', caller.project(0).id);
  const settled = () => caller.simulator.deliveries.settled();
  /** Lets time pass, and everything that is sent meanwhile be answered. */
  const pass = (ms: number) => clock.pass(ms, settled);
  const bodies = () => receiver.requests.map(({ body }) => JSON.parse(body));
  const resources = () => bodies().map(({ resource_id }) => resource_id);
  const log = async (path: string, filter = '') =>
    (await caller.get(`${path}/deliveries?per_page=100${filter}`)).json.data;
  const statuses = async (path: string) => (await log(path)).map((each: { status: string }) => each.status);

  it('tells a hook what its triggers are for, with the header that it was given', async () => {
    await start();
    const path = await hook(project, [['Punch Items', 'create']]);
    const items = `/rest/v1.1/punch_items?project_id=${caller.project(0).id}`;
    const made = await caller.send('POST', items, {}, { punch_item: { name: 'Paint' } });
    rfis().add();
    caller.simulator.rows('punch_items', caller.project(0).id).change(made.json.id, { name: 'Paint it' });
    caller.simulator.rows('punch_items', caller.project(1).id).add();
    await settled();
    const [request, ...others] = receiver.requests;
    assert.deepEqual(others, []);
    assert.ok(request);
    assert.deepEqual([request.method, request.path], ['POST', '/procore']);
    assert.equal(request.headers.authorization, 'Bearer a-secret-12345');
    assert.equal(request.headers['content-type'], 'application/json');
    const body = JSON.parse(request.body);
    assert.match(body.id, /^[0-9A-HJKMNP-TV-Z]{26}$/);
    assert.match(body.timestamp, /^2026-05-04T12:00:00\.\d{6}Z$/);
    const { id: userId } = (await caller.get('/rest/v1.0/me')).json;
    assert.deepEqual(body, {
      id: body.id,
      timestamp: body.timestamp,
      reason: 'create',
      company_id: String(caller.company(0).id),
      project_id: String(caller.project(0).id),
      user_id: String(userId),
      resource_type: 'Punch Items',
      resource_id: String(made.json.id),
    });
    const [delivery] = await log(path);
    assert.deepEqual([delivery.status, delivery.payload], ['delivered', body]);
    const [attempt] = delivery.delivery_attempts;
    assert.deepEqual([attempt.success, attempt.response_status], [true, 204]);
  });

  it('has the older payloads, whose ids no double holds, and says which app wrote', async () => {
    await start();
    for (const version of ['v2.0', 'v3.0', 'v2'])
      await hook(project, [['RFIs', 'update']], { payload_version: version });
    rfis().change(Number(rfis().at(0).id), { subject: 'New' }, { userId: 77, clientId: 'another-app' });
    await settled();
    const [second, third, short] = receiver.requests.map(({ body }) => body);
    assert.match(second ?? '', /^\{"id":\d{19},"ulid":"/);
    const read = JSON.parse(second ?? '');
    assert.deepEqual(
      [read.api_version, read.event_type, read.resource_name, read.resource_id, read.project_id],
      ['v2.0', 'update', 'RFIs', rfis().at(0).id, caller.project(0).id],
    );
    assert.equal(read.metadata.source_application_id, 'another-app');
    assert.equal('related_resources' in read, false);
    const { api_version: version, related_resources: related } = JSON.parse(third ?? '');
    assert.deepEqual([version, related], ['v3.0', []]);
    assert.equal(JSON.parse(short ?? '').api_version, 'v2');
    const ids = receiver.requests.map(({ body }) => JSON.parse(body).ulid);
    assert.equal(new Set(ids).size, 1);
  });

  it('tells a company’s hooks of the company’s records and of its projects, and not of what is in them', async () => {
    await start({ permissions: { portfolio: 'Standard', directory: 'Standard' } });
    await hook(company, [
      ['Projects', 'create'],
      ['Company Vendors', 'create'],
    ]);
    const { id } = caller.company(0);
    const made = await caller.send(
      'POST',
      '/rest/v1.0/projects',
      {},
      {
        company_id: id,
        project: { name: 'Pier 9' },
      },
    );
    await caller.send(
      'POST',
      `/rest/v1.0/vendors?company_id=${id}`,
      {},
      {
        company_id: id,
        vendor: { name: 'Sample Steel' },
      },
    );
    rfis().add();
    await settled();
    assert.deepEqual(
      bodies().map(({ resource_type, reason, project_id }) => [resource_type, reason, project_id]),
      [
        ['Projects', 'create', null],
        ['Company Vendors', 'create', null],
      ],
    );
    assert.equal(bodies()[0].resource_id, String(made.json.id));
  });

  it('tells the two kinds of commitments apart', async () => {
    await start();
    await hook(project, [['Work Order Contracts', 'update']]);
    const commitments = caller.simulator.rows('commitments', caller.project(0).id);
    const all = Array.from({ length: commitments.length }, (_, index) => commitments.at(index));
    for (const { id } of all) commitments.change(Number(id), { title: 'New' });
    await settled();
    const expected = all.filter(({ type }) => type === 'WorkOrderContract').map(({ id }) => String(id));
    assert.ok(expected.length > 0 && expected.length < all.length);
    assert.deepEqual(resources(), expected);
  });

  it('delivers nothing for a hook that is disabled, and sends nothing to another machine', async () => {
    await start();
    const disabled = await hook(project, [['RFIs', 'create']]);
    await caller.send('PATCH', disabled, {}, { status: 'disabled' });
    const away = await hook(project, [['RFIs', 'create']], {
      destination_url: 'https://receiver.example.com/procore',
    });
    rfis().add();
    await settled();
    assert.deepEqual([receiver.requests.length, await log(disabled)], [0, []]);
    const [delivery] = await log(away);
    assert.deepEqual([delivery.status, delivery.delivery_attempts], ['discarded', []]);
  });

  it('pauses all deliveries after a failure, tries again after 1 s and 2 s, and keeps the order', async () => {
    await start();
    const path = await hook(project, [['RFIs', 'create']]);
    answer = () => (receiver.requests.length > 2 ? 204 : 503);
    const added = [rfis().add(), rfis().add(), rfis().add()].map(({ id }) => String(id));
    await settled();
    assert.equal(receiver.requests.length, 1);
    assert.deepEqual(await statuses(path), ['retrying', 'enqueued', 'enqueued']);
    await pass(999);
    assert.equal(receiver.requests.length, 1);
    await pass(1);
    assert.equal(receiver.requests.length, 2);
    await pass(1999);
    assert.equal(receiver.requests.length, 2);
    await pass(1);
    assert.deepEqual(resources(), [added[0], added[0], ...added]);
    assert.deepEqual(await statuses(path), ['delivered', 'delivered', 'delivered']);
    const [{ delivery_attempts: attempts }] = await log(path);
    assert.deepEqual(
      attempts.map((each: { response_status: number; response_body: string }) => [
        each.response_status,
        each.response_body,
      ]),
      [
        [503, 'Out of order'],
        [503, 'Out of order'],
        [204, ''],
      ],
    );
  });

  it('takes an answer that does not come in 5 s, a redirect and a refused connection for failures', async () => {
    await start();
    const path = await hook(project, [['RFIs', 'create']]);
    answer = () => undefined;
    rfis().add();
    await until(() => receiver.requests.length === 1);
    await clock.pass(4999);
    assert.deepEqual(await statuses(path), ['enqueued']);
    await clock.pass(1);
    await settled();
    const [slow] = await log(path);
    assert.deepEqual([slow.status, slow.delivery_attempts[0].response_status], ['retrying', null]);
    answer = () => 302;
    await pass(1000);
    const [moved] = await log(path);
    assert.deepEqual([moved.status, moved.delivery_attempts[1].response_status], ['retrying', 302]);
    await receiver.close();
    await pass(2000);
    const [refused] = await log(path);
    assert.match(refused.delivery_attempts[2].response_body, /ECONNREFUSED|ECONNRESET|closed/);
  });

  it('discards what waited through an outage of 12 hours, and begins afresh with the next event', async () => {
    await start();
    const path = await hook(project, [['RFIs', 'create']]);
    answer = () => 500;
    rfis().add();
    await settled();
    await pass(11 * HOUR);
    rfis().add();
    await settled();
    assert.deepEqual(await statuses(path), ['retrying', 'enqueued']);
    const tries = receiver.requests.map(({ body }) => JSON.parse(body).id);
    assert.equal(new Set(tries).size, 1);
    // 1 s doubled up to an hour, and then one each hour.
    assert.ok(tries.length >= 20 && tries.length <= 24, String(tries.length));
    await pass(HOUR);
    assert.deepEqual(await statuses(path), ['discarded', 'discarded']);
    answer = () => 200;
    const { id } = rfis().add();
    await settled();
    assert.equal(bodies().at(-1).resource_id, String(id));
    assert.deepEqual(await statuses(path), ['discarded', 'discarded', 'delivered']);
    const filtered = await log(path, '&filter[status]=succeeded&filter[start]=2026-05-05');
    assert.deepEqual(
      filtered.map((each: { status: string }) => each.status),
      ['delivered'],
    );
    assert.deepEqual(await log(path, '&filter[end]=2026-05-03'), []);
    assert.equal((await log(path, '&filter[event_type]=update')).length, 0);
  });

  it('goes on where an endpoint recovers, with what had waited', async () => {
    await start();
    const path = await hook(project, [['RFIs', 'create']]);
    answer = () => 500;
    const added = Array.from({ length: 50 }, () => String(rfis().add().id));
    await settled();
    await pass(3 * HOUR);
    answer = () => 200;
    receiver.requests.length = 0;
    await pass(HOUR);
    assert.deepEqual(resources(), added);
    assert.deepEqual(new Set(await statuses(path)), new Set(['delivered']));
  });

  it('loses, delays, repeats and mixes up events where the options say so, the same ones each time', async () => {
    const count = 1000;
    const play = async (webhooks: WebhookOptions) => {
      await start({ webhooks });
      await hook(project, [['RFIs', 'create']]);
      receiver.requests.length = 0;
      const added = Array.from({ length: count }, () => String(rfis().add().id));
      await settled();
      await pass(1000);
      const first = resources();
      await pass(25 * HOUR);
      const all = resources();
      await caller.close();
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
    await assert.rejects(start({ webhooks: { drop: 2 } }), RangeError);
    await start();
  });

  it('ends what is being sent when it closes', async () => {
    await start();
    await hook(project, [['RFIs', 'create']]);
    answer = () => undefined;
    rfis().add();
    await until(() => receiver.requests.length === 1);
    await caller.close();
    await until(async () => (await receiver.sockets()) === 0);
    assert.equal(clock.waiting, 0);
  });

  it('shows the hooks of v1.0 with their triggers, and in v2.0 for reading only', async () => {
    await start();
    const { id } = caller.company(0);
    const [old] = (await caller.get(`/rest/v1.0/webhooks/hooks?company_id=${id}`)).json;
    const triggers = await caller.get(`/rest/v1.0/webhooks/hooks/${old.id}/triggers?company_id=${id}`);
    assert.deepEqual(
      triggers.json.map((each: { event_type: string }) => each.event_type),
      ['CREATE', 'UPDATE'],
    );
    const path = `${company}/webhooks/hooks`;
    const { data } = (await caller.get(`${path}?namespace=${old.namespace}`)).json;
    assert.deepEqual([data.length, data[0].id, data[0].payload_version], [1, String(old.id), 'v2']);
    assert.equal((await caller.send('DELETE', `${path}/${old.id}`)).status, 404);
  });
});
