import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isGoing, steadierThan, supersededBy, versionOf } from '../../src/catalogue/versions.js';
import { anyOperation, find, operation, shipped } from './operations.js';

describe('versions of an operation', () => {
  const newerOf = (...paths: string[]) => {
    const operations = paths.map((path) => operation({ path, id: path }));
    return Object.fromEntries(supersededBy(operations));
  };

  it('names the newest for each older one', () => {
    assert.deepEqual(newerOf('/rest/v1.1/a', '/rest/v1.0/a', '/rest/v1.10/a'), {
      '/rest/v1.0/a': '/rest/v1.10/a',
      '/rest/v1.1/a': '/rest/v1.10/a',
    });
  });

  it('does not mind what a placeholder is called', () => {
    assert.deepEqual(newerOf('/rest/v1.0/a/{id}', '/rest/v1.1/a/{a_id}'), {
      '/rest/v1.0/a/{id}': '/rest/v1.1/a/{a_id}',
    });
  });

  it('knows v2’s way of naming company and project', () => {
    const older = '/rest/v1.0/projects/{project_id}/a/{id}';
    const newer = '/rest/v2.0/companies/{company_id}/projects/{project_id}/a/{a_id}';
    assert.deepEqual(newerOf(older, newer), { [older]: newer });
  });

  it('keeps apart a project’s things and the company’s', () => {
    assert.deepEqual(
      newerOf('/rest/v1.0/projects/{project_id}/a', '/rest/v2.0/companies/{company_id}/a'),
      {},
    );
  });

  it('keeps apart other methods, names and resources across the ways', () => {
    const older = operation({ path: '/rest/v1.0/a', id: 'older' });
    const path = '/rest/v2.0/companies/{company_id}/a';
    for (const other of [{ method: 'POST' }, { name: 'Other thing' }, { resource: 'others' }] as const) {
      assert.deepEqual([...supersededBy([older, operation({ path, ...other })])], []);
    }
    assert.equal(supersededBy([older, operation({ path, id: 'newer' })]).get('older'), 'newer');
  });

  it('finds the replaced ones of the shipped table', () => {
    const operations = shipped();
    const superseded = supersededBy(operations);
    const newest = (path: string) => superseded.get(find(operations, 'GET', path).id);
    assert.equal(newest('/rest/v1.0/projects'), 'RestV11ProjectsGet');
    assert.equal(newest('/rest/v1.0/users'), 'RestV13CompaniesCompanyIdUsersGet');
    assert.equal(newest('/rest/v1.0/projects/{project_id}/rfis'), undefined);
    assert.ok(superseded.size > 250 && superseded.size < 300, String(superseded.size));
  });

  it('follows the successors that the table names, and never leads to what is going away', () => {
    const operations = shipped();
    const superseded = supersededBy(operations);
    const named = operations.filter(({ newer }) => newer !== undefined);
    assert.ok(named.length > 100);
    for (const { id, method, newer = '' } of named) {
      assert.equal(superseded.get(id), find(operations, method, newer).id, id);
    }
    const byId = new Map(operations.map((each) => [each.id, each]));
    for (const id of superseded.values()) assert.ok(!isGoing(byId.get(id) ?? { removed: true }), id);
  });

  it('lets a beta replace only what is going away, and names the steady one for the beta', () => {
    const older = operation({ path: '/rest/v1.0/a', id: 'older' });
    const beta = operation({ path: '/rest/v1.1/a', id: 'beta', beta: true });
    assert.deepEqual([...supersededBy([older, beta])], []);
    assert.deepEqual([...steadierThan([older, beta], new Map())], [['beta', 'older']]);
    const going = { ...older, deprecated: true as const };
    assert.deepEqual([...supersededBy([going, beta])], [['older', 'beta']]);
    assert.deepEqual([...steadierThan([going, beta], supersededBy([going, beta]))], []);
  });

  it('sends nobody from a deprecated newest one to a newer one, but back to the steady one', () => {
    const steady = operation({ path: '/rest/v1.0/a', id: 'steady' });
    for (const mark of [{ deprecated: true }, { removed: true }] as const) {
      const gone = operation({ path: '/rest/v1.3/a', id: 'gone', ...mark });
      assert.deepEqual([...supersededBy([steady, gone])], []);
      assert.deepEqual([...steadierThan([steady, gone], new Map())], [['gone', 'steady']]);
    }
  });

  it('follows a chain of named successors to its end, and none that goes in a circle', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => `/rest/v1.0/${name}`) as [string, string, string];
    const made = (path: string, newer?: string) => operation({ path, id: path, ...(newer && { newer }) });
    assert.deepEqual(Object.fromEntries(supersededBy([made(a, b), made(b, c), made(c)])), { [a]: c, [b]: c });
    assert.deepEqual([...supersededBy([made(a, b), made(b, a), made(c, c)])], []);
    assert.deepEqual([...supersededBy([made(a, '/rest/v1.0/nowhere')])], []);
  });

  it('always leads to a newer operation of the catalogue that is not itself replaced', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyOperation, { maxLength: 12, selector: ({ id }) => id }), (operations) => {
        const superseded = supersededBy(operations);
        for (const [older, newer] of superseded) {
          const [a, b] = [older, newer].map((id) => operations.find((each) => each.id === id));
          assert.ok(a && b && versionOf(b) > versionOf(a) && !superseded.has(newer));
        }
      }),
    );
  });
});
