import assert from 'node:assert/strict';
import { Stage } from './stage.js';

describe('what the flow has not confirmed', () => {
  let stage: Stage;
  let ahead = 0;
  beforeEach(async () => {
    ahead = 0;
    const clock = () => Date.now() + ahead;
    stage = await Stage.start({ records: 30, clock });
    stage.proxy.clock = clock;
  });
  afterEach(() => stage.close());

  it('comes again, although what came later was confirmed, and much time has passed', async () => {
    await stage.run();
    const id = stage.id(3);
    stage.rows().change(id, { subject: 'Changed' });
    stage.rows().add({ subject: 'New' });
    const expected = [`upsert ${id}`, `upsert ${stage.id(stage.rows().length - 1)}`].toSorted();
    const seen = await stage.run({ takes: ({ changes }) => changes.length === 0 });
    assert.deepEqual(seen.changes.toSorted(), expected);
    // Later than any overlap of two readings.
    ahead = 86_400_000;
    assert.deepEqual((await stage.run()).changes.toSorted(), expected);
    assert.deepEqual((await stage.run()).changes, []);
  });

  it('comes again if it was a removal, although what came later was confirmed', async () => {
    await stage.run();
    const id = stage.id(3);
    stage.rows().remove(id);
    const takes = ({ changes }: { changes: readonly unknown[] }) => changes.length === 0;
    assert.deepEqual((await stage.run({ takes })).changes, [`delete ${id}`]);
    ahead = 86_400_000;
    assert.deepEqual((await stage.run()).changes, [`delete ${id}`]);
    assert.deepEqual((await stage.run()).changes, []);
  });

  it('comes again if the run was cut off at any step, and nothing is lost', async () => {
    const all = new Set<string>();
    for (let cutAfter = 0; cutAfter < 12; cutAfter++) {
      const { changes } = await stage.run({ cutAfter });
      for (const each of changes) all.add(each);
    }
    const { complete } = await stage.run();
    assert.equal(complete, true);
    const there = [0, 1].flatMap((place) =>
      Array.from({ length: stage.rows(place).length }, (_, at) => `upsert ${stage.id(at, place)}`),
    );
    assert.deepEqual([...all].sort(), there.sort());
  });

  it('is gone on with: pieces that were read to their end are not read again', async () => {
    let ended = 0;
    const takes = ({ ends }: { ends?: true }) => {
      if (ends) ended++;
      return true;
    };
    await stage.run({ takes, cutAfter: 6 });
    const { summary, complete } = await stage.run();
    assert.deepEqual([complete, summary.resumed, summary.read], [true, ended, 2 - ended]);
    assert.equal(ended, 1);
  });
});
