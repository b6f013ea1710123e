import assert from 'node:assert/strict';
import fc from 'fast-check';
import { supersededBy, versionOf } from '../../src/catalogue/versions.js';
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
    assert.ok(superseded.size > 150 && superseded.size < 250, String(superseded.size));
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
