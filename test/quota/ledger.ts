import assert from 'node:assert/strict';
import type { Told } from '../../src/quota/headers.js';
import type { Leave, Ledger, Terms } from '../../src/quota/ledger.js';
import { VirtualTime } from '../../testing/virtual-time.js';

const told = (limit: number, remaining: number, resetIn: number): Told => ({
  quota: { limit, remaining, resetAt: 0 },
  resetIn,
  pause: undefined,
});

/** What every ledger does. Several of `open` with one clock share one quota only if the implementation says so. */
export function ledgerSuite(
  name: string,
  open: (time: VirtualTime, terms: Terms) => Promise<{ ledger: Ledger; close(): Promise<void> }>,
): void {
  describe(`The ledger ${name}`, () => {
    let time: VirtualTime;
    let ledger: Ledger;
    let close: () => Promise<void>;
    let reserve: number;
    const warnings: string[] = [];

    beforeEach(async () => {
      time = new VirtualTime();
      reserve = 0;
      warnings.length = 0;
      const terms = {
        get reserve() {
          return reserve;
        },
        warn: (text: string) => void warnings.push(text),
      };
      ({ ledger, close } = await open(time, terms));
    });
    afterEach(() => close());

    const leaves = async (most: number): Promise<readonly Leave[]> => {
      const taken = await ledger.take(most);
      return 'until' in taken ? [] : taken;
    };
    const until = async (): Promise<number | undefined> => {
      const taken = await ledger.take(1);
      return 'until' in taken ? taken.until : assert.fail('there is room');
    };
    const pass = async (ms: number) => {
      time.sleep(ms);
      await time.run(time.now() + ms);
    };
    /** Tells it of a quota by a first request. */
    const taught = async (of: Told) => {
      const [leave] = await leaves(1);
      leave?.answered(of);
    };

    it('gives one leave before anything is known, and says that the next depends on its end', async () => {
      const first = await leaves(10);
      assert.equal(first.length, 1);
      assert.equal(await until(), undefined);
    });

    it('gives as many at once as are wanted and proved, and no more than the spike limit in its window', async () => {
      await taught(told(10, 9, 8_000));
      assert.equal((await leaves(4)).length, 4);
      const rest = await leaves(100);
      // The answered one holds its slot as well.
      assert.equal(rest.length, 5);
      for (const leave of rest) leave.answered(told(10, 0, 8_000));
      const at = await until();
      assert.ok(at !== undefined && at - time.now() >= 10_000, String(at));
    });

    it('frees a slot at once that was not used, and 10 s after an answer that was lost', async () => {
      // Five slots, of which the answered one holds the first, and more than enough is proved.
      await taught(told(5, 4, 8_000));
      const [one, two] = await leaves(2);
      two?.answered(told(5, 50, 8_000));
      assert.equal((await leaves(10)).length, 2);
      assert.deepEqual(await leaves(1), []);
      one?.unsent();
      const [again, ...more] = await leaves(10);
      assert.equal(more.length, 0);
      again?.lost();
      assert.deepEqual(await leaves(1), []);
      await pass(10_060);
      assert.equal((await leaves(10)).length, 3);
    });

    it('tells when there may be room again, until that is ended', async () => {
      let calls = 0;
      const end = ledger.onRoom(() => calls++);
      const [leave] = await leaves(1);
      assert.equal(calls, 0);
      leave?.answered(told(5, 4, 8_000));
      assert.ok(calls >= 1);
      const before = calls;
      end();
      const [next] = await leaves(1);
      next?.lost();
      assert.equal(calls, before);
    });

    it('takes a leave as settled once', async () => {
      await taught(told(3, 2, 8_000));
      const [one] = await leaves(1);
      one?.lost();
      one?.unsent();
      one?.unsent();
      const taken = await leaves(10);
      assert.equal(taken.length, 1, 'two slots are held, one is free');
    });

    it('leaves the reserve of the hour to others, as large as it is now', async () => {
      await taught(told(100, 51, 600_000));
      reserve = 0.5;
      assert.equal((await leaves(10)).length, 1);
      const at = await until();
      assert.ok(at !== undefined && at - time.now() > 500_000);
      reserve = 0;
      assert.ok((await leaves(5)).length > 0);
    });

    it('pauses for as long as an answer says', async () => {
      const [leave] = await leaves(1);
      leave?.answered({ quota: undefined, resetIn: 0, pause: 30_000 });
      const at = await until();
      assert.ok(at !== undefined && at - time.now() >= 30_000 && at - time.now() <= 31_000);
      await pass(31_000);
      assert.equal((await leaves(1)).length, 1);
    });

    it('does not believe a pause of days, and warns once', async () => {
      for (let round = 0; round < 3; round++) {
        const [leave] = await leaves(1);
        leave?.answered({ quota: undefined, resetIn: 0, pause: 3 * 86_400_000 });
        const at = await until();
        assert.equal((at ?? 0) - time.now(), 60_000);
        await pass(60_000);
      }
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /cannot be right/);
    });

    it('is over when nothing is under way and no window counts any more', async () => {
      assert.equal(ledger.isOver(), true);
      const [leave] = await leaves(1);
      assert.equal(ledger.isOver(), false);
      leave?.answered(told(100, 99, 600_000));
      await pass(11_000);
      assert.equal(ledger.isOver(), false, 'the hour still counts');
      await pass(600_000);
      assert.equal(ledger.isOver(), true);
    });
  });
}
