import assert from 'node:assert/strict';
import { type LogKindName, ManualClock } from '../../src/simulator/index.js';
import { Caller, newToken } from './caller.js';
import { assertContains } from './contained.js';

const TODAY = '2026-05-04';

describe('simulator: daily logs', () => {
  let caller: Caller;
  let path: string;
  before(async () => {
    caller = await Caller.start({ clock: () => Date.parse(`${TODAY}T15:00:00Z`) });
    path = `/rest/v1.0/projects/${caller.project(0).id}`;
  });
  after(() => caller.close());

  const days = async (query: string): Promise<string[]> => {
    const { status, json } = await caller.get(`${path}/${query}`);
    assert.equal(status, 200);
    return [...new Set<string>(json.map((log: { date: string }) => log.date))];
  };

  for (const tool of ['manpower_logs', 'weather_logs', 'notes_logs']) {
    it(`gives the ${tool.replace('_', ' ')} of today, of a day or of a range`, async () => {
      assert.deepEqual(await days(tool), [TODAY]);
      assert.deepEqual(await days(`${tool}?log_date=2026-05-01`), ['2026-05-01']);
      const range = await days(`${tool}?start_date=2026-04-29&end_date=2026-05-02`);
      assert.deepEqual(range, ['2026-04-29', '2026-04-30', '2026-05-01', '2026-05-02']);
    });
  }

  it('has none of tomorrow, and the same of a day however it is asked for', async () => {
    assert.deepEqual(await days('manpower_logs?log_date=2026-05-05'), []);
    assert.deepEqual(await days('manpower_logs?start_date=2026-05-03'), ['2026-05-03', TODAY]);
    const alone = await caller.get(`${path}/manpower_logs?log_date=2026-05-02`);
    const among = await caller.get(`${path}/manpower_logs?start_date=2026-05-01&end_date=2026-05-03`);
    for (const log of alone.json)
      assert.deepEqual(
        among.json.find(({ id }: { id: number }) => id === log.id),
        log,
      );
    const [log] = alone.json;
    assert.equal(log.man_hours, (log.num_workers * Number(log.num_hours)).toFixed(1));
  });

  it('pages through a range', async () => {
    const all = await caller.get(
      `${path}/manpower_logs?start_date=2026-03-01&end_date=${TODAY}&per_page=50&page=2`,
    );
    assert.equal(all.json.length, 50);
    assert.equal(all.headers.get('total'), String(65 * 3));
  });

  it('refuses a date that is none, and a range that is too long', async () => {
    for (const query of ['log_date=soon', 'start_date=2025-01-01&end_date=2026-01-01']) {
      assert.equal((await caller.get(`${path}/notes_logs?${query}`)).status, 400, query);
    }
  });

  it('takes 30 days at most for what is below daily_logs, and 91 for other lists by days', async () => {
    const of = async (list: string, from: string) =>
      (await caller.get(`${path}/${list}?start_date=${from}&end_date=${TODAY}`)).status;
    for (const list of [
      'daily_logs/count',
      `../../../v1.1/projects/${caller.project(0).id}/daily_logs/counts`,
    ]) {
      assert.deepEqual([await of(list, '2026-04-04'), await of(list, '2026-04-03')], [200, 400], list);
    }
    assert.deepEqual(
      [await of('notes_logs', '2026-02-02'), await of('notes_logs', '2026-02-01')],
      [200, 400],
    );
  });
});

describe('simulator: writing daily logs', () => {
  let caller: Caller;
  let clock: ManualClock;
  let project: number;
  let path: string;
  beforeEach(async () => {
    clock = new ManualClock(Date.parse(`${TODAY}T15:00:00Z`));
    caller = await Caller.start({ clock, projects: 2, permissions: { daily_log: 'Standard' } });
    project = caller.project(0).id;
    path = `/rest/v1.0/projects/${project}/manpower_logs`;
  });
  afterEach(() => caller.close());

  const ids = (rows: readonly { id: number | string }[]) => rows.map(({ id }) => id);
  const of = async (day: string) => (await caller.get(`${path}?log_date=${day}`)).json;

  it('shows one log, and removes it for good: the next read of its day is without it', async () => {
    for (const kind of ['manpower_logs', 'weather_logs', 'notes_logs'] satisfies LogKindName[]) {
      const [first, ...others] = caller.simulator.logs(kind, project).on('2026-04-30');
      assert.ok(first);
      const one = `/rest/v1.0/projects/${project}/${kind}/${first.id}`;
      assertContains((await caller.get(one)).json, first);
      const removed = await caller.send('DELETE', one);
      assert.deepEqual([removed.status, removed.text], [204, '']);
      assert.equal((await caller.get(one)).status, 404);
      assert.equal((await caller.send('DELETE', one)).status, 404);
      const list = await caller.get(`/rest/v1.0/projects/${project}/${kind}?log_date=2026-04-30`);
      assert.deepEqual(list.json, others);
    }
    assert.deepEqual(
      caller.simulator.changes.since().map(({ action, resource, by }) => [action, resource, by.clientId]),
      ['manpower_logs', 'weather_logs', 'notes_logs'].map((kind) => [
        'delete',
        kind,
        caller.simulator.clientId,
      ]),
    );
  });

  it('has what people added and changed on its day, with the time of it', async () => {
    const logs = caller.simulator.logs('manpower_logs', project);
    const before = await of('2026-05-02');
    const added = logs.add('2026-05-02', { num_workers: 7, date: '2020-01-01' });
    await clock.pass(60_000);
    const changed = logs.change(before[0].id, { notes: 'Other crew' });
    const after = await of('2026-05-02');
    assert.deepEqual(ids(after), [...ids(before), added.id]);
    assert.deepEqual([after[0].notes, after[0].updated_at], ['Other crew', '2026-05-04T15:01:00Z']);
    assert.deepEqual([after.at(-1).num_workers, after.at(-1).date], [7, '2026-05-02']);
    assertContains((await caller.get(`${path}/${added.id}`)).json, added);
    logs.change(Number(added.id), { num_workers: 8 });
    logs.remove(Number(changed.id));
    const last = await of('2026-05-02');
    assert.deepEqual(ids(last), [...ids(before).slice(1), added.id]);
    assert.equal(last.at(-1).num_workers, 8);
    assert.deepEqual(
      caller.simulator.changes.since().map(({ action, id }) => [action, id]),
      [
        ['create', added.id],
        ['update', changed.id],
        ['update', added.id],
        ['delete', changed.id],
      ],
    );
  });

  it('knows no log of another project, kind or day to come, and says what a test got wrong', async () => {
    const logs = caller.simulator.logs('manpower_logs', project);
    const [foreign] = caller.simulator.logs('manpower_logs', caller.project(1).id).on('2026-05-02');
    const [weather] = caller.simulator.logs('weather_logs', project).on('2026-05-02');
    for (const id of [foreign?.id, weather?.id, 7]) {
      assert.equal((await caller.get(`${path}/${id}`)).status, 404);
      assert.throws(() => logs.remove(Number(id)), /No record \d+ among the manpower_logs/);
    }
    const tomorrow = logs.add('2026-05-05');
    assert.equal((await caller.get(`${path}/${tomorrow.id}`)).status, 404);
    await clock.pass(24 * 3_600_000);
    caller.token = await newToken(caller.simulator);
    assert.equal((await caller.get(`${path}/${tomorrow.id}`)).status, 200);
    assert.throws(() => logs.add('soon'), /"soon" is no day of project/);
    assert.throws(() => logs.add('2001-01-01'), /is no day of project/);
    assert.throws(() => {
      for (let count = 0; count < 65; count++) logs.add('2026-05-03');
    }, /room for 64 logs/);
    assert.throws(() => caller.simulator.logs('rfis' as LogKindName, project), /no records "rfis"/);
  });

  it('lets nobody remove who may only read', async () => {
    const reader = await Caller.start({ clock, projects: 1 });
    try {
      const [log] = reader.simulator.logs('notes_logs', reader.project(0).id).on(TODAY);
      const one = `/rest/v1.0/projects/${reader.project(0).id}/notes_logs/${log?.id}`;
      assert.equal((await reader.send('DELETE', one)).status, 403);
      assert.equal((await reader.get(one)).status, 200);
    } finally {
      await reader.close();
    }
  });
});
