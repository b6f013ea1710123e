import assert from 'node:assert/strict';
import { Stage } from './stage.js';

describe('what the flow has not confirmed', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.start({ records: 30 });
  });
  afterEach(() => stage.close());

  const key = (position: number) => `upsert ${stage.id(position)}`;

  it('comes again, although what came later was confirmed', async () => {
    await stage.run();
    const id = stage.id(3);
    stage.rows().change(id, { subject: 'Changed' });
    stage.rows().add({ subject: 'New' });
    const fresh = stage.id(stage.rows().length - 1);
    const seen = await stage.run({ takes: ({ changes }) => changes.length === 0 });
    assert.deepEqual(seen.changes.toSorted(), [`upsert ${id}`, `upsert ${fresh}`].sort());
    // An hour later, so that it is not the overlap that brings them.
    const later = Date.now;
    stage.now = () => later() + 7_200_000;
    const again = await stage.run();
    assert.deepEqual(again.changes.toSorted(), [`upsert ${id}`, `upsert ${fresh}`].sort());
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
    assert.ok(all.has(key(0)));
  });

  it('is gone on with: pieces that were read to their end are not read again', async () => {
    let ends = 0;
    await stage.run({ onStep: ({ ends: isEnd }) => void (ends += isEnd ? 1 : 0), cutAfter: 5 });
    const { summary, complete } = await stage.run();
    assert.equal(complete, true);
    assert.equal((summary.read ?? 0) + (summary.resumed ?? 0), 2);
    assert.ok(ends > 0);
  });
});
