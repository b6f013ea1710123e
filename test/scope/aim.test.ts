import assert from 'node:assert/strict';
import { aimed, projectNeed } from '../../src/scope/aim.js';
import { tagged } from '../../src/scope/piece.js';
import { placeholdersOf } from '../../src/transport/address.js';
import { operation, shipped } from '../catalogue/operations.js';

const COMPANY = { id: 7, name: 'Osterhaven Builders' };
const PROJECT = { id: '562949953421312077', name: 'Harbour Depot', number: '24-1001' };
const PIECE = { company: COMPANY, project: PROJECT };

describe('a plan that is aimed at a piece', () => {
  it('fills the placeholders of company and project, whatever the plan said', () => {
    const plan = {
      method: 'GET',
      path: '/rest/v2.0/companies/{company_id}/projects/{project_id}/documents',
      placeholders: { project_id: '1', folder: 'x' },
      query: { project_id: 2, view: 'compact' },
      parameters: [['company_id', 3] as [string, unknown], ['sort', 'name'] as [string, unknown]],
    };
    const { companyId, placeholders, query, parameters } = aimed(plan, PIECE, undefined);
    assert.equal(companyId, '7');
    assert.deepEqual(placeholders, { company_id: '7', project_id: PROJECT.id, folder: 'x' });
    assert.deepEqual([query, parameters], [{ view: 'compact' }, [['sort', 'name']]]);
  });

  it('takes the id of a path for the project that it names', () => {
    const path = '/rest/v1.0/projects/{id}';
    assert.equal(projectNeed(path, undefined), 'must');
    assert.deepEqual(aimed({ method: 'GET', path }, PIECE, undefined).placeholders, { id: PROJECT.id });
  });

  it('asks a list that takes a company or a project for the project, and for both where both are required', () => {
    const param = (name: string, required: boolean) =>
      ({ name, in: 'query', type: 'integer', ...(required && { required: true as const }) }) as const;
    const path = '/rest/v1.0/things';
    const either = operation({ path, params: [param('company_id', false), param('project_id', false)] });
    const both = operation({ path, params: [param('company_id', true), param('project_id', true)] });
    assert.deepEqual(aimed({ method: 'GET', path }, PIECE, either).parameters, [['project_id', PROJECT.id]]);
    assert.deepEqual(aimed({ method: 'GET', path }, { company: COMPANY }, either).parameters, [
      ['company_id', '7'],
    ]);
    assert.deepEqual(aimed({ method: 'GET', path }, PIECE, both).parameters, [
      ['company_id', '7'],
      ['project_id', PROJECT.id],
    ]);
    assert.deepEqual([projectNeed(path, either), projectNeed(path, both)], ['may', 'must']);
  });

  it('leaves no company or project open in any operation of the catalogue', () => {
    let ofProjects = 0;
    for (const each of shipped()) {
      if (each.method !== 'GET') continue;
      const need = projectNeed(each.path, each);
      if (need === 'must') ofProjects++;
      const plan = aimed({ method: 'GET', path: each.path }, PIECE, each);
      const named = new Set([
        ...Object.keys(plan.placeholders ?? {}),
        ...(plan.parameters ?? []).map(([name]) => name),
      ]);
      for (const name of ['company_id', 'project_id']) {
        const isOpen =
          placeholdersOf(each.path).includes(name) ||
          each.params.some((param) => param.name === name && param.in === 'query' && param.required);
        if (isOpen) assert.ok(named.has(name), `${each.path} ${name}`);
      }
    }
    assert.ok(ofProjects > 500, `${ofProjects} reads are about a project`);
  });
});

describe('a row that says where it is from', () => {
  it('keeps what it says itself, unless that is empty', () => {
    assert.deepEqual(tagged({ id: 1, project_id: 5, project_name: null }, PIECE), {
      company_id: 7,
      project_name: 'Harbour Depot',
      project_number: '24-1001',
      id: 1,
      project_id: 5,
    });
    assert.equal(tagged(12, PIECE), 12);
  });
});
