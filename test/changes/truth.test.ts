import assert from 'node:assert/strict';
import { History } from '../../testing/changes/history.js';
import { listOf } from '../../testing/changes/lists.js';
import { Readings } from '../../testing/changes/readings.js';
import { Source } from '../../testing/changes/source.js';
import { SqlCopy } from '../../testing/changes/sql-copy.js';
import { wrongsOf } from '../../testing/changes/truth.js';

/** What the play demands of a run that says that it was complete; see {@link wrongsOf}. */
describe('the judge of a copy', () => {
  let source: Source;
  let history: History;
  let copy: SqlCopy;
  let readings: Readings;
  let before: ReadonlySet<string>;
  beforeEach(async () => {
    source = await Source.start(listOf(0), 6, Date.now);
    history = new History(source);
    copy = new SqlCopy(`GET ${source.list.path}`);
    readings = new Readings();
    for (const place of [0, 1, 2]) await copies(place);
    before = new Set(copy.rows().keys());
    readings.begin(source.simulator.changes.last, 0, true);
  });
  afterEach(async () => {
    copy.close();
    await source.close();
  });

  const project = (place: number) => source.projects[place]?.id ?? 0;
  const rows = (place: number) => source.simulator.rows(source.list.kind, project(place));
  const id = (place: number) => Number(rows(place).at(0).id);
  /** The list of a project is asked for. */
  const asks = (place: number) => readings.asked(project(place), source.simulator.changes.last);
  /** The copy gets all rows of a project. */
  const copies = (place: number) =>
    copy.take(source.rowsOf(project(place)).map((row) => ({ op: 'upsert', key: String(row.id), row })));
  const removes = (key: number) => copy.take([{ op: 'delete', key: String(key), row: null }]);
  /** What is wrong, in a word each. */
  const judged = async () => {
    const copied = new Set(source.projects.map((each) => each.id));
    const wrongs = await wrongsOf({
      copy,
      source,
      history,
      readings,
      before,
      copied,
      mayBeHidden: () => false,
    });
    return wrongs.map((wrong) => wrong.split(':')[0]);
  };

  it('finds nothing wrong in a copy that is the source', async () => {
    for (const place of [0, 1, 2]) asks(place);
    assert.deepEqual(await judged(), []);
  });

  it('demands that each project was read', async () => {
    for (const place of [0, 1]) asks(place);
    assert.deepEqual(await judged(), ['complete']);
  });

  const acts = {
    created: ['missing', () => void rows(0).add({ title: 'new' })],
    changed: ['old', () => void rows(0).change(id(0), { title: 'changed' })],
    removed: ['too many', () => void rows(0).remove(id(0))],
  } as const satisfies Record<string, readonly [string, () => void]>;
  for (const [what, [wrong, act]] of Object.entries(acts)) {
    it(`excuses what was ${what} after its project's reading began, and not before`, async () => {
      for (const place of [0, 1, 2]) asks(place);
      act();
      assert.deepEqual(await judged(), []);
      // Another run, which reads it and does not take it in.
      readings.close();
      readings.begin(source.simulator.changes.last, 0, false);
      for (const place of [0, 1, 2]) asks(place);
      assert.deepEqual(await judged(), [wrong]);
    });
  }

  it('demands a content that the record had when its project was read, or since then', async () => {
    rows(0).change(id(0), { title: 'first' });
    for (const place of [0, 1, 2]) asks(place);
    rows(0).change(id(0), { title: 'second' });
    await copies(0);
    rows(0).change(id(0), { title: 'third' });
    assert.deepEqual(await judged(), []);
    const row = { ...(source.rowOf(id(0), project(0)) as object), title: 'never' };
    await copy.take([{ op: 'upsert', key: String(id(0)), row }]);
    assert.deepEqual(await judged(), ['old']);
  });

  it('demands a record that the copy had, whatever moved', async () => {
    const key = id(1);
    asks(0);
    rows(1).move(key, project(0));
    for (const place of [1, 2]) asks(place);
    await copies(0);
    assert.deepEqual(await judged(), []);
    await removes(key);
    assert.deepEqual(await judged(), ['missing']);
  });

  it('demands a record that was moved away after its project was read, and excuses one that came after that', async () => {
    const [stays, goes] = [
      Number(rows(1).add({ title: 'stays' }).id),
      Number(rows(1).add({ title: 'goes' }).id),
    ];
    asks(0);
    rows(1).move(goes, project(0));
    for (const place of [1, 2]) asks(place);
    readings.ended(project(1), true);
    rows(1).move(stays, project(0));
    assert.deepEqual(await judged(), ['missing']);
  });

  it('keeps the marks of what was read before a cut, and no others', async () => {
    asks(0);
    readings.ended(project(0), true);
    asks(1);
    // Created after both were asked for; only one of them is read again.
    for (const place of [0, 1]) rows(place).add({ title: 'new' });
    assert.equal(readings.begin(source.simulator.changes.last, 3_600_000, false), true);
    for (const place of [0, 1, 2]) asks(place);
    assert.deepEqual(await judged(), ['missing']);
    // After an hour, nothing is gone on with.
    assert.equal(readings.begin(source.simulator.changes.last, 3_600_001, false), false);
    for (const place of [0, 1, 2]) asks(place);
    assert.deepEqual(await judged(), ['missing', 'missing']);
  });
});
