import assert from 'node:assert/strict';
import fc from 'fast-check';
import { carryOver } from '../../src/catalogue/carry-over.js';
import { fieldsOf } from '../../src/catalogue/form.js';
import type { Operation } from '../../src/catalogue/operation.js';
import { RecordSources } from '../../src/catalogue/record-source.js';
import { recordsOf } from '../../src/catalogue/same-records.js';
import type { FieldValue } from '../../src/catalogue/values.js';
import { anyFilled, distinct, filled, NOTHING, str } from './forms.js';
import { anyOperation, find, operation, shipped } from './operations.js';

const RFIS = '/rest/v1.0/projects/{project_id}/rfis';

describe('another operation for a form that is filled in', () => {
  const operations = shipped();
  const sources = new RecordSources(operations);
  const list = find(operations, 'GET', RFIS);
  const show = find(operations, 'GET', `${RFIS}/{id}`);

  it('keeps what the other one has too, and what the user added', () => {
    const values = filled({ project_id: str('12'), 'filters[id]': { items: ['1'] }, own: str('x') });
    assert.deepEqual(
      carryOver(values, list, show, sources).fields,
      new Map([
        ['project_id', str('12')],
        ['own', str('x')],
      ]),
    );
  });

  it('carries the project under whatever name', () => {
    const project = find(operations, 'GET', '/rest/v1.0/projects/{id}');
    const values = filled({ project_id: str('12') });
    assert.deepEqual(carryOver(values, list, project, sources).fields.get('id'), str('12'));
    assert.deepEqual(
      carryOver(filled({ id: str('12') }), project, list, sources).fields.get('project_id'),
      str('12'),
    );
  });

  it('carries an id only into a field for ids of the same records', () => {
    const planning = '/rest/v1.0/workforce-planning/v2/companies/{company_id}/projects/{project_id}';
    const project = find(operations, 'GET', planning);
    const assignments = find(operations, 'GET', `${planning}/assignments`);
    const submittal = find(operations, 'GET', '/rest/v1.0/projects/{project_id}/submittals/{id}');
    const oldSubmittal = find(operations, 'PATCH', '/rest/v1.1/projects/{project_id}/submittals/{id}');
    const account = find(operations, 'GET', '/rest/v1.0/projects/{id}');
    const carried = (name: string, value: FieldValue, from: Operation, to: Operation) =>
      carryOver(filled({ [name]: value }), from, to, sources).fields;
    const planned = str('700b4107-700b-4107-a00b-4107700b4107');
    assert.deepEqual(
      carried('project_id', planned, project, assignments),
      new Map([['project_id', planned]]),
    );
    assert.deepEqual(
      carried('project_id', planned, assignments, project),
      new Map([['project_id', planned]]),
    );
    assert.deepEqual(carried('project_id', planned, assignments, list), new Map());
    assert.deepEqual(carried('project_id', str('12'), list, assignments), new Map());
    assert.deepEqual(carried('id', str('7'), show, submittal), new Map());
    assert.deepEqual(carried('id', str('7'), oldSubmittal, submittal), new Map([['id', str('7')]]));
    assert.deepEqual(carried('id', str('12'), account, show), new Map([['project_id', str('12')]]));
    const reference = { value: 'payload.id', type: 'msg' };
    assert.deepEqual(carried('id', reference, show, submittal), new Map([['id', reference]]));
  });

  /** Pairs of operations with the same key, and whether both take the same records. */
  const V1 = '/rest/v1.0';
  const OF_COMPANY = '/rest/v2.0/companies/{company_id}';
  const OF_PROJECT = `${OF_COMPANY}/projects/{project_id}`;
  const judged: ReadonlyArray<readonly [key: string, from: string, to: string, isSame: boolean]> = [
    // People who may be chosen in a tool, in a project, or in a company: all are users.
    [
      'filters[assignee_id]',
      `${V1}/projects/{project_id}/checklist/schedules`,
      `${OF_PROJECT}/workflows/instances`,
      true,
    ],
    ['filters[assignee_id]', `${OF_PROJECT}/workflows/instances`, `${OF_COMPANY}/workflows/instances`, true],
    [
      'filters[created_by_id]',
      `${V1}/projects/{project_id}/documents`,
      `${V1}/projects/{project_id}/checklist/lists`,
      true,
    ],
    [
      'filters[created_by_id]',
      `${V1}/projects/{project_id}/correspondence_type_items`,
      `${OF_COMPANY}/budget_views/{budget_view_id}/project_status_snapshots`,
      true,
    ],
    ['id', `${V1}/users/{id}`, '/rest/v1.3/companies/{company_id}/users/{id}', true],
    [
      'filters[vendor_id]',
      `${V1}/projects/{project_id}/correspondence_type_items`,
      `${V1}/companies/{company_id}/people`,
      true,
    ],
    [
      'vendor_id',
      `${V1}/companies/{company_id}/vendors/{vendor_id}/comments`,
      `${V1}/projects/{project_id}/vendors/{vendor_id}/insurances`,
      true,
    ],
    ['id', `${V1}/projects/{project_id}/people/{id}`, `${V1}/projects/{project_id}/users/{id}`, false],
    ['id', `${V1}/projects/{project_id}/vendors/{id}`, `${V1}/projects/{project_id}/users/{id}`, false],
    // The same list in another version, or the recycle bin of it.
    [
      'id',
      `${V1}/projects/{project_id}/incidents/{id}`,
      `${V1}/projects/{project_id}/recycle_bin/incidents/{id}`,
      true,
    ],
    [
      'prime_contract_id',
      `${V1}/prime_contracts/{prime_contract_id}/line_items`,
      `${OF_PROJECT}/prime_contracts/{prime_contract_id}/line_items`,
      true,
    ],
    // Equipment is of the company wherever it is; a project makes templates of its own of the company's.
    [
      'filters[managed_equipment_id]',
      `${V1}/companies/{company_id}/managed_equipment`,
      `${V1}/projects/{project_id}/managed_equipment`,
      true,
    ],
    [
      'filters[plan_template_id]',
      `${V1}/companies/{company_id}/action_plans/plan_template_item_assignees`,
      `${V1}/projects/{project_id}/action_plans/plan_template_approvers`,
      false,
    ],
    [
      'schedule_id',
      `${V1}/projects/{project_id}/checklist/schedules/{schedule_id}/attachments`,
      `${OF_PROJECT}/schedules/{schedule_id}`,
      false,
    ],
    // Nothing lists these, and an item is something else in each tool.
    [
      'filters[item_id]',
      `${V1}/projects/{project_id}/checklist/list_item_comments`,
      `${OF_COMPANY}/workflows/instances`,
      false,
    ],
  ];
  for (const [key, from, to, isSame] of judged) {
    it(`${isSame ? 'keeps' : 'drops'} ${key} of ${from} in ${to}`, () => {
      const [before, after] = [from, to].map((path) => operations.find((each) => each.path === path));
      assert.ok(before && after);
      const carried = (a: Operation, b: Operation) => {
        const field = fieldsOf(a).find(({ name }) => name === key);
        assert.ok(field && fieldsOf(b).some(({ name }) => name === key));
        const value = field.kind === 'list' ? { items: ['7'] } : str('7');
        const kept = carryOver(filled({ [key]: value }), a, b, sources).fields.get(key);
        return kept && 'items' in kept ? kept.items : kept && 'value' in kept ? [kept.value] : [];
      };
      const kept = isSame ? ['7'] : [];
      assert.deepEqual([carried(before, after), carried(after, before)], [kept, kept]);
    });
  }

  it('keeps one id where the other operation takes several, and several only where it takes several', () => {
    const of = (type: string) =>
      operation({ path: '/rest/v1.0/a', params: [{ name: 'trade_id', in: 'query', type }] });
    const [one, many] = [of('integer'), of('array<integer>')];
    const carried = (value: FieldValue, from: Operation, to: Operation) =>
      carryOver(filled({ trade_id: value }), from, to, sources).fields.get('trade_id');
    assert.deepEqual(carried(str('7'), one, many), { items: ['7'] });
    assert.deepEqual(carried({ items: ['7'] }, many, one), str('7'));
    assert.equal(carried({ items: ['7', '8'] }, many, one), undefined);
  });

  it('keeps users and vendors under every name that takes them, whatever the list, and no others', () => {
    const lists = new Map<string, Set<string>>();
    for (const each of operations) {
      for (const field of fieldsOf(each, sources)) {
        if (!field.source) continue;
        const records = recordsOf(field, each.tool);
        lists.set(records, (lists.get(records) ?? new Set()).add(field.source.path));
      }
    }
    const users = [...lists.values()]
      .flatMap((paths) => [...paths])
      .filter((path) => /\/users(\/|$)/.test(path));
    const vendors = [...lists.values()]
      .flatMap((paths) => [...paths])
      .filter((path) => /\/vendors(\/inactive)?$/.test(path));
    assert.ok(users.length >= 7 && vendors.length >= 4, `${users.length} and ${vendors.length} lists`);
    assert.deepEqual([...(lists.get('users') ?? [])].sort(), users.sort());
    assert.deepEqual([...(lists.get('vendors') ?? [])].sort(), vendors.sort());
    for (const paths of lists.values()) {
      const planned = [...paths].filter((path) => path.includes('/workforce-planning/'));
      assert.ok(planned.length === 0 || planned.length === paths.size, [...paths].join());
    }
  });

  it('keeps ids of the same records in a body, at any depth, and no others', () => {
    const email = (path: string) => find(operations, 'POST', `${V1}/${path}/{id}/send_email`);
    const [punch, checklist] = [email('punch_items'), email('projects/{project_id}/checklist/lists')];
    const ofGroups = (path: string) => find(operations, 'POST', path);
    const planning = ofGroups(`${V1}/workforce-planning/v2/companies/{company_id}/job-titles`);
    const markups = ofGroups(`${OF_PROJECT}/viewer_documents/markups/by_groups`);
    const carried = (value: object, from: Operation, to: Operation) => {
      const body = { value: JSON.stringify(value), type: 'json' };
      return carryOver({ ...NOTHING, body }, from, to, sources).body.value;
    };
    const people = { distribution_ids: [7, 8] };
    assert.deepEqual(JSON.parse(carried(people, punch, checklist)), people);
    assert.deepEqual(JSON.parse(carried(people, checklist, punch)), people);
    assert.equal(carried({ group_ids: [7] }, planning, markups), '');
    assert.equal(carried({ group_ids: [7] }, markups, planning), '');
    // The same groups, as keys of other keys.
    const within = (each: Operation): Operation => ({
      ...each,
      body: { contentType: 'application/json', keys: ['data'], required: [] },
    });
    const [one, other] = [within(planning), within(markups)];
    assert.deepEqual(JSON.parse(carried({ data: [{ group_ids: [7], note: 'x' }] }, one, other)), {
      data: [{ note: 'x' }],
    });
    assert.deepEqual(JSON.parse(carried({ data: [{ group_ids: [7] }] }, one, one)), {
      data: [{ group_ids: [7] }],
    });
  });

  it('drops a value that the other field cannot hold', () => {
    const of = (param: object) =>
      operation({ path: '/rest/v1.0/a', params: [{ name: 'x', in: 'query', type: 'string', ...param }] });
    const carried = (value: FieldValue, to: object) =>
      carryOver(filled({ x: value }), of({}), of(to), sources).fields.get('x');
    assert.equal(carried(str('b'), { enum: ['a'] }), undefined);
    assert.deepEqual(carried(str('a'), { enum: ['a'] }), str('a'));
    assert.equal(carried(str('many'), { type: 'integer' }), undefined);
    assert.equal(carried(str('yes'), { type: 'boolean' }), undefined);
    assert.equal(carried(str('1.5.2'), { type: 'number' }), undefined);
    assert.equal(carried(str('a'), { type: 'array<string>' }), undefined);
    assert.equal(carried({ items: ['a'] }, { type: 'string' }), undefined);
    assert.equal(carried({ items: ['a', 'b'] }, { type: 'array<string>', enum: ['a'] }), undefined);
    assert.deepEqual(carried(str('${COUNT}'), { type: 'integer' }), str('${COUNT}'));
    assert.deepEqual(carried({ value: 'x', type: 'msg' }, { type: 'integer' }), { value: 'x', type: 'msg' });
  });

  it('keeps the keys of a body that the other one has too', () => {
    const of = (keys: string[]) =>
      operation({ path: '/rest/v1.0/a', body: { contentType: 'application/json', keys, required: [] } });
    const [from, to] = [of(['project_id', 'rfi']), of(['project_id', 'punch_item'])];
    const body = { value: '{"project_id":5982324300946918154,"rfi":{"subject":"x"}}', type: 'json' };
    assert.deepEqual(JSON.parse(carryOver({ ...NOTHING, body }, from, to, sources).body.value), {
      project_id: '5982324300946918154',
    });
    const rows = ['project_id', 'project_ids[0]', 'rfi.subject'].map((name) => ({ name, ...str('x') }));
    assert.deepEqual(carryOver({ ...NOTHING, body: { ...body, rows } }, from, to, sources).body.rows, [
      rows[0],
    ]);
    assert.equal(carryOver(NOTHING, from, list, sources).body.value, '');
  });

  it('changes nothing when the same one is picked again, and gives only what the other can hold', () => {
    const form = anyFilled(anyOperation.filter(distinct));
    fc.assert(
      fc.property(form, anyOperation, ({ operation: from, fields }, to) => {
        const values = { ...NOTHING, fields };
        const carried = carryOver(values, from, to, sources);
        const names = fieldsOf(to).map(({ name }) => name);
        for (const name of carried.fields.keys()) assert.ok(names.includes(name), name);
        assert.deepEqual(carryOver(carried, to, to, sources), carried);
      }),
    );
  });
});
