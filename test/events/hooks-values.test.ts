import assert from 'node:assert/strict';
import { addressEnd, gateHeader } from '../../src/events/gate.js';
import { NodeHooks, removeHooksOf } from '../../src/events/hooks/node-hooks.js';
import { HookValues } from '../../src/events/hooks/values.js';
import { Secret } from '../../src/secret.js';
import { until } from '../support/until.js';
import { HookStage, NAMESPACE, steps } from './hook-stage.js';

const HOUR = 3_600_000;

describe('the values by which deliveries are known', () => {
  let stage: HookStage;
  beforeEach(async () => {
    stage = await HookStage.begin();
  });
  afterEach(() => stage.close());

  it('rotates the value: two are valid until every hook has the new one, and 13 hours longer', async () => {
    const [old] = (await stage.hooks.ensure(stage.wish())).values;
    assert.equal(await stage.hooks.rotate(), true);
    assert.equal(await stage.hooks.rotate(), false);
    const [fresh, second, ...others] = await stage.hooks.values();
    assert.deepEqual([second?.reveal(), others], [old?.reveal(), []]);
    assert.notEqual(fresh?.reveal(), old?.reveal());
    const deliver = async () => {
      stage.receiver.requests.length = 0;
      stage.caller.simulator.rows('rfis', stage.caller.project(0).id).add();
      await until(() => stage.receiver.requests.length === 1);
      return stage.receiver.requests[0]?.headers.authorization;
    };
    assert.equal(await deliver(), old?.reveal());
    // A long time without a run: the old value stays valid, because hooks still have it.
    stage.now += 100 * HOUR;
    assert.equal((await stage.hooks.values()).length, 2);
    const report = await stage.hooks.ensure(stage.wish());
    assert.deepEqual([report.isComplete, report.done.length], [true, 3]);
    assert.equal(await deliver(), fresh?.reveal());
    stage.now += 13 * HOUR - 1;
    assert.equal((await stage.hooks.values()).length, 2);
    stage.now += 1;
    assert.deepEqual(
      (await stage.hooks.values()).map((each) => each.reveal()),
      [fresh?.reveal()],
    );
    assert.equal(await stage.hooks.rotate(), true);
  });

  it('has the header of the gate if the value is in the address, and repairs both', async () => {
    const [value] = await stage.hooks.values();
    const behind = (password: string) => {
      const gate = gateHeader({ gateUser: 'gate', gatePassword: new Secret(password) }) as Secret;
      const end = addressEnd(value?.reveal() ?? '', gate);
      return { gate, end, wish: stage.wish({ url: `${stage.receiver.url}/procore/a1/${end}`, gate }) };
    };
    const delivered = async () => {
      stage.receiver.requests.length = 0;
      stage.caller.simulator.rows('rfis', stage.caller.project(0).id).add();
      await stage.caller.simulator.deliveries.settled();
      const [request] = stage.receiver.requests;
      return [request?.headers.authorization, request?.path];
    };
    const first = behind('knock-knock');
    const report = await stage.hooks.ensure(first.wish);
    assert.deepEqual(await delivered(), [first.gate.reveal(), `/procore/a1/${first.end}`]);
    const told = JSON.stringify(report);
    for (const secret of [value?.reveal() ?? '', first.end, first.gate.reveal().slice(6)])
      assert.ok(secret !== '' && !told.includes(secret));
    assert.deepEqual(steps(await stage.hooks.plan(first.wish)), []);
    // The end of the header, which is all that Procore shows, is the same.
    const next = behind('knock,knock');
    assert.equal(next.gate.reveal().slice(-5), first.gate.reveal().slice(-5));
    assert.equal((await stage.hooks.ensure(next.wish)).isComplete, true);
    assert.deepEqual(await delivered(), [next.gate.reveal(), `/procore/a1/${next.end}`]);
    const back = await stage.hooks.ensure(stage.wish());
    assert.deepEqual([back.isComplete, steps(back.plan)], [true, Array(3).fill('repair hook')]);
    assert.deepEqual(await delivered(), [value?.reveal(), '/procore/a1']);
  });

  it('gives each node and server hooks of their own, and moves them if the server changes', async () => {
    const first = new NodeHooks(stage.client, 'node.1', stage.receiver.url, stage.runtime());
    const other = new NodeHooks(stage.client, 'node.2', stage.receiver.url, stage.runtime());
    const reports = [await first.ensure(stage.wish()), await other.ensure(stage.wish())];
    assert.deepEqual(
      reports.map(({ isComplete, done }) => [isComplete, done.length]),
      [
        [true, 3],
        [true, 3],
      ],
    );
    const moved = new NodeHooks(stage.client, 'node.1', 'https://procore.example.com/red', stage.runtime());
    const report = await moved.ensure(stage.wish({ url: 'https://procore.example.com/red/procore/node.1' }));
    assert.deepEqual([report.isComplete, report.done.length], [true, 6]);
    const all = async () =>
      (await stage.caller.get(`${stage.base(stage.projectPlace(0))}?per_page=100`)).json.data.map(
        (hook: Record<string, string>) => hook.destination_url,
      );
    assert.deepEqual(await all(), [
      `${stage.receiver.url}/procore/a1`,
      'https://procore.example.com/red/procore/node.1',
    ]);
    assert.deepEqual(
      (await moved.plan(stage.wish({ url: 'https://procore.example.com/red/procore/node.1' }))).places,
      [],
    );
    assert.equal(await removeHooksOf(stage.client, 'node.1', stage.runtime()), true);
    assert.deepEqual(await all(), [`${stage.receiver.url}/procore/a1`]);
    assert.equal(await removeHooksOf(stage.client, 'node.2', stage.runtime()), true);
    assert.deepEqual(await all(), []);
  });

  it('makes one value, even if a second one comes late', async () => {
    const { store } = stage.client.state;
    const slow = Object.create(store) as typeof store;
    slow.get = (keys) => store.get(keys);
    slow.set = async (key, value, how) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return store.set(key, value, how);
    };
    const late = new HookValues(slow, NAMESPACE, stage.runtime()).valid();
    const [first] = await new HookValues(store, NAMESPACE, stage.runtime()).valid();
    const [second] = await late;
    assert.equal(second?.reveal(), first?.reveal());
    const [again] = await new HookValues(store, NAMESPACE, stage.runtime()).valid();
    assert.equal(again?.reveal(), first?.reveal());
  });
});
