import assert from 'node:assert/strict';
import { Hooks } from '../../src/events/hooks/hooks.js';
import { replaceOldHook } from '../../src/events/hooks/old-hooks.js';
import { hookPlaces } from '../../src/events/hooks/places.js';
import { type Client, systemRuntime } from '../../src/index.js';
import { clientOf } from '../support/client.js';
import { serve, type TestServer } from '../support/http-server.js';

const OURS = 'node-red-procore-a1';
const PLACE = { companyId: '1', projectId: '2' };
const WHERE = '/rest/v2.0/companies/1/projects/2/webhooks';

type Row = Readonly<Record<string, unknown>>;

/** What a Procore of the test's own has at one place. It says things that the simulator does not say. */
interface Fake {
  /** The triggers of the hook to be replaced, and of the new one. */
  old: unknown[];
  ours: unknown[];
  /** Of the hook to be replaced. */
  version: string;
  /** What can be subscribed to, by the version of payloads. */
  offered: Readonly<Record<string, unknown[]>>;
  /** The pages of this path say that the list has become shorter meanwhile. */
  drifting?: string;
  /** Whether what was removed is still listed. */
  isDeaf?: boolean;
}

const trigger = (id: string, resource: unknown, action: unknown): Row => ({
  id,
  resource_name: resource,
  event_type: action,
});

describe('webhooks whose words or lists are not as expected', () => {
  let fake: Fake;
  let server: TestServer;
  let client: Client;
  let writes: string[];
  beforeEach(async () => {
    const every = ['create', 'update', 'delete'];
    const all = [
      { name: 'RFIs', actions: every },
      { name: 'Submittals', actions: every },
    ];
    fake = {
      old: [trigger('21', 'RFIs', 'create')],
      ours: [trigger('11', 'RFIs', 'create'), trigger('12', 'RFIs', 'update')],
      version: 'v2.0',
      offered: { 'v4.0': all, 'v3.0': all, 'v2.0': all },
    };
    writes = [];
    let isGone = false;
    const hook = (id: string, namespace: string, version: string) => ({
      id,
      namespace,
      status: 'active',
      payload_version: version,
      destination_url: 'https://red.example.com/x',
    });
    const rowsAt = ({ pathname, searchParams }: URL): unknown[] => {
      const namespace = searchParams.get('namespace');
      if (pathname.endsWith('/projects')) return [{ id: 2, name: 'Bridge' }];
      if (pathname.endsWith('/resources'))
        return fake.offered[searchParams.get('payload_version') ?? ''] ?? [];
      if (pathname.endsWith('/hooks/1/triggers')) return fake.ours;
      if (pathname.endsWith('/hooks/2/triggers')) return fake.old;
      if (namespace === OURS) return [hook('1', OURS, 'v4.0')];
      return namespace === 'former' && !isGone ? [hook('2', 'former', fake.version)] : [];
    };
    server = await serve(({ method, path }, response) => {
      const url = new URL(path, server.url);
      const json = (body: unknown, headers = {}) => {
        response.writeHead(200, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(body));
      };
      if (path.startsWith('/oauth'))
        return json({ access_token: 't', token_type: 'bearer', expires_in: 5400 });
      if (method !== 'GET') {
        writes.push(`${method} ${url.pathname}`);
        isGone ||= method === 'DELETE' && url.pathname.endsWith('/hooks/2') && !fake.isDeaf;
        return json({ data: [] });
      }
      const rows = rowsAt(url);
      const isFirst = (url.searchParams.get('page') ?? '1') === '1';
      if (fake.drifting === undefined || !url.pathname.endsWith(fake.drifting))
        return json(
          url.pathname.startsWith('/rest/v2.0') ? { data: isFirst ? rows : [] } : isFirst ? rows : [],
        );
      // Two pages; a row of the first one was removed before the second one was read.
      const size = Math.ceil(rows.length / 2);
      const page = isFirst ? rows.slice(0, size) : rows.slice(size + 1);
      const total = isFirst ? rows.length : rows.length - 1;
      const link = `<${url.origin}${url.pathname}?page=2>; rel="next"`;
      const more = isFirst ? { link } : {};
      return json(page, { total: String(total), 'per-page': String(size), ...more });
    });
    client = clientOf(server.url, { companyId: '1' });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });

  const replace = () => replaceOldHook(client, { id: '2', namespace: 'former', place: PLACE }, OURS, {});
  const kept = async (state: object) => {
    assert.deepEqual(await replace(), state);
    assert.deepEqual(writes, []);
  };

  for (const word of ['create', 'CREATE', 'CREATED', ' Created ']) {
    it(`know that "${word}" is told by their own, and remove the old one`, async () => {
      fake.old = [trigger('21', 'rfis', word)];
      assert.deepEqual(await replace(), { state: 'gone' });
      assert.deepEqual(writes, [`DELETE ${WHERE}/hooks/2`]);
    });
  }

  it('keep the old one if its own does not tell of "CREATED" there', async () => {
    fake.old = [trigger('21', 'Submittals', 'CREATED')];
    await kept({ state: 'lacking', lacking: [{ resource: 'Submittals', action: 'create' }] });
  });

  for (const [what, triggers] of Object.entries({
    'no triggers': [],
    'an action that nobody knows': [trigger('21', 'RFIs', 'create'), trigger('22', 'RFIs', 'Completed')],
    'an action without a word': [trigger('21', 'RFIs', null)],
    'a trigger without a name': [trigger('21', '', 'create')],
    'a row that is none': ['soon'],
  })) {
    it(`keep the old one if Procore shows ${what}`, async () => {
      fake.old = triggers;
      await kept({ state: 'unknown' });
    });
  }

  it('count a trigger without an id too', async () => {
    fake.old = [trigger('21', 'RFIs', 'create'), { resource_name: 'Submittals', event_type: 'UPDATED' }];
    await kept({ state: 'lacking', lacking: [{ resource: 'Submittals', action: 'update' }] });
  });

  for (const [version, asked] of [
    ['v2', 'v2.0'],
    ['v2.0', 'v2.0'],
    ['v3.0', 'v3.0'],
  ] as const) {
    it(`ask what has ended in the list of the old one's own version (${version})`, async () => {
      fake.version = version;
      fake.old = [trigger('21', 'RFIs', 'create'), trigger('22', 'Moons', 'create')];
      fake.offered = { ...fake.offered, [asked]: [{ name: 'Moons', actions: ['CREATED'] }] };
      await kept({ state: 'lacking', lacking: [{ resource: 'Moons', action: 'create' }] });
      fake.offered = { ...fake.offered, [asked]: [{ name: 'Moons', actions: ['update'] }] };
      assert.deepEqual(await replace(), { state: 'gone' });
    });
  }

  it('take nothing for ended if the version is not known, or the list cannot be read', async () => {
    fake.old = [trigger('22', 'Moons', 'create')];
    const lacking = { state: 'lacking', lacking: [{ resource: 'Moons', action: 'create' }] };
    fake.version = 'v9.0';
    await kept(lacking);
    fake.version = 'v2.0';
    const rfis = { name: 'RFIs', actions: ['create'] };
    for (const row of [{ name: 'Moons', actions: 'all' }, { actions: ['create'] }, 'soon']) {
      fake.offered = { 'v2.0': [rfis, row] };
      await kept(lacking);
    }
    fake.offered = { 'v2.0': [] };
    await assert.rejects(replace(), { code: 'PROCORE_NOT_PERMITTED' });
    assert.deepEqual(writes, []);
  });

  it('say that an old one stays if Procore lists it and does not remove it', async () => {
    fake.isDeaf = true;
    assert.deepEqual(await replace(), { state: 'stuck' });
  });

  it('leave their own as they are if Procore shows "CREATED" for what was asked for as "create"', async () => {
    fake.ours = [trigger('11', 'RFIs', 'CREATED'), trigger('12', 'RFIs', 'UPDATED')];
    const hooks = new Hooks(client, OURS, systemRuntime());
    const plan = await hooks.plan({
      url: 'https://red.example.com/x',
      payloadVersion: 'v4.0',
      resources: [{ name: 'RFIs', actions: ['create', 'update'] }],
      places: [PLACE],
    });
    const steps = plan.places.flatMap((each) => each.steps.map((step) => step.do));
    // The fake shows no header.
    assert.deepEqual(steps, ['repair hook']);
  });

  it('decide nothing from a list that moved while it was read', async () => {
    fake.old = Array.from({ length: 4 }, (_, n) => trigger(`3${n}`, 'RFIs', 'create'));
    fake.drifting = '/hooks/2/triggers';
    await assert.rejects(replace(), { code: 'PROCORE_BAD_RESPONSE' });
    assert.deepEqual(writes, []);
    const places = await hookPlaces(client, { scope: 'projects', filter: {} }, {});
    assert.deepEqual(places, [{ companyId: '1' }, PLACE]);
    fake.drifting = '/projects';
    await assert.rejects(hookPlaces(client, { scope: 'projects', filter: {} }, {}), {
      code: 'PROCORE_BAD_RESPONSE',
    });
  });
});
