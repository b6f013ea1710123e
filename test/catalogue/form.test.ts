import assert from 'node:assert/strict';
import { bodySkeleton, mayHoldFiles } from '../../src/catalogue/body.js';
import { type Field, fieldsOf } from '../../src/catalogue/form.js';
import { labelOf } from '../../src/catalogue/labels.js';
import type { OperationParam } from '../../src/catalogue/operation.js';
import { isIdKey, RecordSources } from '../../src/catalogue/record-source.js';
import { find, operation, shipped } from './operations.js';

describe('form of an operation', () => {
  const operations = shipped();
  const sources = new RecordSources(operations);
  const fields = (method: string, path: string) => fieldsOf(find(operations, method, path));

  it('picks the project, groups filters, and leaves pages to the node', () => {
    const form = fields('GET', '/rest/v1.0/projects/{project_id}/rfis');
    const of = (name: string) => form.find((field) => field.name === name);
    assert.deepEqual(form[0], {
      name: 'project_id',
      kind: 'project',
      group: 'path',
      label: 'Project',
      required: true,
    });
    assert.equal(of('page')?.group, 'paging');
    assert.equal(of('per_page')?.group, 'paging');
    assert.equal(of('filters[updated_at]')?.group, 'filters');
    assert.equal(of('filters[updated_at]')?.kind, 'date-range');
    assert.equal(of('filters[updated_at]')?.label, 'Updated at');
  });

  const kinds: Array<[Partial<OperationParam> & { name: string }, Field['kind']]> = [
    [{ name: 'company_id', type: 'integer' }, 'company'],
    [{ name: 'filters[project_id]', type: 'integer' }, 'integer'],
    [{ name: 'project_ids', type: 'array<integer>' }, 'list'],
    [{ name: 'types[]', type: 'string' }, 'list'],
    [{ name: 'view', enum: ['normal', 'extended'] }, 'choice'],
    [{ name: 'open', type: 'boolean' }, 'boolean'],
    [{ name: 'amount', type: 'number' }, 'number'],
    [{ name: 'log_date', format: 'date' }, 'date'],
    [{ name: 'log_date', format: 'log_date' }, 'date'],
    [{ name: 'filters[started_after]', format: 'date-time' }, 'date-time'],
    [{ name: 'filters[due_at]', format: 'date-time' }, 'date-time-range'],
    [{ name: 'filters[due_date]' }, 'date-range'],
    [{ name: 'filters[date]' }, 'date-range'],
    [{ name: 'filters[log_date]', type: 'array<string>' }, 'list'],
    [{ name: 'at', format: 'time' }, 'time'],
    [{ name: 'scope', type: 'object' }, 'json'],
    [{ name: 'sort' }, 'text'],
  ];
  for (const [param, kind] of kinds) {
    it(`takes ${param.name} (${param.type ?? param.format ?? 'string'}) as ${kind}`, () => {
      const params = [{ in: 'query', type: 'string', ...param } as const];
      assert.equal(fieldsOf(operation({ path: '/rest/v1.0/a', params }))[0]?.kind, kind);
    });
  }

  it('knows what an id in a path is of', () => {
    const [project] = fields('GET', '/rest/v1.0/projects/{id}');
    assert.deepEqual([project?.kind, project?.label], ['project', 'Project ID']);
    const rfi = fields('GET', '/rest/v1.0/projects/{project_id}/rfis/{id}').find(({ name }) => name === 'id');
    assert.deepEqual([rfi?.kind, rfi?.label], ['integer', 'RFI ID']);
  });

  for (const [name, label] of [
    ['assignee_ids', 'Assignee IDs'],
    ['filters[linked_rfis]', 'Linked RFIs'],
    ['status', 'Status'],
  ] as const) {
    it(`writes ${name} as ${label}`, () => {
      assert.equal(labelOf(name, ''), label);
    });
  }

  it('takes ids of Resource Planning as texts, whatever the reference calls them', () => {
    const ids = operations
      .filter(({ path }) => path.includes('/workforce-planning/'))
      .flatMap((each) =>
        fieldsOf(each, sources).filter(({ group, name }) => group === 'path' && isIdKey(name)),
      )
      .filter(({ kind }) => kind !== 'company');
    assert.deepEqual([...new Set(ids.map(({ kind }) => kind))], ['text']);
  });

  it('offers choices as texts', () => {
    const params = [{ name: 'level', in: 'query', type: 'integer', enum: [1, 2], default: 1 } as const];
    const [field] = fieldsOf(operation({ path: '/rest/v1.0/a', params }));
    assert.deepEqual([field?.choices, field?.default], [['1', '2'], 1]);
  });

  it('has a label for every field of the shipped table', () => {
    for (const each of operations) {
      for (const field of fieldsOf(each)) assert.match(field.label, /^\p{L}/u, `${each.id} ${field.name}`);
    }
  });

  it('shows no company and no project as a plain number in the shipped table', () => {
    for (const each of operations) {
      for (const { name, kind, source } of fieldsOf(each, sources)) {
        // Resource Planning has projects of its own, which are picked from its own list.
        const isPicked = each.path.includes('/workforce-planning/') && source !== undefined;
        if (name === 'company_id' || (name === 'project_id' && !isPicked)) assert.equal(`${kind}_id`, name);
      }
    }
  });
});

describe('body of an operation', () => {
  it('begins with the required keys, or all where none is required', () => {
    const of = (keys: string[], required: string[]) =>
      bodySkeleton(
        operation({ path: '/rest/v1.0/rfis', body: { contentType: 'application/json', keys, required } }),
      );
    assert.equal(of(['rfi', 'note'], ['rfi']), '{\n  "rfi": {}\n}');
    assert.deepEqual(JSON.parse(of(['rfi', 'project_id', 'upload_ids', '__proto__'], [])), {
      rfi: {},
      project_id: null,
      upload_ids: [],
      ['__proto__']: null,
    });
  });

  it('is empty where there is none', () => {
    assert.equal(bodySkeleton(operation({ path: '/rest/v1.0/a' })), '');
  });

  it('is the same as JSON where a form with files is declared', () => {
    const create = find(shipped(), 'POST', '/rest/v1.0/projects/{project_id}/rfis');
    assert.ok(mayHoldFiles(create));
    assert.deepEqual(JSON.parse(bodySkeleton(create)), { rfi: {} });
    assert.ok(!mayHoldFiles(find(shipped(), 'PATCH', '/rest/v1.0/vendors/sync')));
  });

  it('is primed for each operation of the shipped table', () => {
    for (const { body, ...rest } of shipped()) {
      if (!body) continue;
      const skeleton = JSON.parse(bodySkeleton({ ...rest, body }));
      assert.deepEqual(Object.keys(skeleton), body.required.length > 0 ? body.required : body.keys);
    }
  });
});
