import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { ProcoreError } from '../../src/errors.js';
import { Hooks } from '../../src/events/hooks/hooks.js';
import { type OldHookName, replaceOldHook } from '../../src/events/hooks/old-hooks.js';
import { hookPlaces } from '../../src/events/hooks/places.js';
import { HOOK_ACTIONS } from '../../src/events/hooks/wish.js';
import { Client, parseConnection } from '../../src/index.js';
import { settings } from '../support/client.js';
import { HookStage, NAMESPACE, steps } from './hook-stage.js';

describe('hooks set up from a plan', () => {
  let stage: HookStage;
  beforeEach(async () => {
    stage = await HookStage.begin();
  });
  afterEach(() => stage.close());

  it('shows what it would do and does nothing, makes what is missing, and then has nothing to do', async () => {
    await stage.client.token();
    const before = stage.asked();
    const plan = await stage.hooks.plan(stage.wish());
    assert.deepEqual([steps(plan), plan.looked], [['create hook', 'create hook', 'create hook'], 3]);
    assert.deepEqual(stage.writes(before), []);
    const report = await stage.hooks.ensure(stage.wish());
    assert.deepEqual([report.isComplete, report.failures, report.done.length], [true, [], 3]);
    for (const [place, triggers] of [
      [stage.companyPlace(), ['Projects create']],
      [stage.projectPlace(0), ['Punch Items delete', 'RFIs create', 'RFIs update']],
      [stage.projectPlace(1), ['Punch Items delete', 'RFIs create', 'RFIs update']],
    ] as const) {
      const hook = await stage.only(place);
      assert.deepEqual(
        [hook.triggers, hook.status, hook.payload_version, hook.destination_url],
        [triggers, 'active', 'v4.0', `${stage.receiver.url}/procore/a1`],
      );
    }
    assert.deepEqual(await stage.there(stage.projectPlace(2)), []);
    const position = stage.asked();
    const again = await stage.hooks.ensure(stage.wish());
    assert.deepEqual([again.isComplete, again.done, steps(again.plan)], [true, [], []]);
    assert.deepEqual(stage.writes(position), []);
    // Eight requests for three places: what is offered at either level, and each place's hooks and triggers.
    assert.equal(stage.asked() - position, 8);
  });

  it('receives what then happens, with a value of 256 bits that nothing shows', async () => {
    const report = await stage.hooks.ensure(stage.wish());
    const [value, ...others] = report.values;
    assert.ok(value);
    assert.deepEqual(others, []);
    assert.match(value.reveal(), /^[\w-]{43}$/);
    const { id } = stage.caller.simulator.rows('rfis', stage.caller.project(0).id).add();
    await stage.caller.simulator.deliveries.settled();
    const [request] = stage.receiver.requests;
    assert.equal(request?.headers.authorization, value.reveal());
    assert.equal(JSON.parse(request?.body ?? '').resource_id, String(id));
    const drifted = await stage.only(stage.projectPlace(0));
    await stage.caller.send(
      'PATCH',
      `${stage.base(stage.projectPlace(0))}/${drifted.id}`,
      {},
      { status: 'disabled' },
    );
    const shown = inspect([report, await stage.hooks.plan(stage.wish({ oldNamespaces: ['procore'] }))], {
      depth: 20,
    });
    assert.ok(!shown.includes(value.reveal()) && !JSON.stringify(report).includes('/procore/a1'));
    const [kept] = await stage.client.state.store.get([`hooks/${NAMESPACE}/authorization`]);
    assert.ok(kept && !JSON.stringify(kept).includes(value.reveal()));
  });

  it('follows the wish: fewer places, other resources, another address and other payloads', async () => {
    await stage.hooks.ensure(stage.wish());
    const before = await stage.only(stage.projectPlace(0));
    const other = stage.wish({
      places: [stage.companyPlace(), stage.projectPlace(0), stage.projectPlace(0), stage.projectPlace(2)],
      resources: [{ name: 'rfis', actions: ['create', 'delete'] }],
      url: `${stage.receiver.url}/procore/b2`,
      payloadVersion: 'v3.0',
    });
    const report = await stage.hooks.ensure(other);
    assert.equal(report.isComplete, true);
    const after = await stage.only(stage.projectPlace(0));
    assert.deepEqual([after.id, after.triggers], [before.id, ['RFIs create', 'RFIs delete']]);
    assert.deepEqual(
      [after.destination_url, after.payload_version],
      [`${stage.receiver.url}/procore/b2`, 'v3.0'],
    );
    // What is wanted belongs to projects, so the company needs no hook; and one project has left.
    assert.deepEqual(
      [await stage.there(stage.companyPlace()), await stage.there(stage.projectPlace(1))],
      [[], []],
    );
    assert.deepEqual((await stage.only(stage.projectPlace(2))).triggers, ['RFIs create', 'RFIs delete']);
    assert.deepEqual(steps(await stage.hooks.plan(other)), []);
    const removed = await stage.hooks.remove();
    assert.deepEqual([removed.isComplete, removed.done.length], [true, 2]);
    for (const place of [stage.projectPlace(0), stage.projectPlace(2)])
      assert.deepEqual(await stage.there(place), []);
    assert.deepEqual((await stage.hooks.remove()).done, []);
    assert.notEqual((await stage.hooks.values())[0]?.reveal(), report.values[0]?.reveal());
  });

  it('never touches the hooks of another namespace, and lists the old ones', async () => {
    const foreign = {
      payload_version: 'v2.0',
      namespace: 'somebody-else',
      destination_url: 'https://receiver.example.com/x?secret=1',
      destination_headers: { Authorization: 'Bearer theirs' },
    };
    for (const place of [stage.companyPlace(), stage.projectPlace(0)]) {
      const { json } = await stage.caller.send('POST', stage.base(place), {}, foreign);
      const trigger = place.projectId ? 'RFIs' : 'Projects';
      await stage.caller.send(
        'POST',
        `${stage.base(place)}/${json.data.id}/triggers`,
        {},
        { resource_name: trigger, event_type: 'create' },
      );
    }
    const all = () =>
      Promise.all(
        [stage.companyPlace(), stage.projectPlace(0)].map((place) => stage.there(place, 'somebody-else')),
      );
    const before = await all();
    const plan = await stage.hooks.plan(
      stage.wish({ oldNamespaces: ['procore', 'somebody-else', NAMESPACE] }),
    );
    assert.deepEqual(
      plan.old.map(({ namespace, payloadVersion, origin }) => [namespace, payloadVersion, origin]).sort(),
      [
        ['procore', 'v2', 'https://receiver.example.com'],
        ['somebody-else', 'v2.0', 'https://receiver.example.com'],
        ['somebody-else', 'v2.0', 'https://receiver.example.com'],
      ],
    );
    await stage.hooks.ensure(stage.wish({ oldNamespaces: ['procore', 'somebody-else'] }));
    await stage.hooks.ensure(stage.wish({ resources: [] }));
    await stage.hooks.remove();
    assert.deepEqual(await all(), before);
    assert.deepEqual(await stage.there(stage.projectPlace(0)), []);
  });

  it('replaces an old hook once the new one tells of all that the old one did, and touches no other', async () => {
    const place = stage.projectPlace(0);
    const created = await stage.caller.send(
      'POST',
      stage.base(place),
      {},
      {
        payload_version: 'v2.0',
        namespace: 'former',
        destination_url: 'https://receiver.example.com/x?secret=1',
        destination_headers: { Authorization: 'Bearer theirs' },
      },
    );
    const triggers = [
      { resource_name: 'RFIs', event_type: 'create' },
      { resource_name: 'Submittals', event_type: 'update' },
    ];
    const path = `${stage.base(place)}/${created.json.data.id}/triggers/bulk`;
    await stage.caller.send('POST', path, {}, triggers);
    const [old] = (await stage.hooks.plan(stage.wish({ oldNamespaces: ['former'] }))).old;
    assert.ok(old);
    const wanted = [
      { resource: 'RFIs', action: 'create' },
      { resource: 'Submittals', action: 'update' },
    ];
    assert.deepEqual([old.triggers, old.origin], [wanted, 'https://receiver.example.com']);
    const replace = (name: Partial<OldHookName> = {}) =>
      replaceOldHook(stage.client, { ...old, ...name }, NAMESPACE, {});
    assert.deepEqual(await replace(), { state: 'alone' });
    await stage.hooks.ensure(stage.wish());
    assert.deepEqual(await replace(), { state: 'lacking', lacking: wanted.slice(1) });
    const resources = ['RFIs', 'Submittals'].map((name) => ({ name, actions: HOOK_ACTIONS }));
    await stage.hooks.ensure(stage.wish({ resources }));
    const before = stage.asked();
    // A hook is meant by its namespace too, and the new one is none of the old ones.
    const ours = String((await stage.only(place)).id);
    assert.deepEqual(await replace({ namespace: 'somebody-else' }), { state: 'gone' });
    assert.deepEqual(await replace({ id: ours, namespace: 'former' }), { state: 'gone' });
    assert.deepEqual(await replace({ id: ours, namespace: NAMESPACE }), { state: 'alone' });
    assert.deepEqual(stage.writes(before), []);
    assert.deepEqual(await replace(), { state: 'gone' });
    assert.deepEqual([await stage.there(place, 'former'), (await stage.only(place)).id], [[], ours]);
    assert.equal(stage.writes(before).length, 1);
    assert.deepEqual(await replace(), { state: 'gone' });
  });

  it('keeps an old hook of v1.0, of which v2.0 does not show what it tells of', async () => {
    const [old] = (await stage.hooks.plan(stage.wish({ oldNamespaces: ['procore'] }))).old;
    assert.ok(old && old.payloadVersion === 'v2');
    await stage.hooks.ensure(stage.wish());
    const before = stage.asked();
    assert.deepEqual(await replaceOldHook(stage.client, old, NAMESPACE, {}), { state: 'unknown' });
    assert.deepEqual(stage.writes(before), []);
  });

  it('goes on at other places if one refuses, and says which', async () => {
    await stage.close();
    stage = await HookStage.begin({ projectPermissions: { 1: { webhooks: 'None' } } });
    const report = await stage.hooks.ensure(stage.wish());
    assert.equal(report.isComplete, false);
    assert.deepEqual(
      report.failures.map(({ place, failure }) => [place, failure.code]),
      [[stage.projectPlace(1), 'PROCORE_NOT_PERMITTED']],
    );
    await stage.only(stage.companyPlace());
    await stage.only(stage.projectPlace(0));
    // A place that left the scope and that nobody lets us see is no failure.
    const later = await stage.hooks.ensure(stage.wish({ places: [stage.projectPlace(0)] }));
    assert.deepEqual([later.isComplete, later.failures], [true, []]);
  });

  it('ends at once if the key is wrong, and refuses a wish that Procore would refuse', async () => {
    const { loginUrl, apiUrl, clientId } = stage.caller.simulator;
    const wrong = new Client(
      parseConnection({ ...settings(''), loginUrl, apiUrl, clientId, clientSecret: 'not-it' }),
      stage.runtime(),
    );
    stage.clients.push(wrong);
    await assert.rejects(new Hooks(wrong, NAMESPACE, stage.runtime()).ensure(stage.wish()), {
      code: 'PROCORE_AUTH',
    });
    for (const url of ['', 'ftp://example.com', 'http://receiver.example.com/x']) {
      await assert.rejects(stage.hooks.ensure(stage.wish({ url })), { code: 'PROCORE_CONFIG' }, url);
    }
    assert.throws(() => new Hooks(stage.client, 'Not One', stage.runtime()), ProcoreError);
  });

  it('finds the places of a scope: companies, and the projects that a filter lets through', async () => {
    const [first, second] = [stage.caller.company(0), stage.caller.company(1)];
    const permitted = first.projects.filter((each) => each.permitted);
    const projects = await hookPlaces(
      stage.client,
      { scope: 'projects', companyId: String(first.id), filter: {} },
      {},
    );
    assert.deepEqual(projects, [
      stage.companyPlace(),
      ...permitted.map(({ id }) => ({ companyId: String(first.id), projectId: String(id) })),
    ]);
    const one = permitted[1]?.id ?? 0;
    const all = await hookPlaces(stage.client, { scope: 'companies', filter: { ids: [one] } }, {});
    assert.deepEqual(all, [
      { companyId: String(first.id) },
      { companyId: String(second.id) },
      { companyId: String(first.id), projectId: String(one) },
    ]);
  });
});
