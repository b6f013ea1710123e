import assert from 'node:assert/strict';
import { Inbox } from '../../src/events/inbox.js';
import { Keeper, type Standing } from '../../src/events/reconcile/keeper.js';
import { Reconciliation } from '../../src/events/reconcile/reconciliation.js';
import { FAULTS } from '../../testing/changes/faults.js';
import { Stage } from '../changes/stage.js';
import { EventStage, takes } from './stage.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

describe('the keeper of an event node', () => {
  let stage: Stage;
  let events: EventStage;
  let stop: AbortController;
  let kept: Promise<unknown>;
  /** What the clock of the keeper is ahead of the real one, ms. */
  let ahead: number;
  let sleeps: number[];
  let standing: Standing | undefined;
  beforeEach(async () => {
    stage = await Stage.start({ records: 12 });
    events = new EventStage();
    stop = new AbortController();
    [ahead, sleeps, standing] = [0, [], undefined];
  });
  afterEach(async () => {
    stop.abort(new Error('stopped'));
    await kept;
    await events.close();
    await stage.close();
  });

  const now = () => Date.now() + ahead;

  /** Long pauses pass at once, for as many of them as `pauses` says; after that the keeper waits. */
  function keeping(everyMs: number | undefined, pauses = 0): Keeper {
    let left = pauses;
    const runtime = {
      now,
      sleep: (ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve, reject) => {
          // Looks at the inbox are shorter; pauses between runs are longer.
          const isLong = ms > 30_000;
          if (isLong) sleeps.push(Math.round(ms / 1_000));
          if (isLong && left-- > 0) {
            ahead += ms;
            setImmediate(resolve);
          } else if (!isLong) setTimeout(resolve, 5);
          signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    };
    const inbox = new Inbox(events.state.queue, 'inbox', runtime);
    const reconciliation = new Reconciliation({
      client: stage.client,
      name: 'inbox',
      resources: ['RFIs'],
      area: { scope: 'projects', companyId: undefined, filter: {} },
      source: 'reconciled',
      runtime,
      accept: (all) => inbox.accept(all),
    });
    const keeper = new Keeper({
      name: 'inbox',
      state: events.state,
      reconciliation,
      ensure: async () => [],
      everyMs,
      runtime,
      tell: (told) => {
        standing = told;
      },
    });
    kept = keeper.keep({ signal: stop.signal }).catch(() => undefined);
    return keeper;
  }

  const until = async (condition: () => boolean) => {
    const end = Date.now() + 10_000;
    while (!condition()) {
      if (Date.now() > end) throw new Error('What was waited for did not come.');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const lists = () => stage.simulator.requests.filter(({ path }) => path.endsWith('/rfis')).length;

  it('compares at once, and then at its interval', async () => {
    keeping(30 * MINUTE, 3);
    await until(() => sleeps.length === 4);
    assert.deepEqual(
      sleeps.map((seconds) => Math.round(seconds / 60)),
      [30, 30, 30, 30],
    );
    // The mark is by the clock that is behind: here that of Procore.
    assert.ok((standing?.completeTo ?? 0) <= Date.now());
  });

  it('moves its mark only once the flow has had what was found', async () => {
    const keeper = keeping(30 * MINUTE);
    await until(() => sleeps.length === 1);
    const first = keeper.completeTo;
    assert.ok(first !== undefined && first <= Date.now());
    stage.rows().change(stage.id(0), { subject: 'Changed' });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    keeper.soon();
    await until(() => lists() >= 4);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(keeper.completeTo, first);
    events.flow(takes);
    await until(() => keeper.completeTo !== first);
    assert.ok((keeper.completeTo ?? 0) > first);
  });

  it('compares again at once when it is asked to, although the flow still has something', async () => {
    const keeper = keeping(30 * MINUTE);
    await until(() => sleeps.length === 1);
    stage.rows().change(stage.id(0), { subject: 'Changed' });
    keeper.soon();
    await until(() => lists() >= 4);
    const before = lists();
    keeper.soon();
    await until(() => lists() > before);
  });

  it('claims after a restart no more than the flow has had', async () => {
    const keeper = keeping(30 * MINUTE);
    await until(() => sleeps.length === 1);
    const first = keeper.completeTo;
    stage.rows().change(stage.id(0), { subject: 'Changed' });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    keeper.soon();
    await until(() => lists() >= 4);
    await new Promise((resolve) => setTimeout(resolve, 300));
    stop.abort(new Error('stopped'));
    await kept;
    stop = new AbortController();
    const again = keeping(30 * MINUTE);
    await until(() => again.completeTo !== undefined);
    assert.equal(again.completeTo, first);
  });

  it('says what it could not compare, waits longer each time, and goes on where it can', async () => {
    stage.proxy.fault = (path) => (path.includes('/rfis') ? FAULTS.cut : undefined);
    keeping(3 * MINUTE, 3);
    await until(() => sleeps.length === 4);
    assert.deepEqual(sleeps, [60, 120, 180, 180]);
    assert.ok((standing?.failures.length ?? 0) > 0);
    assert.equal(standing?.completeTo, undefined);
  });

  it('reads everything again once a day', async () => {
    keeping(DAY / 2, 3);
    await until(() => sleeps.length === 4);
    const [kept1] = await events.state.store.get<number>(['inbox|full']);
    assert.ok((kept1?.value ?? 0) > Date.now() + DAY / 2);
  });
});
