import assert from 'node:assert/strict';
import { InOrder } from '../../src/changes/in-order.js';
import type { Step } from '../../src/changes/step.js';
import { readerOf } from '../../testing/changes/reader-of.js';
import { gate, isOf, RFIS, Stage } from './stage.js';

const { made, taken } = InOrder.prototype;

describe('a flow that is slower than Procore', () => {
  let stage: Stage;
  afterEach(async () => {
    Object.assign(InOrder.prototype, { made, taken });
    await stage.close();
  });

  it('has a record in the end as its new project has it, if it is moved while its old one waits for the flow', async () => {
    stage = await Stage.start({ records: 120, projects: 3, shares: 'equal' });
    const [to, other, from] = [0, 1, 2].map((place) => stage.project(place)) as [number, number, number];
    await stage.run();
    for (const place of [0, 1]) stage.rows(place).change(stage.id(0, place), { subject: 'Changed' });
    const id = stage.id(2, 2);
    stage.rows(2).change(id, { subject: 'Changed before it was moved' });

    // Looks on as steps are made and go to the flow.
    const isWith = ({ piece, changes }: Step, project: number) =>
      piece.project?.id === project && changes.some(({ key }) => key === String(id));
    const [begun, otherMade, oldMade, moved, newMade] = [gate(), gate(), gate(), gate(), gate()];
    let leftOut = 0;
    InOrder.prototype.made = function (step) {
      made.call(this, step);
      if (step.piece.project?.id === other) otherMade.open();
      if (isWith(step, from)) oldMade.open();
      if (isWith(step, to)) newMade.open();
    };
    InOrder.prototype.taken = function (step) {
      const told = taken.call(this, step);
      if (isWith(step, from) && !isWith(told, from)) leftOut++;
      return told;
    };
    // The new project is first with its first page, and shows the others only once the record was moved.
    stage.proxy.turn = async (path, serve) => {
      if (isOf(path, other) || isOf(path, from)) await begun.opened;
      if (isOf(path, to) && /[?&]page=([2-9]|\d\d)/.test(path)) await moved.opened;
      await serve();
    };
    const sent: Array<{ readonly from: number; readonly row: unknown }> = [];
    const reader = await readerOf(stage.client, RFIS, { full: true }, Date.now);
    const flow: number[] = [];
    for await (const result of reader.results()) {
      if ('failure' in result) throw result.failure;
      const { changes, piece, confirmed } = result.step;
      const project = Number(piece.project?.id);
      if (changes.length > 0 && flow.push(project) === 1) {
        begun.open();
        await Promise.all([otherMade.opened, oldMade.opened]);
        stage.rows(2).move(id, to);
        moved.open();
      } else if (flow.length === 2 && changes.length > 0) await newMade.opened;
      for (const { key, row } of changes) if (key === String(id)) sent.push({ from: project, row });
      await confirmed();
    }
    assert.equal(reader.isComplete, true);
    assert.deepEqual(flow.slice(0, 3), [to, other, to]);
    assert.equal(leftOut, 1);
    assert.deepEqual(sent, [{ from: to, row: stage.rows(0).find(id) }]);
    const next = await stage.run();
    assert.deepEqual([next.changes, next.complete], [[], true]);
  });
});
