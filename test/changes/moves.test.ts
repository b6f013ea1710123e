import assert from 'node:assert/strict';
import type { Step } from '../../src/changes/step.js';
import type { Strategy } from '../../src/changes/strategy.js';
import type { KindName } from '../../src/simulator/index.js';
import type { Fault } from '../../testing/changes/fault-proxy.js';
import { FAULTS } from '../../testing/changes/faults.js';
import { RFIS, Stage } from './stage.js';

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

/** Lists whose rows are found in other projects in different ways: by their ids, by their times, or whole. */
const LISTS: ReadonlyArray<readonly [kind: KindName, path: string, strategy?: Strategy]> = [
  ['rfis', RFIS],
  ['rfis', RFIS, 'hash'],
  ['punch_items', '/rest/v1.1/punch_items'],
  ['change_events', '/rest/v1.1/change_events'],
  ['change_events', '/rest/v1.1/change_events', 'hash'],
];

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
    let release = () => {};
    const promise = new Promise<void>((resolve) => {
      release = resolve;
    });
    stage.proxy.turn = async (path, serve) => {
      if (path.includes(`projects/${project}/`) || path.includes(`project_id=${project}`)) await promise;
      await serve();
    };
    return release;
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

  it('is no removal if the project that was read refuses to be asked again', async () => {
    stage = await Stage.start({ records: 12 });
    await stage.run();
    const [id, from, to] = [stage.id(3, 1), stage.project(1), stage.project(0)];
    const release = hold(from);
    const act = () => {
      stage.rows(1).move(id, to);
      stage.proxy.fault = (path) => (path.includes(`projects/${to}/`) ? FAULTS.broken : undefined);
      release();
    };
    const { deletes, complete, failures } = await stage.run({ takes: once(to, act) });
    assert.deepEqual([deletes, complete, failures], [[], false, ['PROCORE_BRAKE']]);
    stage.proxy.fault = () => undefined;
    assert.deepEqual((await stage.run()).changes, [`upsert ${id}`]);
  });
});

describe('a record that is removed while a run reads', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  const bins: ReadonlyArray<readonly [how: string, bin?: Fault]> = [
    ['by the bin, without a word to other projects'],
    ['after the others were asked, if the bin is empty', FAULTS.empty],
    ['after the others were asked, if the account may not read the bin', FAULTS.forbidden],
  ];
  for (const [how, bin] of bins) {
    it(`is proved to be gone ${how}`, async () => {
      stage = await Stage.start({ records: 12, projects: 4 });
      await stage.run();
      const id = stage.id(3, 1);
      stage.rows(1).remove(id);
      stage.proxy.fault = (path) => (path.includes('recycle_bin') ? bin : undefined);
      stage.proxy.paths.length = 0;
      const { changes, complete } = await stage.run();
      assert.deepEqual([changes, complete], [[`delete ${id}`], true]);
      const isAsked = (place: number) =>
        stage.proxy.paths.some(
          (path) => path.includes(`projects/${stage.project(place)}/`) && path.includes(String(id)),
        );
      assert.deepEqual([0, 2, 3].map(isAsked), bin ? [true, true, true] : [false, false, false]);
    });
  }
});
