import assert from 'node:assert/strict';
import { builtInOperations } from '../../src/catalogue/load.js';
import type { Operation } from '../../src/catalogue/operation.js';
import { wayOf } from '../../src/changes/strategy.js';

/** Whether a list needs nothing but a company and a project. */
function isPlain({ path, params }: Operation): boolean {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const needed = params.filter((param) => param.in === 'query' && param.required).map(({ name }) => name);
  return [...names, ...needed].every((name) => name === 'company_id' || name === 'project_id');
}

describe('the strategies of changes', () => {
  let operations: readonly Operation[];
  before(async () => {
    operations = await builtInOperations();
  });
  const way = (path: string, wanted?: Parameters<typeof wayOf>[2]) => {
    const operation = operations.find((each) => each.method === 'GET' && each.path === path);
    return wayOf(operation ?? assert.fail(`no ${path}`), operations, wanted);
  };

  it('are known for every list that needs only a company or a project', () => {
    const lists = operations.filter(
      ({ method, returns = '' }) => method === 'GET' && returns.includes('array'),
    );
    const ways = lists.filter(isPlain).map((list) => wayOf(list, operations));
    assert.ok(ways.every((each) => each !== undefined));
    const counted = (strategy: string) => ways.filter((each) => each?.strategy === strategy).length;
    const counts = { updated_at: counted('updated_at'), window: counted('window'), hash: counted('hash') };
    process.stdout.write(`      ${JSON.stringify(counts)}\n`);
    assert.ok(counts.updated_at > 80 && counts.window > 15 && counts.hash > 100);
  });

  it('are those that the reference allows', () => {
    const rfis = way('/rest/v1.0/projects/{project_id}/rfis');
    assert.equal(rfis?.strategy, 'updated_at');
    assert.deepEqual([rfis?.removed?.kind, rfis?.byId], ['bin', 'filters[id]']);
    assert.equal(way('/rest/v1.0/observations/items')?.removed?.kind, 'bin');
    assert.equal(way('/rest/v1.1/change_events')?.removed?.kind, 'filter');
    assert.equal(way('/rest/v1.0/projects/{project_id}/manpower_logs')?.strategy, 'window');
    assert.equal(way('/rest/v1.0/projects/{project_id}/timecard_entries')?.strategy, 'window');
    assert.equal(way('/rest/v1.0/projects/{project_id}/manpower_logs', 'updated_at'), undefined);
    // Without dates a daily log gives today only: compared with that, yesterday's rows would look removed.
    assert.equal(way('/rest/v1.0/projects/{project_id}/notes_logs', 'hash'), undefined);
    assert.equal(way('/rest/v1.0/projects/{project_id}/timesheets')?.keepsAll, true);
    assert.equal(way('/rest/v1.0/projects/{project_id}/timesheets', 'updated_at'), undefined);
    assert.equal(way('/rest/v1.0/projects/{project_id}/rfis', 'window'), undefined);
    assert.equal(way('/rest/v1.0/projects/{project_id}/rfis', 'hash')?.strategy, 'hash');
  });
});
