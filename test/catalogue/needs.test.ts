import assert from 'node:assert/strict';
import { needsOf, readsOne } from '../../src/catalogue/needs.js';
import { find, operation, shipped } from './operations.js';

describe('what an operation needs', () => {
  const operations = shipped();
  const needs = (method: string, path: string) => needsOf(find(operations, method, path));

  it('reads with Read Only, by the largest pages', () => {
    assert.deepEqual(needs('GET', '/rest/v1.0/projects/{project_id}/rfis'), {
      tool: 'RFI',
      level: 'Read Only',
      scope: 'project',
      paged: true,
      pageSize: 2_000,
      requestsPer10000: 5,
    });
  });

  const sizes: Array<[string, number, number]> = [
    ['/rest/v1.1/projects', 300, 34],
    ['/rest/v2.0/companies/{company_id}/projects/{project_id}/commitment_contracts', 100, 100],
    ['/rest/v2.1/companies/{company_id}/equipment_register/ids', 5_000, 2],
    ['/rest/v2.0/companies/{company_id}/workflows/instances', 100, 100],
    ['/rest/v1.0/webhooks/hooks/{hook_id}/deliveries', 100, 100],
  ];
  for (const [path, pageSize, requests] of sizes) {
    it(`reads ${path} by ${pageSize}`, () => {
      const { paged, ...rest } = needs('GET', path);
      assert.deepEqual([paged, rest.pageSize, rest.requestsPer10000], [true, pageSize, requests]);
    });
  }

  it('says that a list without declared pages comes in one answer, and nothing of what is no list', () => {
    const list = operations.find(
      ({ method, returns, paging }) => method === 'GET' && returns === 'array' && !paging,
    );
    assert.ok(list);
    assert.deepEqual([needsOf(list).paged, needsOf(list).requestsPer10000], [false, 1]);
    assert.equal(needs('GET', '/rest/v1.0/projects/{project_id}/rfis/{id}').requestsPer10000, undefined);
    assert.equal(needs('POST', '/rest/v1.0/projects/{project_id}/rfis').requestsPer10000, undefined);
  });

  const levels: Array<[string, string, string]> = [
    ['POST', '/rest/v1.0/projects/{project_id}/rfis', 'Standard'],
    ['PATCH', '/rest/v1.0/vendors/sync', 'Standard'],
    ['DELETE', '/rest/v1.1/punch_items/{id}', 'Admin'],
    ['PATCH', '/rest/v2.0/companies/{company_id}/projects/{project_id}/change_event_settings', 'Admin'],
    ['PATCH', '/rest/v1.0/projects/{project_id}/incidents/configuration', 'Admin'],
    ['POST', '/rest/v1.0/companies/{company_id}/configurable_field_sets', 'Admin'],
    ['POST', '/rest/v1.0/companies/{company_id}/trades', 'Admin'],
    [
      'POST',
      '/rest/v1.0/projects/{project_id}/generic_tools/{generic_tool_id}/generic_tool_items',
      'Standard',
    ],
    ['POST', '/rest/v1.0/companies/{company_id}/generic_tools', 'Admin'],
    ['GET', '/rest/v1.0/projects/{project_id}/incidents/configuration', 'Read Only'],
    ['POST', '/rest/v1.0/projects/{project_id}/managed_equipment/search', 'Read Only'],
    ['GET', '/rest/v2.0/companies/{company_id}/webhooks/hooks', 'Standard'],
    ['DELETE', '/rest/v2.0/companies/{company_id}/webhooks/hooks/{id}', 'Standard'],
    ['GET', '/rest/v1.0/companies', 'None'],
    ['GET', '/rest/v1.0/me', 'None'],
    ['GET', '/rest/v1.0/settings/permissions', 'None'],
  ];
  for (const [method, path, level] of levels) {
    it(`reads ${level} for ${method} ${path}`, () => assert.equal(needs(method, path).level, level));
  }

  it('tells a project’s operation by path, query or body', () => {
    const param = { name: 'project_id', in: 'query', type: 'integer' } as const;
    const scopeOf = (told: Parameters<typeof operation>[0]) => needsOf(operation(told)).scope;
    const body = { contentType: 'application/json', keys: ['project_id'], required: [] };
    assert.equal(scopeOf({ path: '/rest/v1.0/projects/{id}' }), 'project');
    assert.equal(scopeOf({ path: '/rest/v1.0/a', params: [{ ...param, required: true }] }), 'project');
    assert.equal(scopeOf({ path: '/rest/v1.0/a', body }), 'project');
    assert.equal(scopeOf({ path: '/rest/v1.0/a', params: [param] }), 'company');
    assert.equal(scopeOf({ path: '/rest/v1.1/projects' }), 'company');
  });

  it('knows one answer by what it returns, or else by an id at the end of its path', () => {
    const one = (told: Parameters<typeof operation>[0]) => readsOne(operation(told));
    assert.equal(readsOne(find(operations, 'GET', '/rest/v1.0/projects/{project_id}/rfis/{id}')), true);
    assert.equal(readsOne(find(operations, 'GET', '/rest/v1.0/projects/{project_id}/rfis')), false);
    assert.equal(one({ path: '/rest/v1.0/a', returns: 'data:object' }), true);
    assert.equal(one({ path: '/rest/v1.0/a', returns: 'object', paging: 'page/per_page' }), false);
    assert.equal(one({ path: '/rest/v1.0/a/{id}', returns: 'array' }), false);
    assert.equal(one({ path: '/rest/v1.0/a' }), false);
    assert.equal(one({ path: '/rest/v1.0/a/{id}', method: 'DELETE' }), false);
  });

  it('finds hardly a list behind a path that ends with an id, among those that say what they return', () => {
    const told = operations.filter(
      ({ method, returns, path, paging }) => method === 'GET' && returns && !paging && path.endsWith('}'),
    );
    assert.deepEqual([told.length, told.filter(readsOne).length], [341, 338]);
  });
});
