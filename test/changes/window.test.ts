import assert from 'node:assert/strict';
import { builtInOperations } from '../../src/catalogue/load.js';
import type { Step } from '../../src/changes/step.js';
import { wayOf } from '../../src/changes/strategy.js';
import { windowOf } from '../../src/changes/window.js';
import type { Fault } from '../../testing/changes/fault-proxy.js';
import { FAULTS } from '../../testing/changes/faults.js';
import { gate, isOf, Stage } from './stage.js';

const LOGS = '/rest/v1.0/projects/{project_id}/notes_logs';
const DAY = 86_400_000;
const HOUR = 3_600_000;

const dayAt = (ms: number) => new Date(ms).toISOString().slice(0, 10);

describe('the days that are read', () => {
  it('have today in every time zone, and as many days before it as were asked for', () => {
    for (let hour = 0; hour < 24; hour++) {
      const now = Date.parse('2026-03-01T00:30:00Z') + hour * HOUR;
      const days = windowOf(now, 14);
      for (let zone = -12; zone <= 14; zone++) {
        for (let back = 0; back < 14; back++) {
          const day = dayAt(now + zone * HOUR - back * DAY);
          assert.ok(days.includes(day), `${day} at ${new Date(now).toISOString()} in UTC${zone}`);
        }
      }
      assert.ok(days.length <= 16);
    }
  });

  it('are never more than Procore gives', () => {
    for (let hour = 0; hour < 24; hour++) {
      const days = windowOf(Date.parse('2026-03-01T00:00:00Z') + hour * HOUR, 90);
      const [first = '', last = ''] = [days[0], days.at(-1)];
      assert.ok(Date.parse(last) - Date.parse(first) <= 90 * DAY);
      assert.equal(new Set(days).size, days.length);
    }
  });
});

describe('changes of a daily log', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  const logs = () => stage.simulator.logs('notes_logs', stage.project());
  const start = async (clock: () => number = Date.now) => {
    stage = await Stage.start({ projects: 1, clock });
    stage.proxy.clock = clock;
    // The calendar of this machine's clock.
    return (back: number) => dayAt(clock() - back * DAY);
  };
  const run = (windowDays: number, more = {}) =>
    stage.run({ path: LOGS, windowDays, brake: 100, perPage: 500, ...more });
  const onlyId = (day: string) => Number(logs().on(day)[0]?.id);

  it('are those of the last days; what is older stays', async () => {
    const day = await start();
    const [fresh, gone, old] = [onlyId(day(2)), onlyId(day(3)), onlyId(day(25))];
    const first = (await run(30)).changes;
    for (const id of [old, fresh, gone]) assert.ok(first.includes(`upsert ${id}`));
    logs().change(fresh, { comment: 'Another comment' });
    logs().remove(gone);
    logs().remove(old);
    const { changes, complete } = await run(14);
    assert.deepEqual([changes, complete], [[`upsert ${fresh}`, `delete ${gone}`], true]);
    assert.deepEqual((await run(30)).changes, [`delete ${old}`]);
  });

  for (const back of [1, 25]) {
    it(`are no removal if a log gets another date, ${back} days ago`, async () => {
      const day = await start();
      const id = onlyId(day(4));
      await run(14);
      stage.proxy.fault = redated(stage, id, day(4), day(back));
      const { changes, rows, complete } = await run(14);
      assert.deepEqual([changes, complete], [[`upsert ${id}`], true]);
      assert.equal((rows[0] as { date: string }).date, day(back));
      assert.deepEqual((await run(14)).changes, []);
    });
  }

  it('are no removal if Procore finds no log alone, not even one that is there', async () => {
    const day = await start();
    const id = onlyId(day(4));
    await run(14);
    logs().remove(id);
    stage.proxy.fault = (path) => (/notes_logs\/\d/.test(path) ? FAULTS.notFound : undefined);
    const { deletes, complete } = await run(14);
    assert.deepEqual([deletes, complete], [[], false]);
    stage.proxy.fault = (path) => (/notes_logs\/\d/.test(path) ? FAULTS.forbidden : undefined);
    assert.deepEqual((await run(14)).deletes, []);
    stage.proxy.fault = () => undefined;
    assert.deepEqual((await run(14)).deletes, [`delete ${id}`]);
  });

  it('are no removal if another project, where the log may be now, gives an empty list', async () => {
    stage = await Stage.start({ projects: 2 });
    await run(14);
    const id = onlyId(dayAt(Date.now() - 4 * DAY));
    logs().remove(id);
    const { opened, open } = gate();
    stage.proxy.turn = async (path, serve) => {
      if (isOf(path, stage.project())) await opened;
      await serve();
    };
    const takes = ({ ends, piece }: Step) => {
      if (!ends || piece.project?.id !== stage.project(1)) return true;
      stage.proxy.fault = (path) => (isOf(path, stage.project(1)) ? FAULTS.empty : undefined);
      open();
      return true;
    };
    const { deletes, complete } = await run(14, { takes });
    assert.deepEqual([deletes, complete], [[], false]);
    stage.proxy.fault = () => undefined;
    assert.deepEqual((await run(14)).deletes, [`delete ${id}`]);
  });

  it('are no removal if the list cannot be asked for a single row', async () => {
    const day = await start();
    const id = onlyId(day(4));
    const operations = await builtInOperations();
    const list = operations.find((each) => each.method === 'GET' && each.path === LOGS) ?? assert.fail();
    const way = wayOf(list, [list]) ?? assert.fail();
    assert.deepEqual(way.blind, ['older', 'removed']);
    await run(14, { way });
    logs().remove(id);
    const { deletes, complete } = await run(14, { way });
    assert.deepEqual([deletes, complete], [[], true]);
  });

  for (const [what, ahead] of [
    ['five minutes slow, at midnight', -5 * 60_000],
    ['five minutes fast, at midnight', 5 * 60_000],
    ['forty days slow', -40 * DAY],
    ['forty days fast', 40 * DAY],
  ] as const) {
    it(`are found by Procore's days if this machine's clock is ${what}`, async () => {
      const midnight = Date.parse('2026-11-20T00:00:00Z');
      const day = await start(() => midnight);
      stage.now = () => midnight + ahead;
      const ids = Array.from({ length: 14 }, (_, back) => onlyId(day(back)));
      const { changes } = await run(14);
      for (const id of ids) assert.ok(changes.includes(`upsert ${id}`));
      logs().remove(ids[13] as number);
      logs().remove(ids[0] as number);
      const { deletes, complete } = await run(14);
      assert.deepEqual(deletes.toSorted(), [`delete ${ids[0]}`, `delete ${ids[13]}`].toSorted());
      assert.equal(complete, true);
    });
  }
});

/** A server on which a log has another date than the simulator says, in lists and alone. */
function redated(stage: Stage, id: number, from: string, to: string): (path: string) => Fault | undefined {
  const moved = { ...stage.simulator.logs('notes_logs', stage.project()).on(from)[0], date: to };
  return (path) => {
    if (path.includes(`notes_logs/${id}`))
      return {
        change: (answer) => {
          answer.body = JSON.stringify(moved);
        },
      };
    if (!path.includes('notes_logs?')) return undefined;
    const query = new URL(path, 'http://localhost').searchParams;
    const isIn = (query.get('start_date') ?? '') <= to && to <= (query.get('end_date') ?? '');
    const isOnPage = query.get('page') === '1';
    return {
      change: (answer) => {
        const rows = JSON.parse(answer.body) as Array<{ id: number }>;
        const others = rows.filter((row) => row.id !== id);
        const was = (query.get('start_date') ?? '') <= from && from <= (query.get('end_date') ?? '');
        answer.body = JSON.stringify(isIn && isOnPage ? [...others, moved] : others);
        const total = Number(answer.headers.total) + (isIn ? 1 : 0) - (was ? 1 : 0);
        answer.headers.total = String(total);
      },
    };
  };
}
