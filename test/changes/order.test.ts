import assert from 'node:assert/strict';
import { readerOf } from '../../testing/changes/reader-of.js';
import { RFIS, Stage } from './stage.js';

/** Long enough for every project to have its next page ready, ms. */
const LONG = 150;

describe('a flow that is slower than Procore', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  it('has a record in the end as its new project has it, if it is moved while its old one waits for the flow', async () => {
    stage = await Stage.start({ records: 40, projects: 3 });
    await stage.run();
    // Each page of two projects has something to say, so that the third one waits with its first page.
    for (const place of [0, 1])
      for (let at = 0; at < stage.rows(place).length; at += 5)
        stage.rows(place).change(stage.id(at, place), { subject: 'Changed' });
    // The one that ends first.
    const to = stage.rows(0).length < stage.rows(1).length ? 0 : 1;
    const id = stage.id(2, 2);
    stage.rows(2).change(id, { subject: 'Changed before it was moved' });
    const sent: Array<{ readonly from: number; readonly row: unknown }> = [];
    const read = async (terms: object, act: () => void) => {
      const reader = await readerOf(stage.client, RFIS, terms, Date.now);
      for await (const result of reader.results()) {
        if ('failure' in result) throw result.failure;
        const { changes, piece } = result.step;
        await new Promise((resolve) => setTimeout(resolve, changes.length > 0 ? LONG : 0));
        act();
        for (const { key, row } of changes)
          if (key === String(id)) sent.push({ from: Number(piece.project?.id), row });
        await result.step.confirmed();
      }
      assert.equal(reader.isComplete, true);
    };
    let isMoved = false;
    const move = () => {
      if (!isMoved) stage.rows(2).move(id, stage.project(to));
      isMoved = true;
    };
    await read({ full: true }, move);
    await read({}, () => undefined);
    assert.deepEqual(sent.at(-1), { from: stage.project(to), row: stage.rows(to).find(id) });
  });
});
