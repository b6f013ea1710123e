import assert from 'node:assert/strict';
import type { Fault, Passing } from '../../testing/changes/fault-proxy.js';
import { FAULTS } from '../../testing/changes/faults.js';
import { lowered, switchedOff } from './levels.js';
import { Stage } from './stage.js';

/** Faults that a list may have; none is proof that a row is gone. */
const LIST_FAULTS: ReadonlyArray<readonly [what: string, fault: Fault, told: RegExp]> = [
  ['403', FAULTS.forbidden, /NOT_PERMITTED/],
  ['404', FAULTS.notFound, /NOT_FOUND|NOT_PERMITTED/],
  ['500', FAULTS.broken, /UNAVAILABLE/],
  ['a cut connection', FAULTS.cut, /NETWORK/],
  ['truncated JSON', FAULTS.truncated, /BAD_RESPONSE|NETWORK/],
  ['a short page', FAULTS.short, /BAD_RESPONSE/],
];

describe('what is no proof that a row is gone', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  const isOf = (path: string, place = 0) => path.includes(`projects/${stage.project(place)}/rfis`);
  const isList = (path: string, place = 0) => isOf(path, place) && !path.includes('recycle_bin');

  for (const records of [8, 40]) {
    for (const [what, fault, told] of LIST_FAULTS) {
      it(`${what}, in a list of ${records} rows`, async () => {
        stage = await Stage.start({ records });
        await stage.run();
        stage.rows(1).change(stage.id(0, 1), { subject: 'Changed' });
        stage.proxy.fault = (path) => (isOf(path) ? fault : undefined);
        const seen = await stage.run();
        // The other project goes on.
        assert.deepEqual(seen.changes, [`upsert ${stage.id(0, 1)}`]);
        assert.deepEqual([seen.complete, seen.failures.length, seen.unreachable.length], [false, 1, 1]);
        assert.match(seen.failures[0] ?? '', told);
        stage.proxy.fault = () => undefined;
        const { changes, complete } = await stage.run();
        assert.deepEqual([changes, complete], [[], true]);
      });
    }

    it(`a short page whose count agrees, in a list of ${records} rows`, async () => {
      stage = await Stage.start({ records });
      await stage.run();
      let told = 0;
      // One answer of the list lies; the next ones are right.
      stage.proxy.fault = (path) => (isList(path) && told++ === 0 ? FAULTS.oneLess : undefined);
      const { deletes } = await stage.run();
      assert.deepEqual([deletes, told > 1], [[], true]);
    });

    it(`an empty list in place of a refusal, in a list of ${records} rows`, async () => {
      stage = await Stage.start({ records });
      await stage.run();
      stage.proxy.fault = (path) => (isOf(path) ? FAULTS.empty : undefined);
      const { deletes, complete, failures } = await stage.run();
      assert.deepEqual([deletes, complete, failures], [[], false, ['PROCORE_BRAKE']]);
    });
  }

  it('a 429 that never ends', async () => {
    let skipped = 0;
    const now = () => Date.now() + skipped;
    const sleep = async (ms: number) => {
      skipped += ms;
      await new Promise(setImmediate);
    };
    stage = await Stage.start({ records: 8 }, { now, sleep });
    await stage.run();
    stage.proxy.fault = (path) => (isOf(path) ? FAULTS.throttled : undefined);
    const { changes, complete, failures } = await stage.run();
    assert.deepEqual([changes, complete], [[], false]);
    assert.match(failures.join(), /RATE_LIMITED/);
  });

  it('a count that shrinks while the list is read', async () => {
    stage = await Stage.start({ records: 40 });
    await stage.run();
    // Each page says that there is a row less than the page before, and the last page has one less.
    let pages = 0;
    stage.proxy.fault = (path) =>
      isList(path) && !path.endsWith('&page=1')
        ? {
            change: (answer) => {
              answer.headers.total = String(Number(answer.headers.total) - ++pages);
            },
          }
        : undefined;
    const { deletes } = await stage.run({ full: true });
    assert.deepEqual(deletes, []);
    assert.ok(pages > 1);
  });

  const refusals = { '403': FAULTS.forbidden, '404': FAULTS.notFound, 'an empty list': FAULTS.empty };
  for (const [how, fault] of Object.entries(refusals)) {
    it(`a tool that was switched off, refused by ${how}`, async () => {
      stage = await Stage.start({ records: 12 });
      await stage.run();
      const isProject = (path: string) => path.includes(String(stage.project()));
      stage.proxy.fault = (path) => {
        if (path.includes('settings/permissions') && isProject(path)) return { change: switchedOff };
        return isOf(path) ? fault : undefined;
      };
      const { deletes, complete, unreachable } = await stage.run();
      assert.deepEqual([deletes, complete, unreachable.length], [[], false, 1]);
      stage.proxy.fault = () => undefined;
      assert.deepEqual((await stage.run()).changes, []);
    });
  }

  it('a level that was lowered, so that fewer rows are seen', async () => {
    stage = await Stage.start({ records: 40 });
    await stage.run();
    stage.rows().remove(stage.id(3));
    stage.proxy.fault = (path) =>
      path.includes('settings/permissions') && path.includes(String(stage.project()))
        ? { change: lowered }
        : undefined;
    // A list of one page, since the recycle bin is proof whatever the level is.
    const { deletes, failures } = await stage.run({ perPage: 100 });
    assert.deepEqual([deletes, failures], [[], ['PROCORE_NOT_PERMITTED level too low']]);
    stage.proxy.fault = () => undefined;
    assert.equal((await stage.run({ perPage: 100 })).deletes.length, 1);
  });

  it('a level that Procore does not say any more', async () => {
    stage = await Stage.start({ records: 12 });
    await stage.run();
    const id = stage.id(3);
    stage.rows().remove(id);
    stage.proxy.fault = (path) => (path.includes('settings/permissions') ? FAULTS.forbidden : undefined);
    assert.deepEqual((await stage.run()).deletes, []);
    stage.proxy.fault = () => undefined;
    assert.deepEqual((await stage.run()).deletes, [`delete ${id}`]);
  });

  it('a project that is no longer permitted: it is out of reach, since the same moment', async () => {
    stage = await Stage.start({ records: 12 });
    await stage.run();
    stage.proxy.fault = (path) => (path.includes('/projects?') ? { change: withoutFirst } : undefined);
    const { changes, complete, unreachable } = await stage.run();
    assert.deepEqual([changes, complete, unreachable], [[], false, ['project not permitted']]);
    // A row that is missing elsewhere may have been moved there.
    const id = stage.id(2, 1);
    stage.rows(1).move(id, stage.project(0));
    const { deletes, failures } = await stage.run();
    assert.deepEqual([deletes, failures], [[], ['PROCORE_BRAKE']]);
    stage.proxy.fault = () => undefined;
    const seen = await stage.run();
    assert.deepEqual([seen.changes, seen.complete], [[`upsert ${id}`], true]);
  });

  it('a row that came after a reading and before the count, while another one is gone', async () => {
    stage = await Stage.start({ records: 40 });
    await stage.run();
    const id = stage.id(5);
    stage.rows().remove(id);
    let isAdded = false;
    stage.proxy.between = (path) => {
      if (isAdded || !isList(path) || !path.includes('updated_at')) return;
      isAdded = true;
      stage.rows().add({ subject: 'Came in between' });
    };
    const { deletes, complete } = await stage.run();
    assert.deepEqual([deletes, complete, isAdded], [[`delete ${id}`], true, true]);
  });
});

describe('a row that was changed, and is removed while the list is read', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  it('is removed from the copy too', async () => {
    stage = await Stage.start({ records: 40 });
    await stage.run();
    const id = stage.id(5);
    stage.rows().change(id, { subject: 'Changed' });
    let isRemoved = false;
    stage.proxy.between = (path) => {
      if (isRemoved || !path.includes(`projects/${stage.project()}/rfis`) || !path.endsWith('&page=1'))
        return;
      isRemoved = true;
      stage.rows().remove(id);
    };
    const seen = [...(await stage.run({ full: true })).changes, ...(await stage.run()).changes];
    assert.deepEqual([seen, isRemoved], [[`upsert ${id}`, `delete ${id}`], true]);
    assert.deepEqual((await stage.run()).changes, []);
  });
});

describe('the brake', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  it('stops at 20 rows and more than 5 %, and lets the same removals pass once they are confirmed', async () => {
    stage = await Stage.start({ records: 60 });
    await stage.run();
    const gone = Array.from({ length: 20 }, (_, at) => stage.id(at));
    for (const id of gone.slice(0, 19)) stage.rows().remove(id);
    assert.equal((await stage.run()).deletes.length, 19);
    const more = Array.from({ length: 20 }, (_, at) => stage.id(at));
    for (const id of more) stage.rows().remove(id);
    const stopped = await stage.run();
    assert.deepEqual([stopped.deletes, stopped.failures], [[], ['PROCORE_BRAKE']]);
    assert.deepEqual((await stage.run()).deletes, []);
    const confirmed = await stage.run({ isConfirmed: true });
    assert.deepEqual(confirmed.deletes.toSorted(), more.map((id) => `delete ${id}`).toSorted());
    assert.deepEqual((await stage.run()).changes, []);
  });

  it('does not stop for 20 rows that are less than 5 %', async () => {
    stage = await Stage.start({ records: 500 });
    await stage.run({ perPage: 100 });
    for (let gone = 0; gone < 20; gone++) stage.rows().remove(stage.id(gone));
    assert.equal((await stage.run({ perPage: 100 })).deletes.length, 20);
  });
});

function withoutFirst(answer: Passing): void {
  answer.body = JSON.stringify((JSON.parse(answer.body) as unknown[]).slice(1));
  answer.headers.total = String(Number(answer.headers.total) - 1);
}
