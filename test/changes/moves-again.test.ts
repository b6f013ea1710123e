import assert from 'node:assert/strict';
import type { Step } from '../../src/changes/step.js';
import { FAULTS } from '../../testing/changes/faults.js';
import { gate, isOf, LISTS, Stage } from './stage.js';

/** What a test does while a run looks for a missing row. */
interface Moments {
  /** Called once another project was read, before the one with the row is. */
  readonly read: () => void;
  /** Called before that other project is asked for the row, and after this third one was. */
  readonly asked: () => void;
  /** Called before the third one is asked for the second time, and after that other project was. */
  readonly askedAgain?: () => void;
}

describe('a record that is moved more than once while a run reads', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  /**
   * Holds the requests of a run so that things happen in this order: `read` and `third` are read, the project with the row is
   * read, `third` is asked for the row, `read` is asked for it.
   */
  const order = (from: number, read: number, third: number, moments: Moments) => {
    const [wasRead, thirdWasRead, thirdWasAsked, wasAskedAgain] = [gate(), gate(), gate(), gate()];
    let isSearching = false;
    let isAsked = false;
    let isSecond = false;
    let isAskedAgain = false;
    stage.proxy.turn = async (path, serve) => {
      const isLevel = path.includes('settings/permissions');
      if (isOf(path, from)) await Promise.all([wasRead.opened, thirdWasRead.opened]);
      // The level of the account is asked for as the last thing before the search, and as the last thing of each project.
      if (isLevel && isOf(path, from)) isSearching = true;
      if (isSearching && !isAsked && isOf(path, read)) {
        await thirdWasAsked.opened;
        if (!isAsked) moments.asked();
        isAsked = true;
      }
      if (isSecond && moments.askedAgain && !isOf(path, read)) await wasAskedAgain.opened;
      if (isSecond && !isAskedAgain && isOf(path, third)) {
        isAskedAgain = true;
        moments.askedAgain?.();
      }
      await serve();
      if (isSearching && isLevel && isOf(path, third)) thirdWasAsked.open();
      if (isSecond && isOf(path, read)) wasAskedAgain.open();
      if (isSearching && isLevel && isOf(path, read)) isSecond = true;
    };
    let isRead = false;
    return ({ ends, piece }: Step) => {
      if (ends && piece.project?.id === third) thirdWasRead.open();
      if (ends && !isRead && piece.project?.id === read) {
        isRead = true;
        moments.read();
        wasRead.open();
      }
      return true;
    };
  };

  const start = async (records: number, [kind, path, strategy]: (typeof LISTS)[number]) => {
    stage = await Stage.start({ records, projects: 3 });
    const [read, from, third] = [stage.project(0), stage.project(1), stage.project(2)];
    const rows = (project: number) => stage.simulator.rows(kind, project);
    const id = Number(rows(from).at(0).id);
    const run = (terms = {}) => stage.run({ path, strategy, ...terms });
    await run();
    return { id, read, from, third, rows, run };
  };

  for (const list of LISTS) {
    for (const records of [12, 60]) {
      const what = `${records} ${list[0]}${list[2] ? `, ${list[2]}` : ''}`;

      it(`and comes back is no removal: ${what}`, async () => {
        const { id, read, from, third, rows, run } = await start(records, list);
        const takes = order(from, read, third, {
          read: () => rows(from).move(id, read),
          asked: () => rows(read).move(id, from),
        });
        const { changes, complete } = await run({ takes });
        assert.deepEqual([changes, complete], [[`upsert ${id}`], true]);
        stage.proxy.turn = (_, serve) => serve();
        assert.deepEqual((await run()).changes, []);
      });

      it(`and is then in a project that was asked already is no removal: ${what}`, async () => {
        const { id, read, from, third, rows, run } = await start(records, list);
        const takes = order(from, read, third, {
          read: () => rows(from).move(id, read),
          asked: () => rows(read).move(id, third),
        });
        const { changes, complete } = await run({ takes });
        assert.deepEqual([changes, complete], [[`upsert ${id}`], true]);
        stage.proxy.turn = (_, serve) => serve();
        assert.deepEqual((await run()).changes, [`upsert ${id}`]);
        assert.deepEqual((await run()).changes, []);
      });
    }
  }

  it('three times, each time to where somebody has just looked, looks removed, and is sent again by the next run', async () => {
    const { id, read, from, third, rows, run } = await start(40, LISTS[0] as (typeof LISTS)[number]);
    const takes = order(from, read, third, {
      read: () => rows(from).move(id, read),
      asked: () => rows(read).move(id, third),
      askedAgain: () => rows(third).move(id, read),
    });
    assert.deepEqual((await run({ takes })).changes, [`delete ${id}`]);
    stage.proxy.turn = (_, serve) => serve();
    const { changes, rows: sent } = await run();
    assert.deepEqual([changes, sent], [[`upsert ${id}`], [rows(read).find(id)]]);
  });

  it('lets removals that nothing else proves wait for the next run', async () => {
    const { id, read, from, third, rows, run } = await start(40, LISTS[0] as (typeof LISTS)[number]);
    const gone = Number(rows(from).at(5).id);
    rows(from).remove(gone);
    stage.proxy.fault = (path) => (path.includes('recycle_bin') ? FAULTS.forbidden : undefined);
    const takes = order(from, read, third, {
      read: () => rows(from).move(id, read),
      asked: () => rows(read).move(id, third),
    });
    // That somebody has confirmed removals is no word on rows that are being moved.
    const { changes, complete, failures } = await run({ takes, isConfirmed: true });
    assert.deepEqual([changes, complete, failures], [[`upsert ${id}`], false, ['PROCORE_BRAKE']]);
    stage.proxy.turn = (_, serve) => serve();
    const next = await run();
    assert.deepEqual([next.changes.toSorted(), next.complete], [[`delete ${gone}`, `upsert ${id}`], true]);
    assert.deepEqual((await run()).changes, []);
  });
});

describe('a record that is met only when it is looked for', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  it('in another project comes as it is now, with what was changed before the run', async () => {
    stage = await Stage.start({ records: 40 });
    await stage.run();
    const [id, from, to] = [stage.id(3, 1), stage.project(1), stage.project(0)];
    stage.rows(1).change(id, { subject: 'Changed before' });
    const read = gate();
    stage.proxy.turn = async (path, serve) => {
      if (isOf(path, from)) await read.opened;
      await serve();
    };
    const takes = ({ ends, piece }: Step) => {
      if (!ends || piece.project?.id !== to) return true;
      stage.rows(1).move(id, to);
      read.open();
      return true;
    };
    const { changes, rows, complete } = await stage.run({ takes });
    assert.deepEqual([changes, complete], [[`upsert ${id}`], true]);
    assert.deepEqual(rows, [stage.rows(0).find(id)]);
  });

  it('and comes back as the copy once had it, is sent again', async () => {
    stage = await Stage.start({ records: 12 });
    await stage.run();
    const [id, from, to] = [stage.id(3, 1), stage.project(1), stage.project(0)];
    const before = JSON.stringify(stage.rows(1).find(id));
    const read = gate();
    stage.proxy.turn = async (path, serve) => {
      if (isOf(path, from)) await read.opened;
      await serve();
    };
    const takes = ({ ends, piece }: Step) => {
      if (ends && piece.project?.id === to) {
        stage.rows(1).move(id, to);
        read.open();
      }
      return true;
    };
    assert.deepEqual((await stage.run({ takes })).changes, [`upsert ${id}`]);
    stage.rows(0).move(id, from);
    // A list whose rows do not tell that they were moved.
    stage.proxy.fault = (path) =>
      isOf(path, from) && path.includes('rfis?') ? { change: (answer) => as(answer, id, before) } : undefined;
    const { changes, rows } = await stage.run();
    assert.deepEqual([changes, rows], [[`upsert ${id}`], [JSON.parse(before)]]);
    assert.deepEqual((await stage.run()).changes, []);
  });

  for (const records of [8, 40])
    it(`in its own project, since it was restored meanwhile, comes as it is now: ${records} rows`, async () => {
      stage = await Stage.start({ records });
      await stage.run();
      const id = stage.id(3);
      stage.rows().change(id, { subject: 'Changed before' });
      stage.rows().remove(id);
      let isRestored = false;
      stage.proxy.turn = async (path, serve) => {
        if (!isRestored && path.includes('recycle_bin') && isOf(path, stage.project())) {
          isRestored = true;
          stage.rows().restore(id);
        }
        await serve();
      };
      const { changes, rows, complete } = await stage.run();
      assert.deepEqual([changes, complete, isRestored], [[`upsert ${id}`], true, true]);
      assert.deepEqual(rows, [stage.rows().find(id)]);
      assert.deepEqual((await stage.run()).changes, []);
    });
});

/** Shows a row as it was. */
function as(answer: { body: string }, id: number, row: string): void {
  const rows: ReadonlyArray<{ readonly id: number }> = JSON.parse(answer.body);
  answer.body = JSON.stringify(rows.map((each) => (each.id === id ? JSON.parse(row) : each)));
}
