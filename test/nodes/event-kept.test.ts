import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { NodeAPI } from 'node-red';
import { Doors } from '../../nodes/procore-event/doors.js';
import { eventKind } from '../../nodes/procore-event/kind.js';
import { register } from '../../nodes/shared/pipe/register.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import {
  action,
  connectionTo,
  flow,
  helper,
  keyOf,
  type Message,
  type Properties,
  until,
} from '../support/flow.js';

const NO_LIMITS = { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY };

interface Told {
  readonly action: string;
  readonly resourceId: string;
  readonly source: string;
}

const told = ({ payload }: Message) => {
  const { action: what, resourceId, source } = payload as Told;
  return `${what} ${resourceId} ${source}`;
};

describe('procore event, from its hooks to its mark', () => {
  let simulator: Simulator;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(async () => {
    await helper.unload();
    await simulator.close();
  });

  const own = (RED: NodeAPI) => register(RED, { ...eventKind(new Doors(RED)), type: 'event-test' });

  const working = async (
    options: SimulatorOptions = {},
    more: Properties = {},
    shows = 'complete',
    connected: Properties = {},
  ) => {
    simulator = await startSimulator({
      companies: 1,
      projects: 2,
      projectsNotPermitted: 0,
      records: 12,
      shares: 'equal',
      limits: NO_LIMITS,
      ...options,
    });
    const port = await freePort();
    const company = simulator.companies[0] ?? assert.fail();
    const connection = connectionTo(simulator, {
      companyId: String(company.id),
      receiverPort: String(port),
      publicUrl: `http://127.0.0.1:${port}/`,
      ...connected,
    });
    const node = action('event-test', { resources: [{ name: 'RFIs' }], ...more });
    const run = await flow(node, connection, keyOf(simulator), [], [own]);
    const isComplete = () => run.seen.statuses.some(({ text = '' }) => text.includes(shows));
    await until(isComplete, 15_000);
    const rfis = (place = 0) => simulator.rows('rfis', company.projects[place]?.id ?? 0);
    /** Deploys the node alone, with other settings. */
    const redeployed = (other: Properties) =>
      new Promise<void>((resolve) => {
        const nodes = [{ id: 'tab', type: 'tab' }, { ...node, ...other }, connection];
        helper.setFlows(nodes as never, 'nodes', keyOf(simulator) as never, () => resolve());
      });
    return { ...run, rfis, redeployed };
  };

  /** A request of somebody else to the simulator. */
  const send = async (method: string, path: string, body?: object) => {
    const { loginUrl, apiUrl, clientId, clientSecret } = simulator;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    });
    const login = await fetch(`${loginUrl}/oauth/token`, { method: 'POST', body: form });
    const { access_token: token } = (await login.json()) as { access_token: string };
    return fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'procore-company-id': String(simulator.companies[0]?.id),
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  };

  /** The hooks of the node at Procore, with the end of their value. */
  const hooks = async () => {
    const company = simulator.companies[0] ?? assert.fail();
    const base = `/rest/v2.0/companies/${company.id}`;
    const places = company.projects.map(({ id }) => `${base}/projects/${id}/webhooks/hooks`);
    const namespaces = new Set(simulator.requests.flatMap(({ query }) => query.namespace ?? []));
    const found: Array<{ id: string; status: string; at: string; secret: string }> = [];
    for (const at of places) {
      for (const namespace of namespaces) {
        const answer = await send('GET', `${at}?namespace=${namespace}`);
        const { data } = (await answer.json()) as {
          data: Array<{ id: string; status: string; destination_headers: { Authorization: string } }>;
        };
        for (const { id, status, destination_headers: headers } of data)
          found.push({ id, status, at, secret: headers.Authorization });
      }
    }
    return found;
  };

  it('sets up its hooks at deploy, tells what Procore sends, and takes the hooks away when it is removed', async () => {
    const { seen, rfis } = await working();
    const { id } = rfis().at(0);
    rfis().change(Number(id), { subject: 'Changed' });
    await until(() => seen.results.length === 1);
    assert.deepEqual(seen.results.map(told), [`update ${id} delivery`]);
    const { procore } = seen.results[0] ?? assert.fail();
    assert.ok(Date.parse((procore as { completeTo?: string }).completeTo ?? '') <= Date.now());
    assert.equal((await hooks()).length, 2);
    await (helper.getNode('action') as unknown as { close(removed: boolean): Promise<void> }).close(true);
    assert.deepEqual(await hooks(), []);
  });

  it('repairs what was changed by hand, and takes another value where it should', async () => {
    const { seen, receive, rfis } = await working();
    const [before] = await hooks();
    assert.ok(before);
    const patch = await send('PATCH', `${before.at}/${before.id}`, { status: 'disabled' });
    assert.equal(patch.status, 200);
    receive({ rotate: true });
    await until(async () => (await hooks()).every(({ status }) => status === 'active'));
    await until(async () => (await hooks()).every(({ secret }) => secret !== before.secret));
    for (const place of [0, 1]) rfis(place).change(Number(rfis(place).at(0).id), { subject: 'Changed' });
    await until(() => seen.results.length === 2);
    assert.ok(seen.results.every(({ payload }) => (payload as Told).source === 'delivery'));
  });

  it('takes names in any letters, and its hooks away when it is deployed without them', async () => {
    const { seen, rfis, redeployed } = await working(
      {},
      { resources: [{ name: 'rfis', actions: ['update'] }] },
    );
    rfis().change(Number(rfis().at(0).id), { subject: 'Changed' });
    await until(() => seen.results.length === 1);
    assert.equal((await hooks()).length, 2);
    await redeployed({ mode: 'poll' });
    await until(async () => (await hooks()).length === 0);
  });

  it('says why nothing is delivered: no events, or no public URL', async () => {
    const without = await working({}, { resources: [] }, 'unwatched');
    assert.ok(
      without.seen.statuses.some(({ fill, text = '' }) => fill === 'red' && text.includes('unwatched')),
    );
    await helper.unload();
    await simulator.close();
    const { seen } = await working({}, {}, 'failing', { publicUrl: '' });
    assert.ok(seen.statuses.some(({ fill }) => fill === 'red'));
    assert.deepEqual(
      simulator.requests.filter(({ path, method }) => path.includes('webhooks') && method !== 'GET'),
      [],
    );
  });

  it('warns if it should leave out what the app changed itself, and cannot know', async () => {
    const warnings = async (more: Properties) => {
      await working({}, { ignoreOwn: true, ...more });
      const log = JSON.stringify(helper.log().args.flat());
      await helper.unload();
      await simulator.close();
      return log.match(/procore\.warning\.ownUnknown/g)?.length ?? 0;
    };
    assert.deepEqual(
      [await warnings({}), await warnings({ mode: 'poll' }), await warnings({ payloadVersion: 'v3.0' })],
      [1, 1, 0],
    );
  });

  it('finds what was not delivered, once', async () => {
    const { seen, receive, rfis } = await working({ webhooks: { drop: 1 } });
    const { id } = rfis(1).at(2);
    rfis(1).change(Number(id), { subject: 'Changed' });
    await simulator.deliveries.settled();
    assert.deepEqual(seen.results, []);
    receive({ reconcile: true });
    await until(() => seen.results.length === 1);
    receive({ reconcile: true });
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(seen.results.map(told), [`update ${id} reconciled`]);
  });

  it('adds the record as it is now, and says where it is gone', async () => {
    const { seen, rfis } = await working({}, { hydrate: true });
    const [changed, removed] = [Number(rfis().at(0).id), Number(rfis().at(1).id)];
    rfis().change(changed, { subject: 'Changed' });
    rfis().remove(removed);
    await until(() => seen.results.length === 2);
    const of = (id: number) =>
      seen.results
        .map(({ payload }) => payload as Record<string, unknown>)
        .find(({ resourceId }) => resourceId === String(id));
    const { subject } = Object(of(changed)?.record) as { subject?: string };
    assert.equal(subject, 'Changed');
    assert.deepEqual([of(removed)?.record, of(removed)?.isGone], [null, true]);
  });

  it('asks again and again where nothing can be delivered', async () => {
    const { seen, receive, rfis } = await working({}, { mode: 'poll' });
    const asked = simulator.requests.filter(({ path }) => path.includes('webhooks'));
    assert.deepEqual(asked, []);
    const { id } = rfis().add({ subject: 'New' });
    receive({ reconcile: true });
    await until(() => seen.results.length === 1);
    assert.deepEqual(seen.results.map(told), [`create ${id} polled`]);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
