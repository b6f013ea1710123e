import assert from 'node:assert/strict';
import { builtInOperations } from '../../src/catalogue/load.js';
import type { Step } from '../../src/changes/step.js';
import { wayOf } from '../../src/changes/strategy.js';
import type { Fault, Passing } from '../../testing/changes/fault-proxy.js';
import { FAULTS } from '../../testing/changes/faults.js';
import { gate, isOf, LISTS, Stage } from './stage.js';

/** Rows in a page of the reader. */
const PER_PAGE = 11;

describe('a record that is removed while a run reads', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  const bins: ReadonlyArray<readonly [how: string, bin?: Fault]> = [
    ['by the bin, without a word to other projects'],
    ['after the others were asked, if the bin is empty', FAULTS.empty],
    ['after the others were asked, if the account may not read the bin', FAULTS.forbidden],
    ['after the others were asked, if the bin cannot be asked', { instead: () => answered(405, {}) }],
    ['after the others were asked, if the bin is broken', FAULTS.broken],
    ['after the others were asked, if a row of the bin has no id', { instead: () => answered(200, [{}]) }],
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

  it('is not proved by an empty list, if the bin is broken', async () => {
    stage = await Stage.start({ records: 3 });
    await stage.run();
    while (stage.rows(1).length > 0) stage.rows(1).remove(stage.id(0, 1));
    stage.proxy.fault = (path) => (path.includes('recycle_bin') ? FAULTS.broken : undefined);
    const { deletes, failures } = await stage.run();
    assert.deepEqual([deletes, failures], [[], ['PROCORE_UNAVAILABLE']]);
  });

  for (const [kind, path, strategy] of LISTS) {
    for (const records of [8, 40])
      it(`in two projects, is proved to be gone from both: ${records} ${kind}${strategy ? `, ${strategy}` : ''}`, async () => {
        stage = await Stage.start({ records, projects: 3 });
        const run = () => stage.run({ path, strategy });
        await run();
        // The first row of each, which is the first that is known of it.
        const ids = [0, 1].map((place) => {
          const rows = stage.simulator.rows(kind, stage.project(place));
          const id = Number(rows.at(0).id);
          rows.remove(id);
          return id;
        });
        stage.proxy.fault = (asked) => (isBin(asked) ? FAULTS.forbidden : undefined);
        const { changes, complete } = await run();
        assert.deepEqual([changes.toSorted(), complete], [ids.map((id) => `delete ${id}`).toSorted(), true]);
        assert.deepEqual((await run()).changes, []);
      });
  }

  for (const [kind, path, strategy] of LISTS) {
    it(`costs what the dialog says: ${kind}${strategy ? `, ${strategy}` : ''}`, async () => {
      stage = await Stage.start({ records: 40 });
      stage.proxy.fault = (asked) => (isBin(asked) ? FAULTS.forbidden : undefined);
      const costs: number[] = [];
      const run = async () => {
        stage.proxy.paths.length = 0;
        await stage.run({ path, strategy });
        costs.push(stage.proxy.paths.filter((asked) => isOf(asked, stage.project(1))).length);
      };
      await run();
      await run();
      const rows = stage.simulator.rows(kind, stage.project());
      rows.remove(Number(rows.at(3).id));
      await run();
      const [, quiet = 0, missed = 0] = costs;
      const operations = await builtInOperations();
      const list = operations.find((each) => each.method === 'GET' && each.path === path);
      const cost = list && wayOf(list, operations, strategy)?.cost.missing;
      const pages = Math.ceil(stage.simulator.rows(kind, stage.project(1)).length / PER_PAGE);
      const most = cost === 'pages' ? 3 * pages + 1 : Number(cost);
      const more = missed - quiet;
      assert.ok(more >= 3 && more <= most, `${more} of ${most}`);
    });
  }

  for (const gone of [49, 60])
    it(`costs what the dialog says if ${gone} rows are missing`, async () => {
      stage = await Stage.start({ records: 400 });
      stage.proxy.fault = (asked) => (isBin(asked) ? FAULTS.forbidden : undefined);
      const run = async () => {
        stage.proxy.paths.length = 0;
        const { deletes } = await stage.run({ isConfirmed: true });
        const requests = stage.proxy.paths.filter((asked) => isOf(asked, stage.project(1))).length;
        return { deletes: deletes.length, requests };
      };
      await run();
      const quiet = await run();
      for (let at = 0; at < gone; at++) stage.rows().remove(stage.id());
      const missed = await run();
      assert.equal(missed.deletes, gone);
      const more = missed.requests - quiet.requests;
      assert.ok(more >= 3 && more <= 3 * Math.ceil(gone / 49), `${more} requests`);
    });

  for (const isConfirmed of [false, true])
    it(`is not looked for again if a project does not answer${isConfirmed ? ', unless that is confirmed' : ''}`, async () => {
      stage = await Stage.start({ records: 40, projects: 3 });
      await stage.run();
      const id = stage.id(3, 1);
      stage.rows(1).remove(id);
      const isSearch = (asked: string) => asked.includes(String(id));
      // Its own list is asked for it first.
      stage.proxy.fault = (asked) =>
        isBin(asked) || (isSearch(asked) && isOf(asked, stage.project(0))) ? FAULTS.forbidden : undefined;
      const wasRead = gate();
      let left = 2;
      stage.proxy.turn = async (asked, serve) => {
        if (isOf(asked, stage.project(1))) await wasRead.opened;
        await serve();
      };
      stage.proxy.paths.length = 0;
      const { deletes, complete } = await stage.run({
        isConfirmed,
        takes: ({ ends }: Step) => {
          if (ends && --left === 0) wasRead.open();
          return true;
        },
      });
      const searches = stage.proxy.paths.filter((asked) => isSearch(asked) && isOf(asked, stage.project(2)));
      assert.deepEqual([deletes.length, searches.length], isConfirmed ? [1, 2] : [0, 1]);
      assert.equal(complete, isConfirmed);
    });

  it('is looked for once in a project that was read after it was missed, and twice in others', async () => {
    const path = '/rest/v1.1/change_events';
    stage = await Stage.start({ records: 30, projects: 8 });
    const run = (terms = {}) => stage.run({ path, strategy: 'hash', ...terms });
    await run();
    const rows = stage.simulator.rows('change_events', stage.project());
    const id = Number(rows.at(3).id);
    rows.remove(id);
    stage.proxy.fault = (asked) => (isBin(asked) ? FAULTS.forbidden : undefined);
    // Its first reading ends before the others have begun to answer. The second one waits until the last project was read.
    const [second, end] = [gate(), gate()];
    const asked: string[] = [];
    let readings = 0;
    stage.proxy.turn = async (each, serve) => {
      if (!each.includes(path) || isBin(each)) return serve();
      asked.push(each);
      const isIts = each.includes(`project_id=${stage.project()}`);
      if (isIts && /[?&]page=1(&|$)/.test(each) && ++readings === 2) second.open();
      if (!isIts) await second.opened;
      else if (readings === 2) await end.opened;
      await serve();
    };
    const { changes, complete } = await run({
      takes: ({ ends, piece }: Step) => {
        if (ends && piece.project?.id === stage.project(7)) end.open();
        return true;
      },
    });
    // Its own project is asked once, too.
    assert.deepEqual([changes, complete, readings], [[`delete ${id}`], true, 3]);
    const readingsOf = (place: number) => {
      const project = stage.project(place);
      const pages = Math.ceil(stage.simulator.rows('change_events', project).length / PER_PAGE);
      return asked.filter((each) => each.includes(`project_id=${project}`)).length / pages;
    };
    // Those that were read at the same time are asked first: a list of one page by one more reading, a longer one by two.
    // Then all are asked, by one reading each.
    assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(readingsOf), [3, 3, 4, 4, 4, 2, 2]);
  });
});

function isBin(path: string): boolean {
  return path.includes('recycle_bin') || path.includes('deleted');
}

function answered(status: number, body: unknown): Passing {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
