import assert from 'node:assert/strict';
import type { NewEvent } from '../../src/events/event.js';
import { Inbox } from '../../src/events/inbox.js';
import { Reconciliation } from '../../src/events/reconcile/reconciliation.js';
import { systemRuntime } from '../../src/index.js';
import { FAULTS } from '../../testing/changes/faults.js';
import { Stage } from '../changes/stage.js';
import { EventStage, takes } from './stage.js';

describe('a reconciliation', () => {
  let stage: Stage;
  let found: NewEvent[];
  beforeEach(async () => {
    stage = await Stage.start();
    found = [];
  });
  afterEach(() => stage.close());

  function reconciliation(
    resources = ['RFIs'],
    accept: (events: readonly NewEvent[]) => Promise<unknown> = async (events) => found.push(...events),
    name = 'node',
  ) {
    return new Reconciliation({
      client: stage.client,
      name,
      resources,
      area: { scope: 'projects', companyId: undefined, filter: {} },
      source: 'reconciled',
      runtime: { ...systemRuntime(), now: () => stage.now() },
      accept,
    });
  }

  const told = () =>
    found.map(({ action, resourceId, projectId }) => `${action} ${resourceId} of ${projectId}`);

  it('takes in what is there, and then finds what was created, changed and removed', async () => {
    const began = Date.now();
    const first = await reconciliation().run(true, {});
    assert.deepEqual([first.found, first.failures, first.unlisted], [0, [], []]);
    assert.ok(
      first.completeTo !== undefined && first.completeTo <= began && first.completeTo > began - 10_000,
    );
    const [changed, removed] = [stage.id(0), stage.id(3, 1)];
    await new Promise((resolve) => setTimeout(resolve, 20));
    stage.rows().change(changed, { subject: 'Changed' });
    const { id: added } = stage.rows(1).add({ subject: 'New' });
    stage.rows(1).remove(removed);
    const second = await reconciliation().run(false, {});
    const [one, other] = [stage.project(0), stage.project(1)];
    assert.deepEqual(
      told().toSorted(),
      [
        `create ${added} of ${other}`,
        `delete ${removed} of ${other}`,
        `update ${changed} of ${one}`,
      ].toSorted(),
    );
    assert.equal(second.found, 3);
    const { source, resource, at, raw } = found.find(({ action }) => action === 'update') as NewEvent;
    const row = raw as { subject: string; updated_at: string };
    assert.deepEqual([source, resource, row.subject, at], ['reconciled', 'RFIs', 'Changed', row.updated_at]);
    const third = await reconciliation().run(false, {});
    assert.equal(third.found, 0);
    assert.equal(new Set(found.map(({ eventId }) => eventId)).size, 3);
  });

  it('finds again what could not be taken in', async () => {
    await reconciliation().run(true, {});
    const id = stage.id(2);
    stage.rows().change(id, { subject: 'Changed' });
    const full = reconciliation(['RFIs'], () => Promise.reject(new Error('no room')));
    const failed = await full.run(false, {});
    assert.equal(failed.failures.length, 1);
    await reconciliation().run(false, {});
    assert.deepEqual(told(), [`update ${id} of ${stage.project(0)}`]);
  });

  it('moves its mark only if everything was compared, and takes nothing it cannot see for removed', async () => {
    const { completeTo } = await reconciliation().run(true, {});
    stage.proxy.fault = (path) => (path.includes(`/${stage.project(1)}/rfis`) ? FAULTS.forbidden : undefined);
    await reconciliation().reached(completeTo ?? 0);
    const second = await reconciliation().run(false, {});
    assert.deepEqual([second.completeTo, told(), second.failures.length], [completeTo, [], 1]);
    stage.proxy.fault = () => undefined;
    await stage.client.forgetRefusals();
    const third = await reconciliation().run(false, {});
    assert.ok((third.completeTo ?? 0) >= (completeTo ?? 0));
    assert.deepEqual([told(), third.failures], [[], []]);
  });

  it('takes in what is there of a resource that was added later, and makes no events of it', async () => {
    await reconciliation([]).run(true, {});
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    stage.rows().change(stage.id(0), { subject: 'Changed before it was watched' });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const { found: count } = await reconciliation(['RFIs']).run(false, {});
    assert.deepEqual([count, told()], [0, []]);
    stage.rows().change(stage.id(1), { subject: 'Changed since' });
    await reconciliation(['RFIs']).run(false, {});
    assert.deepEqual(told(), [`update ${stage.id(1)} of ${stage.project(0)}`]);
  });

  it('is no newer than the comparison that was cut off and that it goes on with', async () => {
    let passed = 0;
    stage.now = () => Date.now() + passed;
    stage.proxy.clock = () => stage.now();
    await reconciliation().run(true, {});
    const stop = new AbortController();
    // The first project is read to its end; then the process ends.
    stage.proxy.turn = async (path, serve) => {
      if (path.includes(`/${stage.project(1)}/rfis`)) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        stop.abort(new Error('stopped'));
      }
      await serve();
    };
    await assert.rejects(reconciliation().run(false, { signal: stop.signal }), /stopped/);
    stage.proxy.turn = (_, serve) => serve();
    passed += 10_000;
    const changedAt = stage.now();
    stage.rows().change(stage.id(0), { subject: 'Changed' });
    passed += 10_000;
    const { completeTo = 0 } = await reconciliation().run(false, {});
    assert.deepEqual(told(), []);
    assert.ok(completeTo < changedAt, new Date(completeTo).toISOString());
    const next = await reconciliation().run(false, {});
    assert.deepEqual(told(), [`update ${stage.id(0)} of ${stage.project(0)}`]);
    assert.ok((next.completeTo ?? 0) >= changedAt);
  });

  it('gives a removal the time of Procore, however slow this clock is', async () => {
    stage.now = () => Date.now() - 300_000;
    await reconciliation().run(true, {});
    const id = stage.id(2);
    stage.rows().remove(id);
    const before = Date.now();
    await reconciliation().run(false, {});
    const [removal] = found;
    assert.equal(removal?.action, 'delete');
    assert.ok(Date.parse(removal?.at ?? '') >= before - 2_000, removal?.at);
  });

  it('compares what belongs to the company once, beside what its projects have', async () => {
    await stage.close();
    stage = await Stage.start({ permissions: { Portfolio: 'Admin' } });
    const { completeTo, failures } = await reconciliation(['Projects', 'RFIs']).run(true, {});
    assert.deepEqual([failures, completeTo !== undefined], [[], true]);
    const { id: companyId } = stage.simulator.companies[0] as { id: number };
    const { accessToken } = await stage.client.token();
    const answer = await fetch(`${stage.simulator.apiUrl}/rest/v1.0/projects/${stage.project(0)}`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${accessToken}`,
        'procore-company-id': String(companyId),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ company_id: companyId, project: { name: 'Another name' } }),
    });
    assert.equal(answer.status, 200);
    await reconciliation(['Projects', 'RFIs']).run(false, {});
    const [event] = found;
    assert.deepEqual(
      [found.length, event?.resource, event?.resourceId, event?.companyId, event?.projectId],
      [1, 'Projects', String(stage.project(0)), String(companyId), undefined],
    );
  });

  it('names what no list has', async () => {
    const { unlisted, found: count } = await reconciliation(['RFI Replies', 'RFIs']).run(true, {});
    assert.deepEqual([unlisted, count], [['RFI Replies'], 0]);
  });

  it('is behind by the clock that is behind', async () => {
    stage.now = () => Date.now() + 300_000;
    const began = Date.now();
    const { completeTo } = await reconciliation().run(true, {});
    assert.ok(completeTo !== undefined && completeTo <= began);
  });

  it('tells nothing that a delivery has told, and a removal once', async () => {
    const events = new EventStage();
    try {
      await reconciliation().run(true, {});
      const [changed, removed] = [stage.id(0), stage.id(1)];
      await new Promise((resolve) => setTimeout(resolve, 20));
      stage.rows().change(changed, { subject: 'Changed' });
      stage.rows().remove(removed);
      const { updated_at } = stage.rows().at(0) as unknown as { updated_at: string };
      const shared = {
        resource: 'RFIs',
        companyId: String(stage.simulator.companies[0]?.id),
        projectId: String(stage.project(0)),
        source: 'delivery',
        raw: {},
      } as const;
      await events.inbox.accept([
        { ...shared, eventId: 'a', action: 'update', resourceId: String(changed), at: updated_at },
        {
          ...shared,
          eventId: 'b',
          action: 'delete',
          resourceId: String(removed),
          at: new Date().toISOString(),
        },
      ]);
      const flow = events.flow(takes);
      const inbox = new Inbox(events.state.queue, 'inbox', events.runtime);
      const { found: count } = await reconciliation(['RFIs'], (all) => inbox.accept(all)).run(false, {});
      assert.equal(count, 2);
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.deepEqual(flow.ids().toSorted(), ['a', 'b']);
    } finally {
      await events.close();
    }
  });

  it('finds in the recycle bin what a delivery has told of and no comparison has read, and nothing else', async () => {
    const events = new EventStage(stage.client.state);
    try {
      const compared = () =>
        reconciliation(['RFIs'], async (all) => found.push(...all), 'inbox').run(false, {});
      await compared();
      events.flow(takes);
      const { id: removed } = stage.rows().add({ subject: 'Not there for long' });
      const { id: there } = stage.rows().add({ subject: 'There' });
      const told = (resourceId: unknown, action: NewEvent['action'] = 'create') => ({
        eventId: `${resourceId} ${action}`,
        resource: 'RFIs',
        action,
        resourceId: String(resourceId),
        companyId: String(stage.simulator.companies[0]?.id),
        projectId: String(stage.project(0)),
        at: new Date().toISOString(),
        source: 'delivery' as const,
        raw: {},
      });
      // Somebody else may be told of records that this account does not see.
      await events.inbox.accept([told(removed), told(there), told(1)]);
      const isHandled = async () => (await stage.client.state.queue.kept('inbox')).length === 3;
      while (!(await isHandled())) await new Promise((resolve) => setTimeout(resolve, 20));
      stage.rows().remove(Number(removed));
      await compared();
      const one = stage.project(0);
      const all = () =>
        found.map(({ action, resourceId, projectId }) => `${action} ${resourceId} of ${projectId}`);
      assert.deepEqual(all(), [`create ${there} of ${one}`, `delete ${removed} of ${one}`]);
      await compared();
      assert.equal(new Set(found.map(({ eventId }) => eventId)).size, 2);
    } finally {
      await events.close();
    }
  });
});
