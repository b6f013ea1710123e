import assert from 'node:assert/strict';
import type { KindName } from '../../src/simulator/index.js';
import { ManualClock } from '../../src/simulator/index.js';
import { Caller } from './caller.js';
import { assertContains } from './contained.js';

const START = Date.UTC(2026, 4, 4, 12);
const ALL_TOOLS = {
  rfi: 'Standard',
  submittal_log: 'Standard',
  observations: 'Standard',
  punch_list: 'Standard',
  change_events: 'Standard',
  commitments: 'Standard',
  budget: 'Standard',
} as const;

describe('simulator: removing and restoring', () => {
  let caller: Caller;
  let clock: ManualClock;
  let project: number;
  let company: number;
  beforeEach(async () => {
    clock = new ManualClock(START);
    caller = await Caller.start({ clock, projects: 2, records: 12, permissions: ALL_TOOLS });
    project = caller.project(0).id;
    company = caller.company(0).id;
  });
  afterEach(() => caller.close());

  const ids = (rows: { id: number | string }[]) => rows.map(({ id }) => Number(id));

  interface Case {
    kind: KindName;
    remove: (id: number) => string;
    status: number;
    list: string;
    show: (id: number) => string;
    /** The list of what was removed; none where Procore has none. */
    removed?: string;
  }

  const cases = (): Case[] => {
    const inProject = `/rest/v1.0/projects/${project}`;
    const query = `project_id=${project}`;
    const v2 = `/rest/v2.0/companies/${company}/projects/${project}`;
    return [
      {
        kind: 'submittals',
        remove: (id) => `/rest/v1.1/projects/${project}/submittals/${id}`,
        status: 204,
        list: `${inProject}/submittals?`,
        show: (id) => `${inProject}/submittals/${id}`,
        removed: `${inProject}/submittals/recycle_bin?`,
      },
      {
        kind: 'observations',
        remove: (id) => `${inProject}/observations/items/${id}`,
        status: 204,
        list: `/rest/v1.0/observations/items?${query}&`,
        show: (id) => `/rest/v1.0/observations/items/${id}?${query}`,
        removed: `${inProject}/recycle_bin/observations/items?`,
      },
      {
        kind: 'punch_items',
        remove: (id) => `/rest/v1.1/punch_items/${id}?${query}`,
        status: 200,
        list: `/rest/v1.1/punch_items?${query}&`,
        show: (id) => `/rest/v1.1/punch_items/${id}?${query}`,
        removed: `/rest/v1.0/punch_items/recycle_bin?${query}&`,
      },
      {
        kind: 'change_events',
        remove: (id) => `/rest/v1.1/change_events/${id}?${query}`,
        status: 204,
        list: `/rest/v1.0/change_events?${query}&`,
        show: (id) => `/rest/v1.1/change_events/${id}?${query}`,
        removed: `/rest/v1.1/change_events?${query}&filters[include_deleted]=only&`,
      },
      {
        kind: 'commitments',
        remove: (id) => `${v2}/commitment_contracts/${id}`,
        status: 204,
        list: `${v2}/commitment_contracts?`,
        show: (id) => `${v2}/commitment_contracts/${id}`,
        removed: `${v2}/commitment_contracts?filters[include_deleted]=only&`,
      },
      {
        kind: 'budget_line_items',
        remove: (id) => `${v2}/budget_line_items/${id}`,
        status: 204,
        list: `/rest/v1.1/budget_line_items?${query}&`,
        show: (id) => `/rest/v1.1/budget_line_items/${id}?${query}`,
      },
    ];
  };

  const rowsOf = async (path: string) => {
    const { status, json, headers } = await caller.get(path);
    assert.equal(status, 200, path);
    return { rows: json.data ?? json, total: headers.get('total') };
  };

  it('removes a record of every tool that has an operation for it, and shows it where removed ones are', async () => {
    const all = cases();
    assert.equal(all.length, 6);
    for (const { kind, remove, status, list, show, removed } of all) {
      const before = await rowsOf(list);
      const [, id] = ids(before.rows);
      assert.ok(id);
      await clock.pass(90_000);
      const answer = await caller.send('DELETE', remove(id));
      assert.deepEqual([answer.status, answer.text], [status, ''], kind);
      const after = await rowsOf(list);
      assert.deepEqual(
        ids(after.rows),
        ids(before.rows)
          .filter((each) => each !== id)
          .slice(0, after.rows.length),
      );
      assert.equal(Number(after.total), Number(before.total) - 1, kind);
      assert.equal((await caller.get(show(id))).status, 404, kind);
      assert.equal((await caller.send('DELETE', remove(id))).status, 404, kind);
      if (!removed) continue;
      const bin = await rowsOf(removed);
      assert.deepEqual(ids(bin.rows), [id], kind);
      const now = new Date(clock.now()).toISOString().replace('.000', '');
      assert.deepEqual([bin.rows[0].deleted_at, bin.rows[0].updated_at], [now, now], kind);
    }
  });

  it('brings an observation back as it was, by the recycle bin', async () => {
    const list = `/rest/v1.0/observations/items?project_id=${project}`;
    const bin = `/rest/v1.0/projects/${project}/recycle_bin/observations/items`;
    const before = (await rowsOf(list)).rows;
    const { id } = before[3];
    await caller.send('DELETE', `/rest/v1.0/projects/${project}/observations/items/${id}`);
    assert.equal((await caller.get(`${bin}/${id}`)).json.name, before[3].name);
    await clock.pass(5000);
    const restored = await caller.send('PATCH', `${bin}/${id}/restore`);
    assert.equal(restored.status, 200);
    assertContains(restored.json, { ...before[3], updated_at: '2026-05-04T12:00:05Z', deleted_at: null });
    assert.deepEqual(ids((await rowsOf(list)).rows), ids(before));
    assert.deepEqual((await rowsOf(bin)).rows, []);
    assert.equal((await caller.get(`${bin}/${id}`)).status, 404);
    assert.equal((await caller.send('PATCH', `${bin}/${id}/restore`)).status, 404);
  });

  it('has removed change events among the others where the list is asked for them, and restores one by PUT', async () => {
    const list = `/rest/v1.1/change_events?project_id=${project}`;
    const before = ids((await rowsOf(list)).rows);
    const [first = 0] = before;
    await caller.send('DELETE', `/rest/v1.1/change_events/${first}?project_id=${project}`);
    assert.deepEqual(ids((await rowsOf(`${list}&filters[include_deleted]=with`)).rows), before);
    assert.deepEqual(ids((await rowsOf(list)).rows), before.slice(1));
    const restored = await caller.send(
      'PUT',
      `/rest/v1.1/change_events/${first}/restore?project_id=${project}`,
    );
    assert.deepEqual([restored.status, restored.json.id, restored.json.deleted_at], [200, first, null]);
    assert.deepEqual(ids((await rowsOf(list)).rows), before);
  });

  it('shows a removed punch item to who asks for removed ones', async () => {
    const { id } = caller.simulator.rows('punch_items', project).at(0);
    caller.simulator.rows('punch_items', project).remove(Number(id));
    const path = `/rest/v1.1/punch_items/${id}?project_id=${project}`;
    assert.equal((await caller.get(path)).status, 404);
    const shown = await caller.get(`${path}&include_deleted=true`);
    assert.deepEqual([shown.status, shown.json.deleted_at], [200, '2026-05-04T12:00:00Z']);
  });

  it('has no operation that removes an RFI; what people removed is in the recycle bin, by pages and by time', async () => {
    const path = `/rest/v1.0/projects/${project}/rfis`;
    const before = (await rowsOf(path)).rows;
    const refused = await caller.send('DELETE', `${path}/${before[0].id}`);
    assert.deepEqual([refused.status, refused.headers.get('allow')], [405, 'GET, PATCH']);
    const records = caller.simulator.rows('rfis', project);
    for (const row of before.slice(0, 3)) {
      await clock.pass(60_000);
      records.remove(row.id);
    }
    assert.deepEqual(ids((await rowsOf(path)).rows), ids(before.slice(3)));
    const page = await rowsOf(`${path}/recycle_bin?per_page=2&page=2`);
    assert.deepEqual([ids(page.rows), page.total], [[before[2].id], '3']);
    assert.equal(page.rows[0].deleted, true);
    const late = await rowsOf(
      `${path}/recycle_bin?filters[updated_at]=2026-05-04T12:02:00Z...2026-05-04T12:09:00Z`,
    );
    assert.deepEqual(ids(late.rows), [before[1].id, before[2].id]);
  });

  it('sees each change by a filter on updated_at, also where a page of it was asked for before', async () => {
    const path = `/rest/v1.0/projects/${project}/rfis`;
    const since = `${path}?filters[updated_at]=2026-05-04T12:00:00Z...2026-05-05T12:00:00Z`;
    assert.deepEqual((await rowsOf(since)).rows, []);
    const records = caller.simulator.rows('rfis', project);
    const [first, second] = [records.at(4), records.at(7)];
    records.change(Number(first.id), { subject: 'Changed' });
    assert.deepEqual(
      (await rowsOf(since)).rows.map(({ subject }: { subject: string }) => subject),
      ['Changed'],
    );
    records.remove(Number(second.id));
    assert.deepEqual(ids((await rowsOf(since)).rows), [first.id]);
    records.restore(Number(second.id));
    assert.deepEqual(ids((await rowsOf(since)).rows), [first.id, second.id]);
    assert.deepEqual(Object.keys(records.find(Number(second.id)) ?? {}), Object.keys(second));
  });

  it('refuses to remove without the level, and what is locked', async () => {
    const other = await Caller.start({ projects: 1, locked: true });
    try {
      const own = other.project(0).id;
      const submittal = other.simulator.rows('submittals', own).at(0).id;
      const path = `/rest/v1.1/projects/${own}/submittals/${submittal}`;
      assert.equal((await other.send('DELETE', path)).status, 403);
      const punchItem = other.simulator.rows('punch_items', own).at(0).id;
      const locked = await other.send('DELETE', `/rest/v1.1/punch_items/${punchItem}?project_id=${own}`);
      assert.deepEqual([locked.status, locked.json.error_type], [409, 'locked']);
      assert.equal(other.simulator.changes.last, 0);
    } finally {
      await other.close();
    }
  });

  it('moves a record to another project, where it has the same id', async () => {
    const to = caller.project(1).id;
    const [here, there] = [project, to].map((id) => caller.simulator.rows('change_events', id));
    assert.ok(here && there);
    const { id, title } = here.at(2);
    const lengths = [here.length, there.length];
    here.move(Number(id), to);
    assert.deepEqual([here.length, there.length], [Number(lengths[0]) - 1, Number(lengths[1]) + 1]);
    const path = (of: number) => `/rest/v1.1/change_events/${id}?project_id=${of}`;
    assert.equal((await caller.get(path(project))).status, 404);
    const { json } = await caller.get(path(to));
    assert.deepEqual([json.id, json.title, json.project_id], [id, title, to]);
    const gone = await rowsOf(`/rest/v1.1/change_events?project_id=${project}&filters[include_deleted]=with`);
    assert.ok(!ids(gone.rows).includes(Number(id)));
    there.move(Number(id), project);
    assert.equal((await caller.get(path(to))).status, 404);
    assert.equal((await caller.get(path(project))).json.project_id, project);
  });

  it('says what a test got wrong', () => {
    const { simulator } = caller;
    const records = simulator.rows('rfis', project);
    const other = caller.project(0, 1).id;
    assert.throws(() => simulator.rows('drawings' as KindName, project), /no records "drawings", only rfis/);
    assert.throws(() => simulator.rows('rfis', 7), /no project 7/);
    assert.throws(() => records.change(7, {}), /No record 7 among the rfis/);
    assert.throws(() => records.restore(Number(records.at(0).id)), /No record/);
    assert.throws(
      () => records.move(Number(records.at(0).id), other),
      /not another project of the same company/,
    );
  });

  it('removes from a million records as from few', async () => {
    const large = await Caller.start({ projects: 1, records: 1_000_000 });
    try {
      const records = large.simulator.rows('rfis', large.project(0).id);
      const path = `/rest/v1.0/projects/${large.project(0).id}/rfis?per_page=100&page=5000`;
      const before = (await large.get(path)).json;
      const removed = [0, 17, 499_949, 999_998].map((position) => Number(records.at(position).id));
      for (const id of removed) records.remove(id);
      const after = await large.get(path);
      assert.equal(after.headers.get('total'), '999996');
      // Two of the four stood before this page, and one in it.
      const left = ids(before)
        .slice(2)
        .filter((id) => !removed.includes(id));
      assert.deepEqual(ids(after.json).slice(0, left.length), left);
    } finally {
      await large.close();
    }
  });
});
