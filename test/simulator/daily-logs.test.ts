import assert from 'node:assert/strict';
import { Caller } from './caller.js';

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
});
