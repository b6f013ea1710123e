import assert from 'node:assert/strict';
import { FAULTS } from '../../testing/changes/faults.js';
import { readerOf } from '../../testing/changes/reader-of.js';
import { gate, isOf, LISTS, Stage } from './stage.js';

const MINUTE = 60_000;
const PER_PAGE = 11;

/** Whether a request asks for removed rows. */
function isBin(path: string): boolean {
  return path.includes('recycle_bin') || path.includes('deleted');
}

describe('a record that is moved while a page with it waits for the flow', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  for (const [kind, path, strategy] of LISTS)
    it(`is sent as its new project has it, and never removed: ${kind}${strategy ? `, ${strategy}` : ''}`, async () => {
      let time = Date.parse('2026-03-02T06:00:00Z');
      const now = () => (time += 5);
      stage = await Stage.start({ records: 60, clock: now });
      stage.proxy.clock = () => time;
      stage.proxy.fault = (asked) => (isBin(asked) ? FAULTS.forbidden : undefined);
      stage.now = now;
      const run = () => stage.run({ path, strategy });
      await run();
      await run();
      time += 60 * MINUTE;

      const [from, to] = [stage.project(0), stage.project(1)];
      const rows = (project: number) => stage.simulator.rows(kind, project);
      const change = (project: number, ids: readonly number[]) => {
        for (const each of ids) rows(project).change(each, { title: 'Changed', subject: 'Changed' });
      };
      const idsOf = (project: number) =>
        Array.from({ length: rows(project).length }, (_, at) => Number(rows(project).at(at).id));
      const pageOf = (each: number, project: number) => {
        const ids = idsOf(project);
        const first = ids.indexOf(each) - (ids.indexOf(each) % PER_PAGE);
        return ids.slice(first, first + PER_PAGE).filter((other) => other !== each);
      };
      change(from, idsOf(from));
      // It is on the third page.
      const id = Number(rows(from).at(2 * PER_PAGE).id);

      const [ahead, moved, isSeen] = [gate(), gate(), gate()];
      stage.proxy.turn = async (asked, serve) => {
        if (isOf(asked, to) && !isBin(asked)) await moved.opened;
        await serve();
        if (isOf(asked, from) && /[?&]page=3(&|$)/.test(asked)) ahead.open();
      };
      // What is kept of a row of the new project tells that its page was taken in.
      const { rows: index } = stage.client.state;
      const keep = index.keep.bind(index);
      index.keep = async (scope, read, prints) => {
        await keep(scope, read, prints);
        const isHere = prints.some(({ key, hash }) => key === String(id) && hash.endsWith(`/${to}`));
        if (isHere) isSeen.open();
      };

      const sent: Array<readonly [project: unknown, op: string]> = [];
      const reader = await readerOf(stage.client, path, { strategy }, now);
      let isFirst = true;
      for await (const result of reader.results()) {
        if ('failure' in result) throw result.failure;
        const { changes, piece, confirmed } = result.step;
        if (isFirst && piece.project?.id === from && changes.length > 0) {
          isFirst = false;
          await ahead.opened;
          rows(from).move(id, to);
          time += 12 * MINUTE;
          change(to, pageOf(id, to));
          moved.open();
          await isSeen.opened;
        }
        for (const { op, key } of changes) if (key === String(id)) sent.push([piece.project?.id, op]);
        await confirmed();
      }
      assert.deepEqual([sent, reader.isComplete, isFirst], [[[to, 'upsert']], true, false]);
      index.keep = keep;
      for (let next = 0; next < 2; next++) {
        time += 20 * MINUTE;
        assert.deepEqual((await run()).changes, []);
      }
    });
});
