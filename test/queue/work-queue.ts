import assert from 'node:assert/strict';
import {
  GivenUp,
  LEFT_OUT,
  type ServeOptions,
  type Serving,
  type TakenPiece,
  type WorkQueue,
} from '../../src/queue/work-queue.js';
import { HandClock } from '../state/stage.js';
import { until } from '../support/until.js';

export interface OpenQueue {
  readonly queue: WorkQueue;
  close(): Promise<void>;
}

const pieces = (...ids: string[]) => ids.map((id) => ({ id, data: { of: id } }));
const AT_ONCE = () => 0;

/** What every work queue does. */
export function workQueueSuite(name: string, open: (clock: HandClock) => Promise<OpenQueue>): void {
  describe(`The work queue ${name}`, () => {
    let clock: HandClock;
    let opened: OpenQueue;
    let queue: WorkQueue;
    let servings: Serving[];

    beforeEach(async () => {
      clock = new HandClock();
      opened = await open(clock);
      queue = opened.queue;
      servings = [];
    });
    afterEach(async () => {
      await Promise.all(servings.map((serving) => serving.close()));
      await opened.close();
    });

    /** Serves a queue and notes what is taken, in order. */
    const serve = (
      of: string,
      handle: (piece: TakenPiece, signal: AbortSignal) => Promise<void> = async () => undefined,
      options: ServeOptions = {},
    ) => {
      const seen: TakenPiece[] = [];
      const serving = queue.serve(
        of,
        async (piece, signal) => {
          seen.push(piece);
          await handle(piece, signal);
        },
        options,
      );
      servings.push(serving);
      return { seen, serving };
    };

    it('hands out each piece once, in the order they were added, with its data', async () => {
      assert.equal(await queue.add('q', pieces('b', 'a')), 2);
      const { seen } = serve('q');
      await queue.add('q', pieces('c'));
      await until(() => seen.length === 3);
      assert.deepEqual(seen, [
        { id: 'b', data: { of: 'b' }, taken: 1, failures: 0, losses: 0 },
        { id: 'a', data: { of: 'a' }, taken: 1, failures: 0, losses: 0 },
        { id: 'c', data: { of: 'c' }, taken: 1, failures: 0, losses: 0 },
      ]);
      await until(async () => (await queue.counts('q')).taken === 0);
      assert.deepEqual(await queue.counts('q'), { waiting: 0, taken: 0, dead: 0 });
    });

    it('keeps what was handled for a while, in its order, and knows it until then', async () => {
      const { serving } = serve('q', undefined, { keepMs: 1_000, keepMost: 3 });
      await queue.add('q', pieces('a', 'b'));
      const kept = async (after?: string, most?: number) =>
        (await queue.kept('q', after, most)).map(({ id }) => id);
      await until(async () => (await kept()).length === 2);
      assert.deepEqual(await kept(), ['a', 'b']);
      assert.equal(await queue.add('q', pieces('a')), 0);
      const [first] = await queue.kept('q', undefined, 1);
      assert.deepEqual([first?.data, await kept(first?.place)], [{ of: 'a' }, ['b']]);
      assert.deepEqual(await queue.counts('q'), { waiting: 0, taken: 0, dead: 0 });
      await queue.add('q', pieces('c', 'd'));
      await until(async () => (await kept()).includes('d'));
      assert.ok(!(await kept()).includes('a'), 'more are kept than was agreed on');
      await serving.close();
    });

    it('keeps nothing of what its handler left out', async () => {
      const options = { keepMs: 60_000 };
      servings.push(queue.serve('q', async ({ id }) => (id === 'b' ? LEFT_OUT : undefined), options));
      await queue.add('q', pieces('a', 'b', 'c'));
      await until(async () => (await queue.kept('q')).length === 2);
      const kept = await queue.kept('q');
      assert.deepEqual(
        kept.map(({ id }) => id),
        ['a', 'c'],
      );
      assert.equal(await queue.add('q', pieces('a', 'b')), 1);
    });

    it('tells how often a piece has failed, and gives it up when its handler does', async () => {
      const failures: number[] = [];
      serve(
        'q',
        async (piece) => {
          failures.push(piece.failures);
          if (piece.failures === 1) throw new GivenUp('no use');
          throw new Error('not yet');
        },
        { backoff: () => 0 },
      );
      await queue.add('q', pieces('a'));
      await until(async () => (await queue.counts('q')).dead === 1);
      assert.deepEqual(failures, [0, 1]);
      const [dead] = await queue.dead('q');
      assert.deepEqual([dead?.reason, dead?.failures], ['no use', 2]);
    });

    it('does not add a piece that it knows, waiting, taken or dead; when it is done it may come again', async () => {
      assert.equal(await queue.add('q', pieces('a', 'a', 'b')), 2);
      assert.equal(await queue.add('q', pieces('b')), 0);
      assert.equal(await queue.add('other', pieces('a')), 1);
      let fail = true;
      const { seen } = serve(
        'q',
        async ({ id }) => {
          assert.equal(await queue.add('q', pieces(id)), 0);
          if (id === 'a' && fail) throw new Error('no');
        },
        { attempts: 1 },
      );
      await until(async () => (await queue.counts('q')).dead === 1 && seen.length === 2);
      assert.equal(await queue.add('q', pieces('a')), 0);
      fail = false;
      await until(async () => (await queue.counts('q')).taken === 0);
      assert.equal(await queue.add('q', pieces('b')), 1);
      await until(() => seen.length === 3);
    });

    it('handles as many at the same time as it is told', async () => {
      let now = 0;
      let most = 0;
      await queue.add('q', pieces(...'abcdefgh'));
      const { seen } = serve(
        'q',
        async () => {
          most = Math.max(most, ++now);
          await new Promise((resolve) => setTimeout(resolve, 10));
          now--;
        },
        { atOnce: 3 },
      );
      await until(async () => seen.length === 8 && now === 0);
      assert.equal(most, 3);
    });

    it('tries a piece that failed again, says so, and lets the others pass meanwhile', async () => {
      await queue.add('q', pieces('bad', 'good'));
      const { seen } = serve(
        'q',
        async ({ id, taken }) => {
          if (id === 'bad' && taken < 3) throw new Error('not yet');
        },
        { backoff: () => 20 },
      );
      await until(async () => seen.length === 4);
      assert.deepEqual(
        seen.map(({ id, taken }) => `${id} ${taken}`),
        ['bad 1', 'good 1', 'bad 2', 'bad 3'],
      );
    });

    it('waits after a failure as long as it is told', async () => {
      await queue.add('q', pieces('a'));
      const { seen } = serve(
        'q',
        async ({ taken }) => {
          if (taken === 1) throw new Error('not yet');
        },
        { backoff: (failures) => failures * 60_000 },
      );
      await until(async () => (await queue.counts('q')).waiting === 1);
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.equal(seen.length, 1);
      clock.forward(60_000);
      await until(() => seen.length === 2);
    });

    it('lays pieces that fail for good aside, with the reason; they can be retried or dropped', async () => {
      await queue.add('q', pieces('a', 'b', 'c'));
      let isMended = false;
      const { seen } = serve(
        'q',
        async ({ id }) => {
          if (!isMended && id !== 'b') throw new Error(`no ${id}`);
        },
        { attempts: 2, backoff: AT_ONCE },
      );
      await until(async () => (await queue.counts('q')).dead === 2);
      assert.equal(seen.length, 5);
      const dead = await queue.dead('q');
      assert.deepEqual(new Set(dead.map(({ id, failures }) => `${id} ${failures}`)), new Set(['a 2', 'c 2']));
      assert.match(dead.find(({ id }) => id === 'a')?.reason ?? '', /no a/);
      assert.ok(Math.abs((dead[0]?.diedAt ?? 0) - clock.now()) < 5_000);
      assert.equal((await queue.dead('q', 1)).length, 1);
      assert.equal(await queue.drop('q', ['c', 'b']), 1);
      isMended = true;
      assert.equal(await queue.retry('q'), 1);
      await until(async () => {
        const { waiting, taken, dead: left } = await queue.counts('q');
        return waiting + taken + left === 0;
      });
      assert.equal(seen.length, 6);
      assert.equal(await queue.drop('q'), 0);
    });

    it('gives a piece to another when its holder gives no sign of life, and says so', async () => {
      await queue.add('q', pieces('a'));
      let lost = false;
      // Its lease is over before it gives a sign: the clock jumps.
      const first = serve(
        'q',
        (_, signal) => {
          signal.addEventListener('abort', () => {
            lost = true;
          });
          return new Promise((resolve) => setTimeout(resolve, 400));
        },
        { leaseMs: 600 },
      );
      await until(() => first.seen.length === 1);
      clock.forward(700);
      const second = serve('q', async () => undefined, { leaseMs: 600 });
      await until(() => second.seen.length === 1);
      assert.equal(second.seen[0]?.taken, 2);
      await until(() => lost);
    });

    it('counts the losses of a piece’s holder apart from its failures, and gives it up after many', async () => {
      await queue.add('q', pieces('a'));
      const options = { leaseMs: 60_000, attempts: 2, losses: 3 };
      let end: () => void = () => undefined;
      const over = new Promise<void>((resolve) => {
        end = resolve;
      });
      /** Takes the piece and never ends, as a process does that was killed. */
      const lost = async () => {
        const held = serve('q', () => over, options);
        await until(() => held.seen.length === 1);
        const { failures, losses, taken } = held.seen[0] as TakenPiece;
        // No server renews it any more in time.
        clock.forward(61_000);
        return { failures, losses, taken };
      };
      assert.deepEqual(await lost(), { failures: 0, losses: 0, taken: 1 });
      assert.deepEqual(await lost(), { failures: 0, losses: 1, taken: 2 });
      assert.deepEqual(await lost(), { failures: 0, losses: 2, taken: 3 });
      serve('q', async () => undefined, options);
      await until(async () => (await queue.counts('q')).dead === 1);
      const [dead] = await queue.dead('q');
      assert.deepEqual([dead?.failures, /stopped/.test(dead?.reason ?? '')], [0, true]);
      end();
      assert.equal(await queue.retry('q'), 1);
      await until(async () => {
        const { waiting, taken, dead } = await queue.counts('q');
        return waiting + taken + dead === 0;
      });
    });

    it('takes no piece a second time while it is being handled here, however late its lease is renewed', async () => {
      await queue.add('q', pieces('a'));
      let end: () => void = () => undefined;
      const over = new Promise<void>((resolve) => {
        end = resolve;
      });
      const { seen } = serve('q', () => over, { leaseMs: 60_000, atOnce: 2 });
      await until(() => seen.length === 1);
      // As after something that blocked the process for longer than the lease.
      clock.forward(61_000);
      await queue.add('q', pieces('b'));
      await until(() => seen.length >= 2);
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.deepEqual(
        seen.map(({ id, taken }) => `${id} ${taken}`),
        ['a 1', 'b 1'],
      );
      end();
    });

    it('renews the lease of a piece that takes long', async () => {
      await queue.add('q', pieces('a'));
      const { seen } = serve('q', () => new Promise((resolve) => setTimeout(resolve, 700)), { leaseMs: 300 });
      const other = serve('q', async () => undefined, { leaseMs: 300 });
      await until(async () => {
        const { waiting, taken } = await queue.counts('q');
        return waiting + taken === 0;
      });
      assert.equal(seen.length + other.seen.length, 1);
    });

    it('ends what is under way on close, and hands it out again first', async () => {
      await queue.add('q', pieces('a', 'b'));
      const { seen, serving } = serve(
        'q',
        (_, signal) =>
          new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(new Error('stopped'))),
          ),
      );
      await until(() => seen.length === 1);
      await serving.close();
      assert.deepEqual(await queue.counts('q'), { waiting: 2, taken: 0, dead: 0 });
      const again = serve('q', async () => undefined, { attempts: 1 });
      await until(() => again.seen.length === 2);
      assert.deepEqual(
        again.seen.map(({ id, taken }) => `${id} ${taken}`),
        ['a 2', 'b 1'],
      );
    });

    it('hands no piece to two of several servers', async () => {
      const ids = Array.from({ length: 300 }, (_, at) => `piece ${at}`);
      await queue.add('q', pieces(...ids));
      const all = [1, 2, 3].map(() => serve('q', () => new Promise(setImmediate), { atOnce: 5 }));
      await until(() => all.reduce((sum, { seen }) => sum + seen.length, 0) >= ids.length);
      const seen = all.flatMap((one) => one.seen);
      assert.equal(seen.length, ids.length);
      assert.deepEqual(new Set(seen.map(({ id }) => id)), new Set(ids));
    });

    it('adds all or none, and only JSON', async () => {
      await assert.rejects(queue.add('q', [...pieces('a'), { id: 'b', data: undefined }]), TypeError);
      assert.equal((await queue.counts('q')).waiting, 0);
    });
  });
}
