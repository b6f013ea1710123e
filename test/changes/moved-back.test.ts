import assert from 'node:assert/strict';
import { gate, isOf, LISTS, Stage } from './stage.js';

describe('a record that is moved to another project and back, and is then as it was', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  for (const [kind, path, strategy] of LISTS)
    it(`is sent once as it is now, and then no more: ${kind}${strategy ? `, ${strategy}` : ''}`, async () => {
      stage = await Stage.start({ records: 60 });
      stage.forbidRemoved();
      const [own, other] = [stage.project(0), stage.project(1)];
      const rows = (project: number) => stage.simulator.rows(kind, project);
      const run = (terms = {}) => stage.run({ path, strategy, ...terms });
      await run();
      const quiet = await run();

      const id = Number(rows(own).at(1).id);
      const before = { ...rows(own).find(id) };
      const wasRead = gate();
      stage.proxy.turn = async (asked, serve) => {
        if (isOf(asked, other)) await wasRead.opened;
        await serve();
      };
      const moving = await run({
        takes: ({ ends, piece }: { ends?: true; piece: { project?: { id: unknown } } }) => {
          if (ends && piece.project?.id === own) {
            rows(own).move(id, other);
            wasRead.open();
          }
          return true;
        },
      });
      assert.deepEqual([moving.changes, moving.complete], [[`upsert ${id}`], true]);
      rows(other).move(id, own);
      // Its time is what it was, so that no filter shows it.
      Object.assign(rows(own).find(id) ?? {}, before);
      assert.deepEqual({ ...rows(own).find(id) }, before);

      const back = await run();
      assert.deepEqual([back.changes, back.complete], [[`upsert ${id}`], true]);
      assert.deepEqual(back.rows.length, 1);
      const after = await run();
      assert.deepEqual([after.changes, after.complete, after.requests], [[], true, quiet.requests]);
      rows(own).remove(id);
      assert.deepEqual((await run()).changes, [`delete ${id}`]);
    });
});
