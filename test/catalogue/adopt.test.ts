import assert from 'node:assert/strict';
import { adoptedRows } from '../../src/catalogue/adopt.js';
import type { Operation } from '../../src/catalogue/operation.js';

const at = (path: string) => ({ path }) as Operation;
const row = (name: string, value: string, type = 'str') => ({ name, value, type });

describe('a free request taken over into a form', () => {
  const SHOW = at('/rest/v1.0/projects/{project_id}/rfis/{id}');

  it('has the values of its path and query as rows, before its own', () => {
    assert.deepEqual(
      adoptedRows(SHOW, '/rest/v1.0/projects/12/rfis/a%20b/?view=extended', [row('search', 'beam')]),
      [row('project_id', '12'), row('id', 'a b'), row('view', 'extended'), row('search', 'beam')],
    );
  });

  it('goes where its path goes: a row of the same name was no more than a query parameter', () => {
    const rows = [row('project_id', 'payload.id', 'msg'), row('search', 'beam')];
    assert.deepEqual(
      adoptedRows(at('/rest/v1.0/projects/{project_id}/rfis'), '/rest/v1.0/projects/12/rfis', rows),
      [row('project_id', '12'), row('search', 'beam')],
    );
  });

  it('calls placeholders as the operation does', () => {
    const rows = [row('project', 'payload.project', 'msg'), row('id', '7', 'num')];
    assert.deepEqual(adoptedRows(SHOW, '/rest/v1.0/projects/{project}/rfis/{id}', rows), [
      row('project_id', 'payload.project', 'msg'),
      row('id', '7', 'num'),
    ]);
  });

  it('takes variables and what stands around a placeholder', () => {
    assert.deepEqual(adoptedRows(at('/rest/v1.0/x/{id}.pdf'), '/rest/v1.0/x/12.pdf', []), [row('id', '12')]);
    assert.deepEqual(adoptedRows(at('/rest/v1.0/x/{id}'), '/rest/v1.0/x/${X_ID}', []), [
      row('id', '${X_ID}'),
    ]);
    assert.deepEqual(adoptedRows(at('/rest/v1.0/x/{id}'), '/rest/v1.0/x/%zz', []), [row('id', '%zz')]);
  });
});
