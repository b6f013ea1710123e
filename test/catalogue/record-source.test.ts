import assert from 'node:assert/strict';
import { type ObjectShape, partsOf } from '../../src/catalogue/body-form.js';
import { type Field, fieldsOf } from '../../src/catalogue/form.js';
import { type Operation, signatureOf } from '../../src/catalogue/operation.js';
import { WITHOUT_IDS } from '../../src/catalogue/record-roles.js';
import { isIdKey, RecordSources } from '../../src/catalogue/record-source.js';
import { type Shape, shapeOf } from '../../src/catalogue/shape.js';
import { builtInShapes, type OperationShapes } from '../../src/catalogue/shapes.js';
import { singular } from '../../src/catalogue/words.js';
import { find, shipped } from './operations.js';

/** Keys that name the place of an operation: they have pickers of their own. */
const PLACES = ['company_id', 'project_id'];

/** Lists whose rows have no `id`, but one under another name, or groups of rows. `recordsOf` reads them. */
const OTHER_ROWS =
  /\/(schedules|timeline_events|meetings|inspection_templates|workflow_issues|bid_packages|resources|activities)$/;
describe('the lists behind ids', () => {
  const operations = shipped();
  const sources = new RecordSources(operations);
  let shapes: ReadonlyMap<string, OperationShapes>;
  before(async () => {
    shapes = await builtInShapes();
  });
  const of = (method: string, path: string, key: string) => sources.of(key, find(operations, method, path));

  const PROJECT = '/rest/v1.0/projects/{project_id}';
  const COMMITMENTS = '/rest/v2.0/companies/{company_id}/projects/{project_id}/commitment_contracts';
  const COMPLIANCE =
    '/rest/v2.0/companies/{company_id}/projects/{project_id}/compliance/contracts/{contract_id}/documents';
  const RFIS = '/rest/v1.0/projects/{project_id}/rfis';
  const expected: ReadonlyArray<readonly [method: string, path: string, key: string, list: string]> = [
    ['GET', RFIS, 'filters[assigned_id]', '/rest/v1.0/projects/{project_id}/users'],
    ['GET', RFIS, 'filters[ball_in_court_id]', '/rest/v1.0/projects/{project_id}/users'],
    ['GET', RFIS, 'filters[rfi_manager_id]', '/rest/v1.0/projects/{project_id}/users'],
    ['GET', RFIS, 'filters[received_from_login_information_id]', '/rest/v1.0/projects/{project_id}/users'],
    ['GET', RFIS, 'filters[responsible_contractor_id]', '/rest/v1.1/projects/{project_id}/vendors'],
    ['GET', RFIS, 'filters[location_id]', '/rest/v1.0/projects/{project_id}/locations'],
    ['GET', RFIS, 'filters[cost_code_id]', '/rest/v1.0/cost_codes'],
    ['GET', RFIS, 'filters[id]', RFIS],
    ['GET', `${RFIS}/{id}`, 'id', RFIS],
    ['GET', `${RFIS}/{rfi_id}/replies`, 'rfi_id', RFIS],
    ['POST', RFIS, 'assignee_ids', '/rest/v1.0/projects/{project_id}/users'],
    ['POST', RFIS, 'distribution_ids', '/rest/v1.0/projects/{project_id}/users'],
    ['POST', RFIS, 'project_stage_id', '/rest/v1.0/companies/{company_id}/project_stages'],
    ['POST', RFIS, 'specification_section_id', '/rest/v1.0/specification_sections'],
    // The words of a list together say what is in it.
    ['POST', '/rest/v1.0/change_events', 'change_event_status_id', '/rest/v1.0/change_event/statuses'],
    [
      'GET',
      '/rest/v1.0/observations/items',
      'filters[checklist_list_id]',
      '/rest/v1.0/projects/{project_id}/checklist/lists',
    ],
    [
      'POST',
      '/rest/v1.0/observations/items',
      'incident_action_id',
      '/rest/v1.0/projects/{project_id}/incidents/actions',
    ],
    ['GET', '/rest/v1.1/punch_items', 'filters[trade_id]', '/rest/v1.0/companies/{company_id}/trades'],
    ['GET', '/rest/v1.1/punch_items', 'filters[punch_item_type_id]', '/rest/v1.0/punch_item_types'],
    ['GET', '/rest/v1.1/punch_items', 'filters[vendor_id]', '/rest/v1.1/projects/{project_id}/vendors'],
    // A list of which the reference does not say what it returns, and that is called "Show All Prime Change Orders".
    ['GET', `${PROJECT}/prime_change_orders/{id}`, 'id', `${PROJECT}/prime_change_orders`],
    ['PATCH', `${PROJECT}/commitment_change_orders/{id}`, 'id', `${PROJECT}/commitment_change_orders`],
    ['DELETE', `${PROJECT}/prime_change_order_batches/{id}`, 'id', `${PROJECT}/prime_change_order_batches`],
    ['POST', `${PROJECT}/prime_change_orders`, 'batch_id', `${PROJECT}/prime_change_order_batches`],
    // A contract is what the tool has, or what the path says.
    ['POST', `${PROJECT}/prime_change_orders`, 'contract_id', '/rest/v1.0/prime_contracts'],
    ['POST', `${PROJECT}/commitment_change_orders`, 'contract_id', COMMITMENTS],
    ['POST', '/rest/v1.0/rfqs', 'contract_id', COMMITMENTS],
    ['GET', '/rest/v1.0/contract_payments', 'contract_id', COMMITMENTS],
    ['GET', COMPLIANCE, 'contract_id', COMMITMENTS],
    [
      'GET',
      `${PROJECT}/purchase_order_contracts/{contract_id}/compliance`,
      'contract_id',
      '/rest/v1.0/purchase_order_contracts',
    ],
  ];
  for (const [method, path, key, list] of expected) {
    it(`${key} of ${method} ${path} is of ${list}`, () => assert.equal(of(method, path, key)?.path, list));
  }

  it('are not offered where the form lacks a value that the list needs', () => {
    // The list of drawing areas is of a project, which this operation does not ask for.
    assert.equal(
      of('POST', '/rest/v1.1/drawing_areas/{drawing_area_id}/drawings', 'drawing_area_id'),
      undefined,
    );
    // The number that a company gives to its employee is no id of a person.
    assert.equal(of('POST', '/rest/v1.3/companies/{company_id}/users', 'employee_id'), undefined);
    assert.equal(of('PATCH', '/rest/v1.3/companies/{company_id}/users/sync', 'employee_id'), undefined);
    // Approvers of a submittal are no users, and programs of payments are no programs of the portfolio.
    assert.equal(of('PATCH', '/rest/v1.0/submittal_approvers/{id}', 'id'), undefined);
    const pay = '/rest/v1.0/companies/{company_id}/payments/early_pay_programs/{early_pay_program_id}';
    assert.equal(of('GET', pay, 'early_pay_program_id'), undefined);
    // These may be of a commitment or of a prime contract, and no list has both.
    assert.equal(of('POST', '/rest/v1.0/change_order_packages', 'contract_id'), undefined);
    assert.equal(of('GET', '/rest/v1.0/potential_change_orders', 'filters[contract_id]'), undefined);
    const invoices = `${PROJECT}/contracts/{contract_id}/invoice_configuration`;
    assert.equal(of('GET', invoices, 'contract_id'), undefined);
    assert.equal(of('GET', RFIS, 'filters[status]'), undefined);
    assert.equal(of('GET', RFIS, 'search'), undefined);
  });

  it('are those of the object that an id inside a body stands in', () => {
    const create = find(operations, 'POST', '/rest/v1.1/change_events');
    const listOf = (...steps: Array<string | number>) => {
      const shape = shapeOf({ id: 'integer', other: 'string' }) as ObjectShape;
      const [part] = partsOf(shape, undefined, steps, create, sources).shown;
      return part?.kind === 'field' ? part.field.source?.path : undefined;
    };
    const own = '/rest/v1.1/change_events';
    assert.equal(listOf('change_event', 'status'), '/rest/v1.0/change_event/statuses');
    assert.equal(listOf('change_event', 'attachments_by_image', 0), '/rest/v1.0/images');
    assert.equal(listOf('change_event', 'change_items', 0), undefined);
    assert.equal(listOf('change_event'), own);
    assert.equal(listOf('updates', 0), own);
    assert.equal(of('PATCH', '/rest/v1.0/vendors/sync', 'id')?.path, '/rest/v1.1/vendors');
  });

  it('are existing lists that are in use, with values that the form has', () => {
    const all = new Map(operations.map((operation) => [signatureOf(operation), operation]));
    for (const { operation, key, source } of everyId()) {
      if (!source) continue;
      const list = all.get(signatureOf({ method: 'GET', path: source.path }));
      const what = `${key} of ${signatureOf(operation)}: ${source.path}`;
      assert.ok(list && !list.deprecated && !list.removed, what);
      const asked = new Set([...operation.params.map(({ name }) => name), ...(operation.body?.keys ?? [])]);
      for (const from of Object.values(source.needs)) {
        assert.ok(from === 'company_id' || asked.has(from), `${what} needs ${from}`);
      }
      const open = list.params.filter(({ in: place }) => place === 'path').map(({ name }) => name);
      for (const name of open) assert.ok(Object.hasOwn(source.needs, name), `${what} lacks ${name}`);
      assert.ok(source.search === undefined || list.params.some(({ name }) => name === source.search), what);
    }
  });

  it('have rows with an id, as far as their shape is known', () => {
    const lacking = new Set<string>();
    for (const { source } of everyId()) {
      if (!source) continue;
      const keys = keysOf(shapeOf(shapes.get(`GET ${source.path}`)?.returns));
      if (keys && !keys.includes('id') && !OTHER_ROWS.test(source.path)) lacking.add(source.path);
    }
    assert.deepEqual([...lacking], []);
  });

  it('are found for most ids of which Procore has a list', () => {
    const nouns = new Set(
      operations
        .filter(({ method, path, deprecated, removed }) => {
          return method === 'GET' && !path.endsWith('}') && !deprecated && !removed;
        })
        .map(({ path }) => singular(path.split('/').at(-1) ?? '')),
    );
    const hasList = (key: string, { path }: Operation) => {
      const kind =
        key
          .replace(/(\[\])?$/, '')
          .replace(/\]$/, '')
          .split('[')
          .at(-1)
          ?.replace(/_?ids?$/, '') ?? '';
      const at = path.split('/').indexOf(`{${key}}`);
      const before = at > 0 ? operations.some((each) => isAt(each, path, at)) : false;
      return before || nouns.has(kind) || kind === '';
    };
    const isAt = ({ method, path, deprecated, removed }: Operation, whole: string, at: number) => {
      return method === 'GET' && !deprecated && !removed && path === whole.split('/').slice(0, at).join('/');
    };
    const missed = new Map<string, number>();
    const counts = { params: { found: 0, listed: 0, all: 0 }, body: { found: 0, listed: 0, all: 0 } };
    for (const { operation, key, place, source } of everyId()) {
      const count = counts[place];
      count.all++;
      if (source) count.found++;
      if (source || hasList(key, operation)) count.listed++;
      if (!source) missed.set(key, (missed.get(key) ?? 0) + 1);
    }
    for (const [place, { found, listed, all }] of Object.entries(counts)) {
      const share = (100 * found) / listed;
      console.log(
        `      ${place}: ${found} of ${listed} with a list (${share.toFixed(1)} %), ${all} ids in all`,
      );
      assert.ok(share > 80, `${place}: ${share} %`);
    }
    const most = [...missed].sort((a, b) => b[1] - a[1]).slice(0, 25);
    console.log(`      without: ${most.map(([key, count]) => `${key} ${count}`).join(', ')}`);
  });

  it('are found wherever a list stands right before an id, or there is a reason why not', () => {
    const lists = new Map(operations.filter(isRead).map((list) => [list.path, list]));
    const reasons = new Map<string, string[]>();
    for (const { operation, key, place, source } of everyId()) {
      const parts = operation.path.split('/');
      const at = place === 'params' ? parts.indexOf(`{${key}}`) : -1;
      const list = at > 0 ? lists.get(parts.slice(0, at).join('/')) : undefined;
      if (!list || source) continue;
      const reason = reasonWithout(list, operation);
      assert.ok(reason, `${key} of ${signatureOf(operation)}: ${list.path}`);
      reasons.set(reason, [...(reasons.get(reason) ?? []), signatureOf(operation)]);
    }
    for (const [reason, ids] of reasons) console.log(`      ${ids.length} without a picker: ${reason}`);
  });

  const isRead = ({ method, removed }: Operation) => method === 'GET' && !removed;

  /** Why the list right before an id cannot be offered for it. */
  function reasonWithout(list: Operation, operation: Operation): string | undefined {
    if (list.deprecated) return `${list.path} is deprecated`;
    if (WITHOUT_IDS.has(list.path)) return `the rows of ${list.path} have no id`;
    if (list.returns === 'data:object') return `${list.path} returns one object`;
    const asked = new Set(['company_id', ...operation.params.map(({ name }) => name)]);
    const lacking = list.params.filter(
      ({ name, required, in: place }) => required && place === 'query' && !asked.has(name),
    );
    return lacking.length > 0 ? `${list.path} needs ${lacking.map(({ name }) => name)}` : undefined;
  }

  it('are those of Resource Planning for its own projects', () => {
    const planning = '/rest/v1.0/workforce-planning/v2/companies/{company_id}/projects';
    const fields = fieldsOf(find(operations, 'POST', `${planning}/{project_id}/tags`), sources);
    assert.equal(fields.find(({ name }) => name === 'project_id')?.source?.path, planning);
  });

  it('give fields their source and a label without "ID"; ids of filters may be several', () => {
    const fields = fieldsOf(find(operations, 'GET', RFIS), sources);
    const field = (name: string): Field => fields.find((each) => each.name === name) as Field;
    const { label, many, source, kind } = field('filters[rfi_manager_id]');
    assert.deepEqual([label, many, kind], ['RFI manager', true, 'integer']);
    assert.deepEqual(source?.needs, { project_id: 'project_id' });
    assert.equal(field('project_id').source, undefined);
    assert.equal(
      fieldsOf(find(operations, 'GET', RFIS)).some((each) => each.source),
      false,
    );
    const [, id] = fieldsOf(find(operations, 'GET', `${RFIS}/{id}`), sources);
    assert.deepEqual([id?.label, id?.many], ['RFI', undefined]);
  });

  /** Every id that a parameter or a body takes. */
  function* everyId() {
    for (const operation of operations) {
      if (operation.removed) continue;
      for (const { name } of operation.params) yield* idsOf(operation, name, 'params');
      const keys = new Set<string>();
      collect(shapeOf(shapes.get(signatureOf(operation))?.body), keys);
      for (const key of keys) if (key !== 'id' && key !== 'ids') yield* idsOf(operation, key, 'body');
    }
  }

  function* idsOf(operation: Operation, key: string, place: 'params' | 'body') {
    if (!isIdKey(key) || PLACES.includes(key)) return;
    yield { operation, key, place, source: sources.of(key, operation) } as const;
  }
});

function collect(shape: Shape, keys: Set<string>): void {
  if (shape.kind === 'list') collect(shape.of, keys);
  if (shape.kind === 'either') for (const each of shape.of) collect(each, keys);
  if (shape.kind !== 'object') return;
  for (const { name, shape: inner } of shape.fields) {
    keys.add(name);
    collect(inner, keys);
  }
}

/** The keys of a list's rows; undefined if the shape does not say. */
function keysOf(shape: Shape): string[] | undefined {
  if (shape.kind === 'list') return keysOf(shape.of);
  if (shape.kind !== 'object') return undefined;
  const data = shape.fields.find(({ name }) => name === 'data');
  return data ? keysOf(data.shape) : shape.fields.map(({ name }) => name);
}
