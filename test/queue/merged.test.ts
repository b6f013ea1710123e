import assert from 'node:assert/strict';
import fc from 'fast-check';
import { merged } from '../../src/queue/merged.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A source that gives its items after some turns of the event loop each. */
interface Source {
  readonly name: number;
  readonly delays: readonly number[];
}

const sources = fc
  .array(fc.array(fc.nat({ max: 3 }), { maxLength: 5 }), { maxLength: 9 })
  .map((all) => all.map((delays, name): Source => ({ name, delays })));

describe('sources that are merged', () => {
  it('give every item once, those of each source in order, with no more open at once than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(sources, fc.integer({ min: 1, max: 4 }), async (all, parallel) => {
        let open = 0;
        let most = 0;
        async function* items({ name, delays }: Source) {
          most = Math.max(most, ++open);
          try {
            for (const [index, delay] of delays.entries()) {
              for (let waited = 0; waited < delay; waited++) await turn();
              yield [name, index] as const;
            }
          } finally {
            open--;
          }
        }
        const seen = new Map<number, number[]>();
        for await (const [name, index] of merged(all, parallel, items))
          seen.set(name, [...(seen.get(name) ?? []), index]);
        for (const { name, delays } of all) assert.deepEqual(seen.get(name) ?? [], [...delays.keys()]);
        assert.ok(most <= parallel);
        assert.equal(open, 0);
      }),
      { numRuns: 200 },
    );
  });

  it('are asked for no more than one item ahead of the reader each', async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        given++;
        yield given;
      }
    }
    let taken = 0;
    for await (const _ of merged([1, 2, 3, 4], 3, endless)) {
      if (++taken === 50) break;
      await turn();
      assert.ok(given <= taken + 3, `${given} given, ${taken} taken`);
    }
  });

  it('are all closed when the reader stops, and when one of them fails', async () => {
    for (const fails of [false, true]) {
      const closed = new Set<number>();
      async function* items(name: number) {
        try {
          for (;;) {
            await turn();
            if (fails && name === 2) throw new Error('broken');
            yield name;
          }
        } finally {
          closed.add(name);
        }
      }
      const read = async () => {
        let count = 0;
        for await (const _ of merged([1, 2, 3], 3, items)) if (++count === 20) break;
      };
      if (fails) await assert.rejects(read(), /broken/);
      else await read();
      await turn();
      await turn();
      assert.deepEqual([...closed].sort(), [1, 2, 3]);
    }
  });
});
