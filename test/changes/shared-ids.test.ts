import assert from 'node:assert/strict';
import { builtInOperations } from '../../src/catalogue/load.js';
import { sharesIds } from '../../src/changes/shared-ids.js';
import { readerOf } from '../../testing/changes/reader-of.js';
import { SharedUsers } from './shared-users.js';
import { Stage } from './stage.js';

const USERS = '/rest/v1.0/projects/{project_id}/users';
const IDS = Array.from({ length: 20 }, (_, at) => 700 + at);

interface Outcome {
  readonly sent: readonly string[];
  readonly failures: number;
  readonly complete: boolean;
}

const outcome = ({ sent, failures, complete }: Outcome) => [sent, failures, complete];

describe('lists in which several projects have a row with the same id', () => {
  let stage: Stage;
  afterEach(async () => stage?.close());

  const start = async (projects: number) => {
    stage = await Stage.start({ projects, records: 1 });
    const ids = Array.from({ length: projects }, (_, place) => stage.project(place));
    const users = new SharedUsers(ids, IDS);
    stage.proxy.fault = users.fault;
    const copy = new Map<string, string>();
    const run = async (perPage: number) => {
      await stage.client.forgetRefusals();
      const reader = await readerOf(stage.client, USERS, { perPage }, Date.now);
      const sent: string[] = [];
      let failures = 0;
      for await (const result of reader.results()) {
        if ('failure' in result) {
          failures++;
          continue;
        }
        const { piece, changes, confirmed } = result.step;
        // Steps wait for the flow, so that others are made meanwhile.
        await new Promise((resolve) => setImmediate(resolve));
        for (const { op, key, row } of changes) {
          const name = `${piece.project?.id}/${key}`;
          sent.push(`${op} ${name}`);
          if (op === 'delete') copy.delete(name);
          else copy.set(name, (row as { name: string }).name);
        }
        await confirmed();
      }
      return { sent, failures, complete: reader.isComplete, requests: reader.summary.requests };
    };
    const rows = () => [...copy].map(([name, told]) => `${name} ${told}`).sort();
    return { users, run, rows };
  };

  for (const perPage of [100, 7])
    for (const projects of [2, 12])
      it(`send each row of ${projects} projects once, with pages of ${perPage}`, async () => {
        const { users, run, rows } = await start(projects);
        const first = await run(perPage);
        assert.deepEqual([first.sent.length, first.complete], [IDS.length * projects, true]);
        assert.deepEqual(rows(), users.rows);
        for (let again = 0; again < 3; again++) assert.deepEqual(outcome(await run(perPage)), [[], 0, true]);
      });

  for (const perPage of [100, 7])
    it(`remove a row from the project that misses it, and from no other, with pages of ${perPage}`, async () => {
      const { users, run, rows } = await start(3);
      await run(perPage);
      const { requests: usual } = await run(perPage);
      users.remove(stage.project(1), 703);
      const removed = await run(perPage);
      assert.deepEqual(outcome(removed), [[`delete ${stage.project(1)}/703`], 0, true]);
      // As the dialog says.
      const more = removed.requests - usual;
      const most = 2 * Math.ceil(IDS.length / perPage) + 2;
      process.stdout.write(`      ${more} more requests, at most ${most}\n`);
      assert.ok(more <= most);
      users.add(stage.project(1), 703);
      assert.deepEqual((await run(perPage)).sent, [`upsert ${stage.project(1)}/703`]);
      // The user goes from one project to another one.
      users.remove(stage.project(0), 710);
      await run(perPage);
      users.remove(stage.project(1), 710);
      users.add(stage.project(0), 710);
      const both = [`delete ${stage.project(1)}/710`, `upsert ${stage.project(0)}/710`];
      assert.deepEqual((await run(perPage)).sent.sort(), both);
      users.rename(711, 'Renamed');
      assert.equal((await run(perPage)).sent.length, 3);
      assert.deepEqual(rows(), users.rows);
      assert.deepEqual(outcome(await run(perPage)), [[], 0, true]);
    });

  it('need no other project to prove a removal', async () => {
    const { users, run } = await start(3);
    await run(100);
    users.refuse(stage.project(2));
    users.remove(stage.project(1), 703);
    assert.deepEqual(outcome(await run(100)), [[`delete ${stage.project(1)}/703`], 1, false]);
  });

  it('are directories, choices and definitions, and not the records of projects', async () => {
    const operations = await builtInOperations();
    // A directory is what companies' records are added to and removed from.
    const members = /\/\{\w+\}\/actions\/(add|remove)$/;
    const directories = operations.filter(
      ({ path }) => /^\/rest\/v[\d.]+\/projects\//.test(path) && members.test(path),
    );
    assert.ok(directories.length > 2);
    for (const { path } of directories) assert.ok(sharesIds(path.replace(members, '')), path);
    for (const shared of [
      '/rest/v1.0/projects/{project_id}/people/inactive',
      '/rest/v1.0/projects/17/users?per_page=5',
      '/rest/v1.0/projects/{project_id}/rfis/filter_options/status',
      '/rest/v1.0/projects/{project_id}/form_templates',
      '/rest/v1.0/punch_item_types',
    ])
      assert.ok(sharesIds(shared), shared);
    // Every list of records with a recycle bin, or that Procore's webhooks tell of.
    const binned = operations.flatMap(({ path }) =>
      /\/recycle_bin$/.test(path) ? [path.replace('/recycle_bin', '')] : [],
    );
    for (const own of [
      ...binned,
      '/rest/v1.0/projects/{project_id}/rfis',
      '/rest/v1.1/punch_items',
      '/rest/v1.0/potential_change_orders',
      '/rest/v1.0/projects/{project_id}/action_plans/plan_item_assignees',
      '/rest/v1.0/observations/items',
      '/rest/v1.0/images',
    ])
      assert.ok(!sharesIds(own), own);
  });
});
