import assert from 'node:assert/strict';
import { type RowIndex, Superseded } from '../../src/state/contract.js';
import { HandClock } from './stage.js';

export interface OpenRowIndex {
  readonly rows: RowIndex;
  close(): Promise<void>;
}

const row = (key: number | string, hash = 'h') => ({ key: String(key), hash });

/** What every row index does. */
export function rowIndexSuite(name: string, open: (clock: HandClock) => Promise<OpenRowIndex>): void {
  describe(`The row index ${name}`, () => {
    let opened: OpenRowIndex;
    let rows: RowIndex;
    const missing = async (scope: string, read: string) => {
      const keys: string[] = [];
      for await (const page of rows.missing(scope, read)) keys.push(...page);
      return keys;
    };

    beforeEach(async () => {
      opened = await open(new HandClock());
      rows = opened.rows;
    });
    afterEach(() => opened.close());

    it('tells new, changed and same rows apart, in their order', async () => {
      const read = await rows.begin('rfis');
      await rows.keep('rfis', read, [row(1, 'a'), row(2, 'b')]);
      const now = [row(2, 'c'), row(3, 'a'), row(1, 'a'), row(2, 'b')];
      assert.deepEqual(await rows.compare('rfis', now), ['changed', 'new', 'same', 'same']);
    });

    it('changes nothing by comparing: what a flow never got is new again', async () => {
      await rows.begin('rfis');
      assert.deepEqual(await rows.compare('rfis', [row(1)]), ['new']);
      assert.deepEqual(await rows.compare('rfis', [row(1)]), ['new']);
    });

    it('keeps scopes apart', async () => {
      const read = await rows.begin('one');
      await rows.keep('one', read, [row(1)]);
      const other = await rows.begin('two');
      assert.deepEqual(await rows.compare('two', [row(1)]), ['new']);
      assert.deepEqual(await missing('two', other), []);
      await rows.forget('two');
      assert.deepEqual(await rows.compare('one', [row(1)]), ['same']);
    });

    it('tells which kept rows a read has not seen; all of them if it saw none', async () => {
      const first = await rows.begin('rfis');
      await rows.keep('rfis', first, [row(1), row(2), row(3)]);
      assert.deepEqual(await missing('rfis', first), []);
      const second = await rows.begin('rfis');
      await rows.keep('rfis', second, [row(2), row(4)]);
      assert.deepEqual(await missing('rfis', second), ['1', '3']);
      assert.deepEqual(await missing('rfis', await rows.begin('rfis')), ['1', '2', '3', '4']);
    });

    it('gives all keys of a scope, and disturbs nobody who reads it', async () => {
      const known = async (scope: string) => {
        const keys: string[] = [];
        for await (const page of rows.known(scope)) keys.push(...page);
        return keys;
      };
      assert.deepEqual(await known('never begun'), []);
      const first = await rows.begin('rfis');
      await rows.keep('rfis', first, [row(1), row(2)]);
      const second = await rows.begin('rfis');
      await rows.keep('rfis', second, [row(2), row(3)]);
      assert.deepEqual(await known('rfis'), ['1', '2', '3']);
      assert.deepEqual(await missing('rfis', second), ['1']);
    });

    it('gives missing keys page by page, though they are forgotten meanwhile', async () => {
      const first = await rows.begin('rfis');
      const all = Array.from({ length: 4_500 }, (_, at) => row(at));
      await rows.keep('rfis', first, all);
      const second = await rows.begin('rfis');
      await rows.keep('rfis', second, [row(17)]);
      const keys = new Set<string>();
      for await (const page of rows.missing('rfis', second)) {
        for (const key of page) keys.add(key);
        await rows.forget('rfis', page);
      }
      assert.equal(keys.size, 4_499);
      assert.ok(!keys.has('17'));
      assert.deepEqual(await missing('rfis', second), []);
    });

    it('lets no read speak for a newer one: what it did not see proves nothing', async () => {
      const old = await rows.begin('rfis');
      await rows.keep('rfis', old, [row(1)]);
      const newer = await rows.begin('rfis');
      await assert.rejects(rows.keep('rfis', old, [row(2)]), Superseded);
      await assert.rejects(missing('rfis', old), Superseded);
      await assert.rejects(missing('elsewhere', newer), Superseded);
      assert.deepEqual(await rows.compare('rfis', [row(2)]), ['new']);
    });

    it('forgets rows, or a whole scope, and never gives the id of a read out again', async () => {
      const read = await rows.begin('rfis');
      await rows.keep('rfis', read, [row(1), row(2)]);
      await rows.forget('rfis', ['1', 'never kept']);
      assert.deepEqual(await rows.compare('rfis', [row(1), row(2)]), ['new', 'same']);
      await rows.forget('rfis');
      assert.deepEqual(await rows.compare('rfis', [row(2)]), ['new']);
      assert.notEqual(await rows.begin('rfis'), read);
      await rows.forget('never begun');
    });

    it('takes keys and scopes of any text', async () => {
      const odd = ["'; DROP TABLE kept_rows; --", '%', '😀', 'é', 'x'.repeat(2_000)];
      const read = await rows.begin('"odd"');
      await rows.keep(
        '"odd"',
        read,
        odd.map((key) => row(key)),
      );
      assert.deepEqual(
        new Set(
          await rows.compare(
            '"odd"',
            odd.map((key) => row(key)),
          ),
        ),
        new Set(['same']),
      );
    });
  });
}
