import assert from 'node:assert/strict';
import type { Step } from '../../src/changes/step.js';
import { gate, isOf, LISTS, Stage } from './stage.js';

describe('a record that is moved while a run reads, and keeps its time', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  for (const [kind, path, strategy] of LISTS)
    for (const isBusy of [false, true])
      it(`is no removal: ${kind}${strategy ? `, ${strategy}` : ''}${isBusy ? ', among other changes' : ''}`, async () => {
        stage = await Stage.start({ records: 60, projects: 3 });
        stage.forbidRemoved();
        const [to, from] = [stage.project(0), stage.project(1)];
        const rows = (project: number) => stage.simulator.rows(kind, project);
        const run = (terms = {}) => stage.run({ path, strategy, ...terms });
        await run();
        await run();
        const id = Number(rows(from).at(1).id);
        const time = rows(from).find(id)?.updated_at;
        const wasRead = gate();
        stage.proxy.turn = async (asked, serve) => {
          if (isOf(asked, from)) await wasRead.opened;
          await serve();
        };
        const takes = ({ ends, piece }: Step) => {
          if (!ends || piece.project?.id !== to) return true;
          rows(from).move(id, to);
          Object.assign(rows(to).find(id) ?? {}, { updated_at: time });
          if (isBusy) rows(to).change(Number(rows(to).at(3).id), { title: 'Changed', subject: 'Changed' });
          wasRead.open();
          return true;
        };
        const { changes, complete } = await run({ takes });
        assert.deepEqual([changes, complete], [[`upsert ${id}`], true]);
        stage.proxy.turn = (_, serve) => serve();
        assert.deepEqual((await run()).deletes, []);
        assert.deepEqual((await run()).changes, []);
      });
});
