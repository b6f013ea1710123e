import assert from 'node:assert/strict';
import type { Step } from '../../src/changes/step.js';
import type { Passing } from '../../testing/changes/fault-proxy.js';
import { FAULTS } from '../../testing/changes/faults.js';
import { lowered } from './levels.js';
import { gate, isOf, LISTS, Stage } from './stage.js';

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

describe('a record that is moved while a run reads', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  /** Is told of each step, and acts once this project has been read. */
  const once = (project: number, act: () => void) => {
    let isDone = false;
    return ({ ends, piece }: Step) => {
      if (ends && !isDone && piece.project?.id === project) {
        isDone = true;
        act();
      }
      return true;
    };
  };
  /** Holds the requests to a project back. @returns what lets them go */
  const hold = (project: number) => {
    const { opened, open } = gate();
    stage.proxy.turn = async (path, serve) => {
      if (isOf(path, project)) await opened;
      await serve();
    };
    return open;
  };

  for (const [kind, path, strategy] of LISTS) {
    for (const records of [12, 60]) {
      const what = `${records} ${kind}${strategy ? `, ${strategy}` : ''}`;
      const start = async () => {
        stage = await Stage.start({ records });
        const [from, to] = [stage.project(1), stage.project(0)];
        const rows = stage.simulator.rows(kind, from);
        const id = Number(rows.at(0).id);
        const run = (terms = {}) => stage.run({ path, strategy, ...terms });
        await run();
        return { id, from, to, rows, run };
      };

      it(`from a project that is read into one that was read is no removal: ${what}`, async () => {
        const { id, from, to, rows, run } = await start();
        const release = hold(from);
        const act = () => {
          rows.move(id, to);
          release();
        };
        const { deletes, complete } = await run({ takes: once(to, act) });
        assert.deepEqual([deletes, complete], [[], true]);
        assert.deepEqual((await run()).changes, [`upsert ${id}`]);
        assert.deepEqual((await run()).changes, []);
      });

      it(`between two parts of a run that was cut off is no removal: ${what}`, async () => {
        const { id, from, to, rows, run } = await start();
        const release = hold(from);
        await run({ cutAfter: 1, takes: once(to, release) });
        rows.move(id, to);
        const { deletes, complete } = await run();
        assert.deepEqual([deletes, complete], [[], true]);
        assert.deepEqual((await run()).changes, [`upsert ${id}`]);
        assert.deepEqual((await run()).changes, []);
      });
    }
  }

  it('and is removed in its new project before the next run is removed once', async () => {
    stage = await Stage.start({ records: 12 });
    await stage.run();
    const id = stage.id(3, 1);
    const release = hold(stage.project(1));
    const act = () => {
      stage.rows(1).move(id, stage.project(0));
      release();
    };
    assert.deepEqual((await stage.run({ takes: once(stage.project(0), act) })).deletes, []);
    stage.rows(0).remove(id);
    assert.deepEqual((await stage.run()).changes, [`delete ${id}`]);
    assert.deepEqual((await stage.run()).changes, []);
  });

  const refusals = { 500: FAULTS.broken, 403: FAULTS.forbidden, 'an empty list': FAULTS.empty };
  for (const [how, fault] of Object.entries(refusals)) {
    // An answer that fails is the same for every list.
    for (const [kind, path, strategy] of fault === FAULTS.empty ? LISTS : LISTS.slice(0, 1)) {
      const start = async (records: number) => {
        stage = await Stage.start({ records });
        const [from, to] = [stage.project(1), stage.project(0)];
        const rows = stage.simulator.rows(kind, from);
        const id = Number(rows.at(0).id);
        const run = (terms = {}) => stage.run({ path, strategy, ...terms });
        await run();
        const move = () => {
          rows.move(id, to);
          stage.proxy.fault = (asked) => (isOf(asked, to) ? fault : undefined);
        };
        return { id, from, to, run, move };
      };
      const what = `${kind}${strategy ? `, ${strategy}` : ''}`;

      for (const records of [8, 40])
        it(`is no removal if the project that was read refuses by ${how}: ${records} ${what}`, async () => {
          const { id, from, to, run, move } = await start(records);
          const release = hold(from);
          const act = () => {
            move();
            release();
          };
          const { deletes, complete, failures } = await run({ takes: once(to, act) });
          assert.deepEqual([deletes, complete, failures], [[], false, ['PROCORE_BRAKE']]);
          stage.proxy.fault = () => undefined;
          assert.deepEqual((await run()).changes, [`upsert ${id}`]);
        });

      it(`is no removal if it refuses by ${how} after a run that was cut off: ${what}`, async () => {
        const { id, from, to, run, move } = await start(40);
        const release = hold(from);
        await run({ cutAfter: 1, takes: once(to, release) });
        move();
        const { deletes, complete } = await run();
        assert.deepEqual([deletes, complete], [[], false]);
        stage.proxy.fault = () => undefined;
        assert.deepEqual((await run()).changes, [`upsert ${id}`]);
      });
    }
  }

  it('is no removal if the account has a lower level in the project that was read, and does not see it', async () => {
    stage = await Stage.start({ records: 8 });
    await stage.run();
    const [id, from, to] = [stage.id(3, 1), stage.project(1), stage.project(0)];
    const release = hold(from);
    const act = () => {
      stage.rows(1).move(id, to);
      stage.proxy.fault = (path) => {
        if (path.includes('settings/permissions') && isOf(path, to)) return { change: lowered };
        return isOf(path, to) ? { change: without(id) } : undefined;
      };
      release();
    };
    const { deletes, complete, failures } = await stage.run({ takes: once(to, act) });
    assert.deepEqual([deletes, complete, failures], [[], false, ['PROCORE_BRAKE']]);
  });

  it('is no removal if one reading of the longer list of its new project does not have it', async () => {
    const path = '/rest/v1.1/change_events';
    stage = await Stage.start({ records: 60 });
    const [from, to] = [stage.project(1), stage.project(0)];
    const rows = stage.simulator.rows('change_events', from);
    const id = Number(rows.at(rows.length - 1).id);
    await stage.run({ path, strategy: 'hash' });
    const release = hold(from);
    let readings = 0;
    const act = () => {
      rows.move(id, to);
      stage.proxy.fault = (asked) => {
        if (!asked.includes(path) || !isOf(asked, to)) return undefined;
        if (/[?&]page=1(&|$)/.test(asked)) readings++;
        return readings < 2 ? { change: without(id) } : undefined;
      };
      release();
    };
    const { deletes, complete } = await stage.run({ path, strategy: 'hash', takes: once(to, act) });
    assert.deepEqual([deletes, complete, readings], [[], true, 2]);
    assert.deepEqual((await stage.run({ path, strategy: 'hash' })).changes, [`upsert ${id}`]);
  });
});

/** Takes a row out of a list, and out of its count. */
function without(id: number) {
  return (answer: Passing) => {
    const rows: unknown = JSON.parse(answer.body);
    if (!Array.isArray(rows)) return;
    answer.body = JSON.stringify(rows.filter((row) => row.id !== id));
    answer.headers.total = String(Number(answer.headers.total) - 1);
  };
}
