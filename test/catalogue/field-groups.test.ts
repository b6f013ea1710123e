import assert from 'node:assert/strict';
import { type FieldGroup, isSwitch } from '../../src/catalogue/field-groups.js';
import { fieldsOf } from '../../src/catalogue/form.js';
import { find, operation, shipped } from './operations.js';

/** Every parameter of a GET that brings something in or leaves it out, and what that is: rows, or parts of each row. */
const ROWS = [
  'exclude_files',
  'exclude_folders',
  'exclude_ids',
  'filters[contract][include_deleted]',
  'filters[exclude_empty_sets]',
  'filters[exclude_project_id]',
  'filters[include_company_people]',
  'filters[include_deleted]',
  'filters[include_fully_delivered]',
  'filters[include_fully_received]',
  'filters[include_fully_shipped]',
  'filters[include_in_progress]',
  'filters[include_sublocations]',
  'filters[show_recycled]',
  'filters[show_zero_quantity]',
  'filters[with_label]',
  'filters[with_measurements]',
  'filters[with_sketches]',
  'include_all',
  'include_ancestors',
  'include_configurable_generic_tools',
  'include_default_configurable_field_sets',
  'include_deleted',
  'include_deleted_change_event_line_items',
  'include_descendants',
  'include_free_companies',
  'include_inactive',
  'include_internal',
  'include_readonly',
  'include_sub_job_cost_codes',
  'with_name',
  'with_none_set',
  'with_obsolete',
];
const LOOK = [
  'exclude_custom_fields',
  'include_action_policy',
  'include_asset_counts',
  'include_bim_info',
  'include_lov_codes',
  'include_lov_entries',
  'include_profile_image',
  'include_rfqs',
  'include_trigger_count',
  'includes_configurable_field_sets_count',
  'show_attachments',
  'show_latest_file_version_only',
  'show_latest_version_only',
  'with_descendant_counts',
  'with_domain_users',
  'with_flags',
  'with_position',
  'with_prostore_url',
  'with_sections',
  'with_sub_job_cost_codes_count',
];

/** Other parameters of a GET, wherever they stand. */
const JUDGED: ReadonlyArray<readonly [group: FieldGroup, names: readonly string[]]> = [
  [
    'filters',
    [
      'all',
      'all_revisions',
      'budget_row_type',
      'calendar[start_datetime]',
      'company_id',
      'cost_code_id[]',
      'created_after',
      'deleted_only',
      'employee_number',
      'end_date',
      'excluded_bid_form_id',
      'filter',
      'filters',
      'filters[group_ids]',
      'filters[projection]',
      'filters[scope]',
      'filters[view]',
      'hide_not_in_group',
      'incident_id',
      'is_recycle_bin',
      'keyword',
      'log_date',
      'namespace',
      'only_active_items',
      'payload_version',
      'project_id',
      'project_ids',
      'purchase_order_id',
      'q',
      'query',
      'scope',
      'scope[category]',
      'search',
      'search_string',
      'start_date',
      'types[]',
      'vendor_id',
    ],
  ],
  [
    'query',
    [
      'as_datetimes',
      'column_state',
      'comparison_budget_column_ids',
      'custom_field_format',
      'direction',
      'export_format',
      'filters[columns]',
      'filters[display_line_changes]',
      'filters[group_by]',
      'group',
      'group_by',
      'included',
      'limit_per_day',
      'locale',
      'pdm_page',
      'pdm_sort_by',
      'save_sticky_filters',
      'serializer_view',
      'sort',
      'sort[direction]',
      'sort_order',
      'table_configuration_for_export',
      'url_expires_in',
      'viewpoint_format',
      'wrap_custom_fields',
    ],
  ],
];

describe('groups of the fields of a form', () => {
  const operations = shipped().filter(({ removed }) => !removed);
  /** By the name of a parameter: the groups that it has in any GET. */
  const groups = new Map<string, Set<FieldGroup>>();
  for (const each of operations) {
    for (const { name, group } of fieldsOf(each)) {
      if (each.method !== 'GET' || group === 'path' || group === 'paging') continue;
      groups.set(name, (groups.get(name) ?? new Set()).add(group));
    }
  }
  const groupsOf = (name: string) => [...(groups.get(name) ?? [])];

  it('are judged for all that brings something in or leaves it out', () => {
    const plain = (name: string) => /(\w+)\]?$/.exec(name.replace(/^filters?\[/, ''))?.[1] ?? '';
    const all = [...groups.keys()].filter((name) => /^(includes?|with|show|exclude)_/.test(plain(name)));
    assert.deepEqual(all.sort(), [...ROWS, ...LOOK].sort());
  });

  it('put what chooses rows with the filters, and what adds or leaves out fields with the answer’s look', () => {
    const wrong = [
      ...ROWS.filter((name) => groupsOf(name).join() !== 'filters'),
      ...LOOK.filter((name) => groupsOf(name).join() !== 'query'),
    ];
    assert.deepEqual(wrong, []);
  });

  for (const [group, names] of JUDGED) {
    for (const name of names) {
      it(`put ${name} of a GET with ${group === 'filters' ? 'the filters' : 'the answer’s look'}`, () =>
        assert.deepEqual(groupsOf(name), [group]));
    }
  }

  it('are the same wherever a name stands, except that a view may be the recycle bin', () => {
    const both = [...groups].filter(([, of]) => of.size > 1).map(([name]) => name);
    assert.deepEqual(both, ['view']);
    const group = (path: string) =>
      fieldsOf(find(operations, 'GET', path)).find(({ name }) => name === 'view')?.group;
    let bins = 0;
    for (const { method, path, params } of operations) {
      const view = params.find(({ name, in: place }) => name === 'view' && place === 'query');
      if (!view || method !== 'GET') continue;
      const isBin = view.enum?.some((each) => String(each).includes('recycle')) === true;
      if (!isBin) continue;
      bins++;
      assert.equal(group(path), 'filters', path);
    }
    assert.ok(bins >= 10, String(bins));
  });

  it('leave what a write does, and where, with its options', () => {
    for (const each of operations) {
      if (each.method === 'GET') continue;
      for (const { name, group } of fieldsOf(each)) {
        if (!/^filters?\[/.test(name)) assert.notEqual(group, 'filters', `${name} of ${each.path}`);
      }
    }
  });

  it('put the columns of a report with the answer’s look', () => {
    const path =
      '/rest/v1.0/workforce-planning/v2/companies/{company_id}/people/{person_id}/reports/assignment-history';
    const fields = fieldsOf(find(operations, 'GET', path));
    const columns = fields.filter(({ kind }) => kind === 'boolean');
    assert.ok(columns.length >= 5, String(columns.length));
    for (const { name, group } of columns) assert.equal(group, 'query', name);
  });

  it('know switches, which have no value that all rows match', () => {
    const of = (name: string) => isSwitch({ name });
    for (const name of [
      'filters[include_sublocations]',
      'include_deleted',
      'all',
      'deleted_only',
      'filters[users_only]',
    ])
      assert.ok(of(name), name);
    for (const name of ['filters[private]', 'is_reviewed', 'filters[overdue]', 'allow_vendor_submission'])
      assert.ok(!of(name), name);
  });

  it('put a name that nobody has seen with the filters of a GET', () => {
    const of = (name: string, method: 'GET' | 'PATCH' = 'GET') =>
      fieldsOf(
        operation({ path: '/rest/v1.0/a', method, params: [{ name, in: 'query', type: 'string' }] }),
      )[0]?.group;
    assert.deepEqual([of('colour'), of('colour', 'PATCH')], ['filters', 'query']);
  });
});
