import assert from 'node:assert/strict';
import { Stage } from './stage.js';

describe('a record that was moved to another project', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await Stage.start({ records: 12 });
  });
  afterEach(() => stage.close());

  it('is sent from its new project, and is not removed from the old one', async () => {
    await stage.run();
    const id = stage.id();
    stage.rows(0).move(id, stage.project(1));
    assert.deepEqual((await stage.run()).changes, [`upsert ${id}`]);
    assert.deepEqual((await stage.run()).changes, []);
  });

  it('is removed if it was removed there before the flow had it', async () => {
    await stage.run();
    const id = stage.id();
    stage.rows(0).move(id, stage.project(1));
    // The flow gets everything but this row.
    await stage.run({ takes: ({ changes }) => changes.every(({ key }) => key !== String(id)) });
    stage.rows(1).remove(id);
    const { changes, complete } = await stage.run();
    assert.deepEqual([changes, complete], [[`delete ${id}`], true]);
    assert.deepEqual((await stage.run()).changes, []);
  });

  it('is sent again and not removed, if the flow did not get it and it came back', async () => {
    await stage.run();
    const id = stage.id();
    stage.rows(0).move(id, stage.project(1));
    await stage.run({ takes: ({ changes }) => changes.every(({ key }) => key !== String(id)) });
    stage.rows(1).move(id, stage.project(0));
    const { deletes, changes } = await stage.run();
    assert.deepEqual([deletes, changes], [[], [`upsert ${id}`]]);
    assert.deepEqual((await stage.run()).changes, []);
  });

  for (const cutAfter of [0, 1, 2, 3, 4]) {
    it(`is removed once if it is removed there after a run that was cut off after ${cutAfter} steps`, async () => {
      await stage.run();
      const id = stage.id();
      stage.rows(0).move(id, stage.project(1));
      await stage.run({ cutAfter });
      stage.rows(1).remove(id);
      const all = [...(await stage.run()).changes, ...(await stage.run()).changes];
      assert.equal(all.at(-1), `delete ${id}`);
      assert.deepEqual((await stage.run()).changes, []);
    });
  }

  it('is sent again if it was removed there and restored into its old project', async () => {
    await stage.run();
    const id = stage.id();
    stage.rows(0).move(id, stage.project(1));
    await stage.run();
    stage.rows(1).remove(id);
    assert.deepEqual((await stage.run()).changes, [`delete ${id}`]);
    stage.rows(1).restore(id);
    stage.rows(1).move(id, stage.project(0));
    assert.deepEqual((await stage.run()).changes, [`upsert ${id}`]);
  });
});
