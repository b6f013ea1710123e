import assert from 'node:assert/strict';
import type { Handed } from '../../src/events/hand-out.js';
import { Inbox, InboxFull } from '../../src/events/inbox.js';
import { replay, replayWish } from '../../src/events/replay.js';
import { systemRuntime } from '../../src/runtime.js';
import { memoryState } from '../../src/state/state.js';
import { HandClock } from '../state/stage.js';
import { until } from '../support/flow.js';
import { EventStage, eventOf, takes } from './stage.js';

const AT_ONCE = () => 0;
const soon = (ms = 60) => new Promise((resolve) => setTimeout(resolve, ms));

describe('events from the inbox to a flow', () => {
  let stage: EventStage;
  beforeEach(() => {
    stage = new EventStage();
  });
  afterEach(() => stage.close());

  it('come in their order, each once, however often they were delivered', async () => {
    const events = ['a', 'b', 'c'].map((id, at) => eventOf(id, at, { resourceId: id }));
    await stage.inbox.accept(events);
    const { ids } = stage.flow(takes);
    await until(() => ids().length === 3);
    for (let n = 0; n < 4; n++) {
      await stage.inbox.accept(events);
      await soon(20);
    }
    await stage.inbox.accept([eventOf('d', 9, { resourceId: 'd' })]);
    await until(() => ids().includes('d'));
    assert.deepEqual(ids(), ['a', 'b', 'c', 'd']);
  });

  it('are known for 30 days after what was kept of them is gone', async () => {
    const { ids } = stage.flow(takes, { keepMost: 0 });
    await stage.inbox.accept([eventOf('a', 0)]);
    await until(() => ids().length === 1);
    await stage.inbox.accept([eventOf('b', 1, { resourceId: '2' })]);
    await until(() => ids().length === 2);
    await soon();
    // Nothing in the queue knows the id any more.
    assert.equal(await stage.inbox.accept([eventOf('a', 0)]), 1);
    await soon();
    assert.deepEqual(ids(), ['a', 'b']);
  });

  it('of a record never show an older state after a newer one', async () => {
    const { ids } = stage.flow(takes);
    await stage.inbox.accept([eventOf('newer', 10), eventOf('other', 1, { resourceId: '2' })]);
    await until(() => ids().length === 2);
    await stage.inbox.accept([eventOf('older', 5), eventOf('newest', 11)]);
    await until(() => ids().includes('newest'));
    assert.ok(!ids().includes('older'));
    assert.deepEqual(await stage.state.queue.counts('inbox'), { waiting: 0, taken: 0, dead: 0 });
  });

  it('that a comparison found are dropped if a delivery told the same', async () => {
    const { ids } = stage.flow(takes);
    await stage.inbox.accept([eventOf('delivered', 5)]);
    await until(() => ids().length === 1);
    await stage.inbox.accept([
      eventOf('same', 5, { source: 'reconciled' }),
      eventOf('missed', 6, { source: 'reconciled' }),
    ]);
    await until(() => ids().includes('missed'));
    assert.deepEqual(ids(), ['delivered', 'missed']);
  });

  for (const source of ['delivery', 'reconciled', 'polled'] as const) {
    it(`(${source}) come again after a failure and after a stop, and become dead letters, however they were learned`, async () => {
      await stage.inbox.accept([eventOf('a', 5, { source })]);
      const failing = stage.flow((handed) => handed.failed('no'), { backoff: AT_ONCE, retries: 3 });
      await until(() => failing.seen.some(({ dead }) => dead !== undefined));
      assert.deepEqual(
        failing.seen.map(({ dead }) => dead),
        [undefined, undefined, undefined, 'no'],
      );
      await failing.end();
      await stage.inbox.accept([eventOf('b', 6, { source, action: 'delete' })]);
      const unsettled = stage.flow(() => undefined);
      await until(() => unsettled.seen.length === 1);
      await unsettled.end();
      const { seen } = stage.flow(takes);
      await until(() => seen.length === 1);
      assert.deepEqual([seen[0]?.event.eventId, seen[0]?.event.redelivered], ['b', true]);
    });
  }

  it('of a record that a comparison has told are not told again by a delivery of before it', async () => {
    const { ids } = stage.flow(takes);
    const found = (second: number, compared: number, action: 'update' | 'delete' = 'update') => ({
      action,
      source: 'reconciled' as const,
      at: `2026-03-02T06:00:0${second}Z`,
      comparedAt: `2026-03-02T06:00:0${compared}Z`,
    });
    const accept = async (id: string, second: number, more: object) => {
      await stage.inbox.accept([eventOf(id, second, more)]);
      await soon(30);
    };
    await accept('found', 1, found(1, 3));
    await accept('of the same change', 1.5, {});
    await accept('of a change before the comparison', 2.5, {});
    await accept('of a change since', 3.5, {});
    assert.deepEqual(ids(), ['found', 'of a change since']);
    // Rows have whole seconds: two comparisons that find the same one have read two changes.
    await accept('found later', 5, found(5, 5));
    await accept('in the same second', 5, found(5, 7));
    assert.deepEqual(ids().slice(2), ['found later', 'in the same second']);
    await accept('removed', 7, found(7, 7, 'delete'));
    await accept('as it was before', 6, found(6, 7));
    await accept('there again', 6, found(6, 8));
    assert.deepEqual(ids().slice(4), ['removed', 'there again']);
  });

  it('of a record are those of one record, however its resource is spelled', async () => {
    const { ids } = stage.flow(takes);
    await stage.inbox.accept([eventOf('newer', 10)]);
    await until(() => ids().length === 1);
    await stage.inbox.accept([eventOf('older', 5, { resource: 'rfis' })]);
    await soon();
    assert.deepEqual(ids(), ['newer']);
  });

  it('come in order although they are shuffled, and nothing of a record comes while the flow has one of it', async () => {
    const events = Array.from({ length: 200 }, (_, n) => eventOf(`${n}`, n, { resourceId: `${n % 5}` }));
    const shuffled = [...events].sort(
      (one, other) => ((Number(one.eventId) * 7919) % 200) - ((Number(other.eventId) * 7919) % 200),
    );
    const last = new Map<string, number>();
    let backwards = 0;
    const open = new Set<string>();
    let twice = 0;
    const { ids } = stage.flow((handed) => {
      const { resourceId, at } = handed.event;
      if (Date.parse(at) < (last.get(resourceId) ?? 0)) backwards++;
      last.set(resourceId, Date.parse(at));
      if (open.has(resourceId)) twice++;
      open.add(resourceId);
      setImmediate(() => {
        open.delete(resourceId);
        handed.done();
      });
    });
    for (let at = 0; at < shuffled.length; at += 20) {
      await stage.inbox.accept(shuffled.slice(at, at + 20));
      await soon(5);
    }
    await until(() => [0, 1, 2, 3, 4].every((record) => ids().includes(`${195 + record}`)));
    assert.deepEqual([backwards, twice], [0, 0]);
    assert.equal(new Set(ids()).size, ids().length);
  });

  it('of one record become one within a window, with their number', async () => {
    const { seen } = stage.flow(takes, { windowMs: 150 });
    for (let n = 0; n < 50; n++) await stage.inbox.accept([eventOf(`e${n}`, n)]);
    await stage.inbox.accept([eventOf('other', 0, { resourceId: '2' })]);
    await until(() => seen.length === 2);
    await soon(200);
    const told = seen.map(({ event, count }) => [event.eventId, count]);
    assert.deepEqual(told, [
      ['e49', 50],
      ['other', 1],
    ]);
  });

  it('come again, and say so, if the flow did not settle them before it ended', async () => {
    const first = stage.flow(() => undefined);
    await stage.inbox.accept([eventOf('a', 0), eventOf('b', 0, { resourceId: '2' })]);
    await until(() => first.seen.length === 2);
    assert.deepEqual(
      first.seen.map(({ event }) => event.redelivered),
      [false, false],
    );
    await first.end();
    const second = stage.flow(takes);
    await until(() => second.seen.length === 2);
    assert.deepEqual(
      second.seen.map(({ event }) => event.redelivered),
      [true, true],
    );
  });

  it('that fail become dead letters, others pass, and a replay brings them back', async () => {
    const tried: string[] = [];
    let isMended = false;
    const use = (handed: Handed) => {
      if (handed.dead !== undefined) return;
      tried.push(handed.event.eventId);
      if (handed.event.eventId === 'bad' && !isMended) handed.failed('no such column');
      else handed.done();
    };
    const { seen } = stage.flow(use, { retries: 3, backoff: AT_ONCE });
    await stage.inbox.accept([eventOf('bad', 0), eventOf('good', 0, { resourceId: '2' })]);
    await until(() => seen.some(({ dead }) => dead !== undefined));
    assert.equal(seen.find(({ dead }) => dead !== undefined)?.dead, 'no such column');
    assert.deepEqual(tried.filter((id) => id === 'bad').length, 3);
    assert.ok(tried.includes('good'));
    const [dead] = await stage.state.queue.dead('inbox');
    assert.equal(dead?.id, 'bad');
    isMended = true;
    assert.equal(await replay(stage.state.queue, 'inbox', replayWish({ dead: true }), {}), 1);
    await until(() => tried.filter((id) => id === 'bad').length === 4);
    assert.deepEqual(await stage.state.queue.dead('inbox'), []);
  });

  it('that a process left behind have not failed; after many such ends they are dead letters', async () => {
    const clock = new HandClock();
    const runtime = { ...systemRuntime(), now: () => clock.now() };
    const left = new EventStage(memoryState(runtime), runtime);
    await left.inbox.accept([eventOf('a', 0)]);
    const endings: Array<() => Promise<void>> = [];
    for (let n = 1; n <= 3; n++) {
      // A process that takes it and gives no sign any more.
      let hasIt = false;
      const take = (_: unknown, stop: AbortSignal) =>
        new Promise<void>((_resolve, reject) => {
          hasIt = true;
          stop.addEventListener('abort', () => reject(stop.reason));
        });
      const serving = left.state.queue.serve('inbox', take, { leaseMs: 60_000 });
      endings.push(() => serving.close());
      await until(() => hasIt);
      clock.forward(61_000);
    }
    const failing = left.flow((handed) => handed.failed('not now'), { retries: 2 });
    await until(() => failing.seen.length === 1);
    assert.deepEqual([failing.seen[0]?.dead, failing.seen[0]?.event.redelivered], [undefined, true]);
    await until(async () => (await left.state.queue.counts('inbox')).waiting === 1);
    await failing.end();
    clock.forward(10_000);
    const { seen } = left.flow(() => undefined, { crashes: 3 });
    await until(() => seen.length === 1);
    assert.match(String(seen[0]?.dead), /ended 3 times/);
    await until(async () => (await left.state.queue.dead('inbox')).length === 1);
    for (const end of endings) await end();
    await left.close();
  });

  it('are replayed by id, by record and by time, although they are older than what the flow had', async () => {
    const { seen, ids } = stage.flow(takes);
    await stage.inbox.accept([eventOf('a', 0), eventOf('b', 10), eventOf('c', 20, { resourceId: '2' })]);
    await until(() => ids().length === 3);
    const again = async (wish: object) => {
      const before = seen.length;
      const count = await replay(stage.state.queue, 'inbox', replayWish(wish), {});
      await until(() => seen.length === before + count);
      return seen.slice(before).map(({ event }) => `${event.eventId} ${event.redelivered}`);
    };
    assert.deepEqual(await again({ id: 'a' }), ['a true']);
    assert.deepEqual(await again({ resource: 'RFIs', resourceId: '1' }), ['a true', 'b true']);
    assert.deepEqual(await again({ from: '2026-03-02T06:00:10Z', to: '2026-03-02T06:00:20Z' }), ['b true']);
    assert.deepEqual(await again({ id: 'unknown' }), []);
    for (const wrong of [{}, null, 'a', { id: {} }, { from: 'yesterday' }, { unknown: 1 }])
      assert.throws(() => replayWish(wrong), { code: 'PROCORE_CONFIG' });
  });

  it('are refused when the inbox is full, and taken again when there is room', async () => {
    let now = 0;
    const inbox = new Inbox(stage.state.queue, 'inbox', { now: () => now, most: 2 });
    await inbox.accept([eventOf('a'), eventOf('b', 0, { resourceId: '2' })]);
    await assert.rejects(inbox.accept([eventOf('c')]), InboxFull);
    const { ids } = stage.flow(takes);
    await until(() => ids().length === 2);
    await soon();
    now += 2_000;
    assert.equal(await inbox.accept([eventOf('c', 1)]), 1);
  });

  it('that the flow does not want are not handed out', async () => {
    const { ids } = stage.flow(takes, { wants: ({ resource }) => resource === 'RFIs' });
    await stage.inbox.accept([eventOf('a', 0, { resource: 'Submittals' }), eventOf('b', 1)]);
    await until(() => ids().length === 1);
    assert.deepEqual(ids(), ['b']);
  });

  it('that the flow does not want do not come back by a comparison, and hold nothing back', async () => {
    const { ids } = stage.flow(takes, { wants: ({ eventId }) => !eventId.startsWith('own') });
    const handled = () =>
      until(async () => {
        const { waiting, taken } = await stage.state.queue.counts('inbox');
        return waiting + taken === 0;
      });
    await stage.inbox.accept([eventOf('own', 5), eventOf('own, older', 3)]);
    await handled();
    await stage.inbox.accept([eventOf('found', 5, { source: 'reconciled' })]);
    await handled();
    await stage.inbox.accept([eventOf('late', 4)]);
    await until(() => ids().length === 1);
    await stage.inbox.accept([eventOf('foreign', 6, { source: 'reconciled' })]);
    await until(() => ids().length === 2);
    assert.deepEqual(ids(), ['late', 'foreign']);
    await handled();
    // What the flow never had is not there for a replay.
    const kept = await stage.state.queue.kept('inbox');
    assert.deepEqual(
      kept.map(({ id }) => id),
      ['late', 'foreign'],
    );
  });

  it('are told of a removal by somebody else after the record was removed unwanted and restored', async () => {
    const { ids } = stage.flow(takes, { wants: ({ eventId }) => !eventId.startsWith('own') });
    const accept = async (id: string, second: number, more: object) => {
      await stage.inbox.accept([eventOf(id, second, more)]);
      await until(async () => {
        const { waiting, taken } = await stage.state.queue.counts('inbox');
        return waiting + taken === 0;
      });
    };
    const found = (action: string, compared: number) => {
      const comparedAt = eventOf('', compared).at;
      return { action, source: 'reconciled', comparedAt };
    };
    await accept('own removal', 1, { action: 'delete' });
    // The time of a removal that was found is that of the comparison.
    await accept('the same, found', 5, found('delete', 5));
    assert.deepEqual(ids(), []);
    await accept('restored', 10, { action: 'update' });
    await accept('removed', 20, found('delete', 20));
    await accept('the same, found again', 30, found('delete', 30));
    assert.deepEqual(ids(), ['restored', 'removed']);
    // Restored without another time of its own: a comparison has read it since.
    const other = { resourceId: '2' };
    await accept('own removal of another', 1, { ...other, action: 'delete' });
    await accept('as it was before', 0, { ...other, ...found('update', 1) });
    await accept('there again', 0, { ...other, ...found('create', 15) });
    await accept('removed again', 20, { ...other, ...found('delete', 20) });
    assert.deepEqual(ids().slice(2), ['there again', 'removed again']);
  });

  it('are replayed as the flow takes them: joined by record and without what it does not want, which do not count', async () => {
    const events = (record: string, n: number) =>
      Array.from({ length: n }, (_, at) => eventOf(`${record} ${at}`, at, { resourceId: record }));
    await stage.inbox.accept([...events('1', 20), ...events('2', 3), ...events('unwanted', 2)]);
    // Long enough for a busy machine to read all of them within it.
    const joining = { windowMs: 300 };
    const first = stage.flow(takes, joining);
    await until(() => first.seen.length === 3);
    await soon();
    await first.end();
    const taking = {
      ...joining,
      wants: ({ resourceId }: { resourceId: string }) => resourceId !== 'unwanted',
    };
    const { seen } = stage.flow((handed) => handed.failed('no'), { ...taking, retries: 1 });
    const again = (wish: object) => replay(stage.state.queue, 'inbox', replayWish(wish), taking);
    const told = () =>
      seen.map(({ event, count, dead }) => `${event.eventId} ×${count}${dead ? ' dead' : ''}`);
    assert.equal(await again({ from: 0 }), 2);
    await until(() => seen.length === 4);
    const both = ['1 19 ×20', '2 2 ×3'];
    assert.deepEqual(told().sort(), [...both, ...both.map((each) => `${each} dead`)].sort());
    // A dead letter is one too, however many events it stands for.
    assert.equal(await again({ dead: true }), 2);
    await until(() => seen.length === 8);
    assert.deepEqual((await stage.state.queue.dead('inbox')).length, 2);
    assert.equal(await again({ id: 'unwanted 1' }), 0);
    await stage.inbox.accept(events('3', 4));
    await until(() => seen.length === 10);
    assert.deepEqual(told().slice(8), ['3 3 ×4', '3 3 ×4 dead']);
    assert.equal(await again({ dead: true, resource: 'RFIs', resourceId: '3' }), 1);
    await until(() => seen.length === 12);
    assert.deepEqual(told().slice(10), ['3 3 ×4', '3 3 ×4 dead']);
  });
});
