import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { ProcoreError } from '../../src/errors.js';
import { Hooks, type Wish } from '../../src/events/hooks/hooks.js';
import { NodeHooks, removeHooksOf } from '../../src/events/hooks/node-hooks.js';
import { offeredResources } from '../../src/events/hooks/offered.js';
import { hookPlaces } from '../../src/events/hooks/places.js';
import type { HookPlace } from '../../src/events/hooks/wish.js';
import { Client, memoryState, parseConnection, type State, systemRuntime } from '../../src/index.js';
import type { SimulatorOptions } from '../../src/simulator/index.js';
import { Caller } from '../simulator/caller.js';
import { settings } from '../support/client.js';
import { serve, type TestServer } from '../support/http-server.js';
import { until } from '../support/until.js';

const HOUR = 3_600_000;
const NAMESPACE = 'node-red-procore-a1';
const NO_LIMITS = { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY };

describe('hooks set up from a plan', () => {
  let caller: Caller;
  let receiver: TestServer;
  let client: Client;
  let hooks: Hooks;
  let now: number;
  const clients: Client[] = [];
  const servers: TestServer[] = [];

  beforeEach(async () => {
    now = Date.now();
    receiver = await serve((_, response) => response.writeHead(204).end());
    await begin();
  });
  afterEach(async () => {
    await end();
    for (const server of [receiver, ...servers.splice(0)]) await server.close();
  });

  async function begin(options: SimulatorOptions = {}): Promise<void> {
    caller = await Caller.start({
      companies: 2,
      projects: 3,
      shares: 'equal',
      limits: NO_LIMITS,
      ...options,
    });
    client = open();
    hooks = new Hooks(client, NAMESPACE, runtime());
  }

  async function end(): Promise<void> {
    for (const each of clients.splice(0)) await each.close();
    await caller.close();
  }

  function runtime() {
    return { ...systemRuntime(), now: () => now, random: () => 0 };
  }

  /** A client on the simulator, closed after the test. */
  function open(state?: State): Client {
    const { loginUrl, apiUrl, clientId, clientSecret } = caller.simulator;
    const connection = parseConnection({ ...settings(''), loginUrl, apiUrl, clientId, clientSecret });
    const opened = new Client(connection, runtime(), { state });
    clients.push(opened);
    return opened;
  }

  const companyPlace = (): HookPlace => ({ companyId: String(caller.company(0).id) });
  const projectPlace = (index = 0): HookPlace => ({
    ...companyPlace(),
    projectId: String(caller.project(index).id),
  });
  const wish = (more: Partial<Wish> = {}): Wish => ({
    url: `${receiver.url}/procore/a1`,
    payloadVersion: 'v4.0',
    resources: [
      { name: 'RFIs', actions: ['create', 'update'] },
      { name: 'Punch Items', actions: ['delete'] },
      { name: 'Projects', actions: ['create'] },
    ],
    places: [companyPlace(), projectPlace(0), projectPlace(1)],
    ...more,
  });

  const base = ({ companyId, projectId }: HookPlace) =>
    projectId === undefined
      ? `/rest/v2.0/companies/${companyId}/webhooks/hooks`
      : `/rest/v2.0/companies/${companyId}/projects/${projectId}/webhooks/hooks`;

  /** The hooks at a place as Procore has them, with their triggers. */
  async function there(place: HookPlace, namespace = NAMESPACE) {
    const { json } = await caller.get(`${base(place)}?namespace=${namespace}&per_page=100`);
    return Promise.all(
      json.data.map(async (hook: Record<string, string>) => {
        const triggers = (await caller.get(`${base(place)}/${hook.id}/triggers?per_page=100`)).json.data;
        return {
          ...hook,
          triggers: triggers
            .map((each: Record<string, string>) => `${each.resource_name} ${each.event_type}`)
            .sort(),
        };
      }),
    );
  }

  /** The only hook at a place. */
  async function only(place: HookPlace) {
    const [hook, ...others] = await there(place);
    assert.deepEqual(others, []);
    assert.ok(hook);
    return hook;
  }

  /** Requests that changed something since a position in the journal. */
  const writes = (from = 0) => caller.simulator.requests.slice(from).filter(({ method }) => method !== 'GET');
  const sinceNow = () => caller.simulator.requests.length;
  const steps = (plan: { places: ReadonlyArray<{ steps: ReadonlyArray<{ do: string }> }> }) =>
    plan.places.flatMap((each) => each.steps.map((step) => step.do));

  it('shows what it would do and does nothing, makes what is missing, and then has nothing to do', async () => {
    await client.token();
    const before = sinceNow();
    const plan = await hooks.plan(wish());
    assert.deepEqual([steps(plan), plan.looked], [['create hook', 'create hook', 'create hook'], 3]);
    assert.deepEqual(writes(before), []);
    const report = await hooks.ensure(wish());
    assert.deepEqual([report.isComplete, report.failures, report.done.length], [true, [], 3]);
    for (const [place, triggers] of [
      [companyPlace(), ['Projects create']],
      [projectPlace(0), ['Punch Items delete', 'RFIs create', 'RFIs update']],
      [projectPlace(1), ['Punch Items delete', 'RFIs create', 'RFIs update']],
    ] as const) {
      const hook = await only(place);
      assert.deepEqual(
        [hook.triggers, hook.status, hook.payload_version, hook.destination_url],
        [triggers, 'active', 'v4.0', `${receiver.url}/procore/a1`],
      );
    }
    assert.deepEqual(await there(projectPlace(2)), []);
    const position = sinceNow();
    const again = await hooks.ensure(wish());
    assert.deepEqual([again.isComplete, again.done, steps(again.plan)], [true, [], []]);
    assert.deepEqual(writes(position), []);
    // Eight requests for three places: what is offered at either level, and each place's hooks and triggers.
    assert.equal(sinceNow() - position, 8);
  });

  it('receives what then happens, with a value of 256 bits that nothing shows', async () => {
    const report = await hooks.ensure(wish());
    const [value, ...others] = report.values;
    assert.ok(value);
    assert.deepEqual(others, []);
    assert.match(value.reveal(), /^[\w-]{43}$/);
    const { id } = caller.simulator.rows('rfis', caller.project(0).id).add();
    await caller.simulator.deliveries.settled();
    const [request] = receiver.requests;
    assert.equal(request?.headers.authorization, value.reveal());
    assert.equal(JSON.parse(request?.body ?? '').resource_id, String(id));
    const drifted = await only(projectPlace(0));
    await caller.send('PATCH', `${base(projectPlace(0))}/${drifted.id}`, {}, { status: 'disabled' });
    const shown = inspect([report, await hooks.plan(wish({ oldNamespaces: ['procore'] }))], { depth: 20 });
    assert.ok(!shown.includes(value.reveal()) && !JSON.stringify(report).includes('/procore/a1'));
    const [kept] = await client.state.store.get([`hooks/${NAMESPACE}/authorization`]);
    assert.ok(kept && !JSON.stringify(kept).includes(value.reveal()));
  });

  const EDITS: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
    'a trigger is removed': async (path) => {
      const [trigger] = (await caller.get(`${path}/triggers`)).json.data;
      return caller.send('DELETE', `${path}/triggers/${trigger.id}`);
    },
    'a trigger is added': (path) =>
      caller.send('POST', `${path}/triggers`, {}, { resource_name: 'Meetings', event_type: 'create' }),
    'a trigger is there twice': (path) =>
      caller.send('POST', `${path}/triggers`, {}, { resource_name: 'RFIs', event_type: 'create' }),
    'the hook is disabled': (path) => caller.send('PATCH', path, {}, { status: 'disabled' }),
    'the hook is removed': (path) => caller.send('DELETE', path),
    'its address is another': (path) =>
      caller.send('PATCH', path, {}, { destination_url: 'https://receiver.example.com/' }),
    'its payloads are older': (path) => caller.send('PATCH', path, {}, { payload_version: 'v2.0' }),
    'its header is another': (path) =>
      caller.send('PATCH', path, {}, { destination_headers: { Authorization: 'Bearer other' } }),
    'it has no header': (path) => caller.send('PATCH', path, {}, { destination_headers: {} }),
    'there is a second one': async () => {
      const body = {
        payload_version: 'v4.0',
        namespace: NAMESPACE,
        destination_url: 'https://receiver.example.com/',
      };
      return caller.send('POST', base(projectPlace(0)), {}, body);
    },
    'all of it': async (path) => {
      const all = (await caller.get(`${path}/triggers`)).json.data.map(({ id }: { id: string }) => id);
      await caller.send('DELETE', `${path}/triggers/bulk`, {}, all);
      return caller.send(
        'PATCH',
        path,
        {},
        {
          status: 'disabled',
          payload_version: 'v3.0',
          destination_headers: {},
          destination_url: 'https://receiver.example.com/',
        },
      );
    },
  };

  for (const [what, edit] of Object.entries(EDITS)) {
    it(`repairs where by hand: ${what}`, async () => {
      await hooks.ensure(wish());
      const before = await there(projectPlace(0));
      const hook = await only(projectPlace(0));
      const edited = (await edit(`${base(projectPlace(0))}/${hook.id}`)) as { status: number };
      assert.ok(edited.status < 300, String(edited.status));
      const plan = await hooks.plan(wish());
      assert.equal(plan.places.length, 1);
      assert.deepEqual(plan.places[0]?.place, projectPlace(0));
      const report = await hooks.ensure(wish());
      assert.deepEqual([report.isComplete, report.failures], [true, []]);
      const after = await there(projectPlace(0));
      const facts = (all: unknown[]) =>
        (all as Array<Record<string, unknown>>).map(
          ({ id: _, created_at: __, updated_at: ___, ...rest }) => rest,
        );
      assert.deepEqual(facts(after), facts(before));
      receiver.requests.length = 0;
      caller.simulator.rows('rfis', caller.project(0).id).add();
      await caller.simulator.deliveries.settled();
      assert.deepEqual(
        receiver.requests.map(({ headers }) => headers.authorization),
        [report.values[0]?.reveal()],
      );
    });
  }

  it('never touches the hooks of another namespace, and lists the old ones', async () => {
    const foreign = {
      payload_version: 'v2.0',
      namespace: 'somebody-else',
      destination_url: 'https://receiver.example.com/x?secret=1',
      destination_headers: { Authorization: 'Bearer theirs' },
    };
    for (const place of [companyPlace(), projectPlace(0)]) {
      const { json } = await caller.send('POST', base(place), {}, foreign);
      const trigger = place.projectId ? 'RFIs' : 'Projects';
      await caller.send(
        'POST',
        `${base(place)}/${json.data.id}/triggers`,
        {},
        { resource_name: trigger, event_type: 'create' },
      );
    }
    const all = () =>
      Promise.all([companyPlace(), projectPlace(0)].map((place) => there(place, 'somebody-else')));
    const before = await all();
    const plan = await hooks.plan(wish({ oldNamespaces: ['procore', 'somebody-else', NAMESPACE] }));
    assert.deepEqual(
      plan.old.map(({ namespace, payloadVersion, origin }) => [namespace, payloadVersion, origin]).sort(),
      [
        ['procore', 'v2', 'https://receiver.example.com'],
        ['somebody-else', 'v2.0', 'https://receiver.example.com'],
        ['somebody-else', 'v2.0', 'https://receiver.example.com'],
      ],
    );
    await hooks.ensure(wish({ oldNamespaces: ['procore', 'somebody-else'] }));
    await hooks.ensure(wish({ resources: [] }));
    await hooks.remove();
    assert.deepEqual(await all(), before);
    assert.deepEqual(await there(projectPlace(0)), []);
  });

  it('follows the wish: fewer places, other resources, another address and other payloads', async () => {
    await hooks.ensure(wish());
    const before = await only(projectPlace(0));
    const other = wish({
      places: [companyPlace(), projectPlace(0), projectPlace(0), projectPlace(2)],
      resources: [{ name: 'rfis', actions: ['create', 'delete'] }],
      url: `${receiver.url}/procore/b2`,
      payloadVersion: 'v3.0',
    });
    const report = await hooks.ensure(other);
    assert.equal(report.isComplete, true);
    const after = await only(projectPlace(0));
    assert.deepEqual([after.id, after.triggers], [before.id, ['RFIs create', 'RFIs delete']]);
    assert.deepEqual([after.destination_url, after.payload_version], [`${receiver.url}/procore/b2`, 'v3.0']);
    // What is wanted belongs to projects, so the company needs no hook; and one project has left.
    assert.deepEqual([await there(companyPlace()), await there(projectPlace(1))], [[], []]);
    assert.deepEqual((await only(projectPlace(2))).triggers, ['RFIs create', 'RFIs delete']);
    assert.deepEqual(steps(await hooks.plan(other)), []);
    const removed = await hooks.remove();
    assert.deepEqual([removed.isComplete, removed.done.length], [true, 2]);
    for (const place of [projectPlace(0), projectPlace(2)]) assert.deepEqual(await there(place), []);
    assert.deepEqual((await hooks.remove()).done, []);
    assert.notEqual((await hooks.values())[0]?.reveal(), report.values[0]?.reveal());
  });

  it('says what is not offered, and never asks for the updates that Procore ended', async () => {
    const report = await hooks.ensure(
      wish({
        resources: [
          { name: 'Project Users', actions: ['create', 'update'] },
          { name: 'Moons', actions: ['create'] },
        ],
      }),
    );
    assert.deepEqual(report.plan.notOffered, [
      { resource: 'Project Users', action: 'update' },
      { resource: 'Moons', action: 'create' },
    ]);
    assert.equal(report.isComplete, true);
    assert.deepEqual((await only(projectPlace(0))).triggers, ['Project Users create']);
    const offered = await offeredResources(client, projectPlace(0), 'v4.0', {});
    const rfis = offered.find(({ name }) => name === 'RFIs');
    assert.deepEqual([rfis?.tool, rfis?.actions], ['RFIs', ['create', 'update', 'delete']]);
  });

  it('does not offer them even if a list still has them, and takes an empty list for no list', async () => {
    const rows: unknown[] = [{ category: 'Core', name: 'Project Vendors', actions: ['create', 'update'] }];
    const server = await serve((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(
          request.path.startsWith('/oauth')
            ? { access_token: 't', token_type: 'bearer', expires_in: 5400 }
            : { data: request.path.includes('page=1') ? rows : [] },
        ),
      );
    });
    try {
      const other = new Client(parseConnection(settings(server.url)), runtime());
      clients.push(other);
      const offered = await offeredResources(other, projectPlace(0), 'v4.0', {});
      assert.deepEqual(
        offered.map(({ name, actions }) => [name, actions]),
        [['Project Vendors', ['create']]],
      );
      rows.pop();
      await assert.rejects(offeredResources(other, projectPlace(0), 'v4.0', {}), {
        code: 'PROCORE_NOT_PERMITTED',
      });
    } finally {
      await server.close();
    }
  });

  it('finishes what was cut off, wherever that was', async () => {
    const complete = await hooks.ensure(wish());
    assert.equal(complete.isComplete, true);
    const expected = (await there(projectPlace(0)))[0].triggers;
    const total = writes().filter(({ path }) => path.startsWith('/rest')).length;
    assert.ok(total >= 6, String(total));
    let cut = 0;
    for (let after = 1; after <= 24; after++) {
      const namespace = `cut-${after}`;
      const stopped = new AbortController();
      const own = new Hooks(client, namespace, runtime());
      let sent = 0;
      const run = {
        signal: stopped.signal,
        onSent: () => {
          if (++sent >= after) setImmediate(() => stopped.abort(new Error('cut off')));
        },
      };
      const first = await own.ensure(wish(), run).then(
        () => false,
        () => true,
      );
      if (first) cut++;
      const second = await own.ensure(wish());
      assert.deepEqual([second.isComplete, second.failures], [true, []], namespace);
      for (const [place, triggers] of [
        [companyPlace(), ['Projects create']],
        [projectPlace(0), expected],
        [projectPlace(1), expected],
      ] as const) {
        const found = await there(place, namespace);
        assert.deepEqual(
          found.map((each: { triggers: string[] }) => each.triggers),
          [triggers],
          namespace,
        );
      }
      assert.equal((await own.remove()).isComplete, true);
      assert.deepEqual(await there(projectPlace(0), namespace), []);
    }
    assert.ok(cut >= 10, `${cut} were cut off`);
  });

  it('takes turns with an instance that has the same state, and neither doubles anything', async () => {
    const state = memoryState(runtime());
    const two = [open(state), open(state)].map((each) => new Hooks(each, NAMESPACE, systemRuntime()));
    const reports = await Promise.all(two.map((each) => each.ensure(wish())));
    assert.deepEqual(
      reports.map(({ isComplete }) => isComplete),
      [true, true],
    );
    assert.deepEqual(reports.map(({ done }) => done.length).sort(), [0, 3]);
    assert.equal(reports[0]?.values[0]?.reveal(), reports[1]?.values[0]?.reveal());
    for (const place of [companyPlace(), projectPlace(0), projectPlace(1)]) await only(place);
    await state.close();
  });

  it('ends with one hook even if instances with states of their own begin at once', async () => {
    const three = [open(), open(), open()].map((each) => new Hooks(each, NAMESPACE, runtime()));
    await Promise.all(three.map((each) => each.ensure(wish())));
    const report = await (three[0] as Hooks).ensure(wish());
    assert.equal(report.isComplete, true);
    assert.deepEqual((await only(companyPlace())).triggers, ['Projects create']);
    for (const place of [projectPlace(0), projectPlace(1)]) {
      assert.deepEqual((await only(place)).triggers, ['Punch Items delete', 'RFIs create', 'RFIs update']);
    }
  });

  it('rotates the value: two are valid until every hook has the new one, and 13 hours longer', async () => {
    const [old] = (await hooks.ensure(wish())).values;
    assert.equal(await hooks.rotate(), true);
    assert.equal(await hooks.rotate(), false);
    const [fresh, second, ...others] = await hooks.values();
    assert.deepEqual([second?.reveal(), others], [old?.reveal(), []]);
    assert.notEqual(fresh?.reveal(), old?.reveal());
    const deliver = async () => {
      receiver.requests.length = 0;
      caller.simulator.rows('rfis', caller.project(0).id).add();
      await until(() => receiver.requests.length === 1);
      return receiver.requests[0]?.headers.authorization;
    };
    assert.equal(await deliver(), old?.reveal());
    // A long time without a run: the old value stays valid, because hooks still have it.
    now += 100 * HOUR;
    assert.equal((await hooks.values()).length, 2);
    const report = await hooks.ensure(wish());
    assert.deepEqual([report.isComplete, report.done.length], [true, 3]);
    assert.equal(await deliver(), fresh?.reveal());
    now += 13 * HOUR - 1;
    assert.equal((await hooks.values()).length, 2);
    now += 1;
    assert.deepEqual(
      (await hooks.values()).map((each) => each.reveal()),
      [fresh?.reveal()],
    );
    assert.equal(await hooks.rotate(), true);
  });

  it('goes on at other places if one refuses, and says which', async () => {
    await end();
    await begin({ projectPermissions: { 1: { webhooks: 'None' } } });
    const report = await hooks.ensure(wish());
    assert.equal(report.isComplete, false);
    assert.deepEqual(
      report.failures.map(({ place, failure }) => [place, failure.code]),
      [[projectPlace(1), 'PROCORE_NOT_PERMITTED']],
    );
    await only(companyPlace());
    await only(projectPlace(0));
    // A place that left the scope and that nobody lets us see is no failure.
    const later = await hooks.ensure(wish({ places: [projectPlace(0)] }));
    assert.deepEqual([later.isComplete, later.failures], [true, []]);
  });

  it('ends at once if the key is wrong, and refuses a wish that Procore would refuse', async () => {
    const { loginUrl, apiUrl, clientId } = caller.simulator;
    const wrong = new Client(
      parseConnection({ ...settings(''), loginUrl, apiUrl, clientId, clientSecret: 'not-it' }),
      runtime(),
    );
    clients.push(wrong);
    await assert.rejects(new Hooks(wrong, NAMESPACE, runtime()).ensure(wish()), { code: 'PROCORE_AUTH' });
    for (const url of ['', 'ftp://example.com', 'http://receiver.example.com/x']) {
      await assert.rejects(hooks.ensure(wish({ url })), { code: 'PROCORE_CONFIG' }, url);
    }
    assert.throws(() => new Hooks(client, 'Not One', runtime()), ProcoreError);
  });

  it('finds the places of a scope: companies, and the projects that a filter lets through', async () => {
    const [first, second] = [caller.company(0), caller.company(1)];
    const permitted = first.projects.filter((each) => each.permitted);
    const projects = await hookPlaces(
      client,
      { scope: 'projects', companyId: String(first.id), filter: {} },
      {},
    );
    assert.deepEqual(projects, [
      companyPlace(),
      ...permitted.map(({ id }) => ({ companyId: String(first.id), projectId: String(id) })),
    ]);
    const one = permitted[1]?.id ?? 0;
    const all = await hookPlaces(client, { scope: 'companies', filter: { ids: [one] } }, {});
    assert.deepEqual(all, [
      { companyId: String(first.id) },
      { companyId: String(second.id) },
      { companyId: String(first.id), projectId: String(one) },
    ]);
  });

  it('has no header if the value is in the address', async () => {
    const [value] = await hooks.values();
    const inPath = wish({ url: `${receiver.url}/procore/a1/${value?.reveal()}`, secretIn: 'url' });
    const report = await hooks.ensure(inPath);
    caller.simulator.rows('rfis', caller.project(0).id).add();
    await caller.simulator.deliveries.settled();
    const [request] = receiver.requests;
    assert.deepEqual(
      [request?.headers.authorization, request?.path],
      [undefined, `/procore/a1/${value?.reveal()}`],
    );
    assert.ok(!JSON.stringify(report).includes(value?.reveal() ?? ''));
    assert.deepEqual(steps(await hooks.plan(inPath)), []);
    const back = await hooks.ensure(wish());
    assert.deepEqual([back.isComplete, steps(back.plan)], [true, Array(3).fill('repair hook')]);
    const again = await hooks.ensure(inPath);
    assert.equal(again.isComplete, true);
  });

  /** A Procore of the test's own, for answers that the simulator does not give. `hooks` answers the list of hooks. */
  async function fake(hooks: (made: number) => unknown): Promise<{ client: Client; made: string[] }> {
    const made: string[] = [];
    const answerTo = (method: string, path: string): { status: number; body: unknown } => {
      if (path.startsWith('/oauth'))
        return { status: 200, body: { access_token: 't', token_type: 'bearer', expires_in: 5400 } };
      if (path.endsWith('/bulk')) {
        const errors = { resource_name: ['is invalid'] };
        return { status: 207, body: { data: [{ id: '7' }, { resource_name: 'Moons', errors }] } };
      }
      const isFirst = /\bpage=1\b/.test(path);
      if (path.includes('/resources')) {
        const rows = ['RFIs', 'Moons'].map((name) => ({ name, actions: ['create'] }));
        return { status: 200, body: { data: isFirst ? rows : [] } };
      }
      if (method !== 'GET') made.push(`${method} ${path}`);
      if (method !== 'GET') return { status: 201, body: { data: ours } };
      return { status: 200, body: { data: path.includes('hooks?') && isFirst ? hooks(made.length) : [] } };
    };
    const server = await serve((request, response) => {
      const { status, body } = answerTo(request.method, request.path);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    servers.push(server);
    const opened = new Client(parseConnection(settings(server.url)), runtime());
    clients.push(opened);
    return { client: opened, made };
  }
  const ours = { id: '1', namespace: NAMESPACE, status: 'active', payload_version: 'v4.0' };
  const twoOfThem = () =>
    wish({
      places: [projectPlace(0)],
      resources: [
        { name: 'RFIs', actions: ['create'] },
        { name: 'Moons', actions: ['create'] },
      ],
    });

  it('says which triggers Procore did not take, and keeps the others', async () => {
    const other = await fake((made) => (made > 0 ? [ours] : []));
    const report = await new Hooks(other.client, NAMESPACE, runtime()).ensure(twoOfThem());
    assert.equal(report.isComplete, false);
    const [failure] = report.failures;
    assert.equal(failure?.failure.code, 'PROCORE_INVALID');
    assert.match(failure?.failure.cause ?? '', /Moons \(create\)\.$/);
    assert.equal(other.made.length, 1);
  });

  it('leaves foreign hooks alone even if a list has them that was asked for ours', async () => {
    const other = await fake(() => [
      { ...ours, id: '8', namespace: 'somebody-else' },
      { ...ours, id: '9', namespace: undefined },
    ]);
    const foreign = new Hooks(other.client, NAMESPACE, runtime());
    assert.deepEqual(steps(await foreign.plan(twoOfThem())), ['create hook']);
    assert.deepEqual(steps(await foreign.plan({ ...twoOfThem(), resources: [] })), []);
    await foreign.ensure({ ...twoOfThem(), resources: [] });
    assert.deepEqual((await foreign.remove()).failures, []);
    assert.deepEqual(other.made, []);
  });

  it('makes nothing where the list of hooks is no list', async () => {
    const other = await fake(() => ({ hooks: 'soon' }));
    const report = await new Hooks(other.client, NAMESPACE, runtime()).ensure(twoOfThem());
    assert.deepEqual(
      report.failures.map(({ failure }) => failure.code),
      ['PROCORE_BAD_RESPONSE'],
    );
    assert.deepEqual([report.isComplete, other.made], [false, []]);
  });

  it('makes another hook if Procore does not switch a project’s one on again', async () => {
    await hooks.ensure(wish());
    const { id } = await only(projectPlace(0));
    const path = `${base(projectPlace(0))}/${id}`;
    await caller.send('PATCH', path, {}, { status: 'disabled' });
    // A proxy that takes `status` out of changes: the published body of a project's hook has none.
    const proxy = await serve((request, response) => {
      const { status: _, ...fields } = request.method === 'PATCH' ? JSON.parse(request.body) : {};
      const {
        host: __,
        'content-length': ___,
        'accept-encoding': ____,
        connection: _____,
        ...headers
      } = request.headers as Record<string, string>;
      const body = request.method === 'PATCH' ? JSON.stringify(fields) : request.body;
      void fetch(`${caller.simulator.apiUrl}${request.path}`, {
        method: request.method,
        headers,
        ...(request.method !== 'GET' && body !== '' && { body }),
      }).then(async (answer) => {
        const text = await answer.text();
        response.writeHead(answer.status, {
          'content-type': 'application/json',
          total: answer.headers.get('total') ?? '0',
        });
        response.end(answer.status === 204 ? undefined : text);
      });
    });
    try {
      const { loginUrl, clientId, clientSecret } = caller.simulator;
      const connection = { ...settings(''), loginUrl, apiUrl: proxy.url, clientId, clientSecret };
      const through = new Client(parseConnection(connection), runtime(), { state: client.state });
      clients.push(through);
      const report = await new Hooks(through, NAMESPACE, runtime()).ensure(wish());
      assert.equal(report.isComplete, true);
      const hook = await only(projectPlace(0));
      assert.deepEqual([hook.status, hook.id === id], ['active', false]);
      assert.deepEqual(hook.triggers, ['Punch Items delete', 'RFIs create', 'RFIs update']);
    } finally {
      await proxy.close();
    }
  });

  it('gives each node and server hooks of their own, and moves them if the server changes', async () => {
    const first = new NodeHooks(client, 'node.1', receiver.url, runtime());
    const other = new NodeHooks(client, 'node.2', receiver.url, runtime());
    const reports = [await first.ensure(wish()), await other.ensure(wish())];
    assert.deepEqual(
      reports.map(({ isComplete, done }) => [isComplete, done.length]),
      [
        [true, 3],
        [true, 3],
      ],
    );
    const moved = new NodeHooks(client, 'node.1', 'https://procore.example.com/red', runtime());
    const report = await moved.ensure(wish({ url: 'https://procore.example.com/red/procore/node.1' }));
    assert.deepEqual([report.isComplete, report.done.length], [true, 6]);
    const all = async () =>
      (await caller.get(`${base(projectPlace(0))}?per_page=100`)).json.data.map(
        (hook: Record<string, string>) => hook.destination_url,
      );
    assert.deepEqual(await all(), [
      `${receiver.url}/procore/a1`,
      'https://procore.example.com/red/procore/node.1',
    ]);
    assert.deepEqual(
      (await moved.plan(wish({ url: 'https://procore.example.com/red/procore/node.1' }))).places,
      [],
    );
    assert.equal(await removeHooksOf(client, 'node.1', runtime()), true);
    assert.deepEqual(await all(), [`${receiver.url}/procore/a1`]);
    assert.equal(await removeHooksOf(client, 'node.2', runtime()), true);
    assert.deepEqual(await all(), []);
  });
});
