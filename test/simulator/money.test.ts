import assert from 'node:assert/strict';
import { ADMIN_EVERYWHERE } from '../support/permissions.js';
import { Caller } from './caller.js';

interface Money {
  readonly id: number;
  readonly [name: string]: unknown;
}

const cents = (value: unknown) => Math.round(Number(value) * 100);
const sum = (rows: readonly Money[], name: string) => rows.reduce((all, row) => all + cents(row[name]), 0);

describe('simulator: money adds up', () => {
  let caller: Caller;
  let company: string;
  let project: string;
  before(async () => {
    const limits = { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY };
    caller = await Caller.start({ projects: 2, permissions: ADMIN_EVERYWHERE, limits });
    company = String(caller.company(0).id);
    project = String(caller.project(0).id);
  });
  after(() => caller.close());

  const send = async (method: string, path: string, body?: unknown) => {
    const { json, status, text } = await caller.send(method, path, { 'procore-company-id': company }, body);
    assert.ok(status < 300, `${method} ${path}: ${status} ${text}`);
    return json;
  };
  const get = (path: string) => send('GET', path);
  const v1 = (path: string) => `/rest/v1.0/${path}${path.includes('?') ? '&' : '?'}project_id=${project}`;

  it('of a direct cost: its lines, each of quantity and unit cost, also after one was written and removed', async () => {
    const costs = `/rest/v1.1/projects/${project}/direct_costs`;
    const lines = (id: number) => `/rest/v1.0/projects/${project}/direct_costs/${id}/line_items`;
    const all: Money[] = await get(costs);
    assert.ok(all.length > 3);
    for (const cost of all) {
      const own: Money[] = await get(lines(cost.id));
      assert.ok(own.length > 0);
      for (const line of own)
        assert.equal(cents(line.amount), cents(Number(line.quantity) * Number(line.unit_cost)));
      assert.equal(sum(own, 'amount'), cents(cost.grand_total));
      assert.equal(cents((await get(`${costs}/${cost.id}`)).grand_total), cents(cost.grand_total));
    }
    const [cost] = all as [Money];
    const added = await send('POST', lines(cost.id), {
      line_item: { quantity: 3, unit_cost: 12.5, description: 'Anchors', wbs_code_id: 1 },
    });
    assert.equal(cents(added.amount), 3750);
    assert.equal(cents((await get(`${costs}/${cost.id}`)).grand_total), cents(cost.grand_total) + 3750);
    await send('DELETE', `${lines(cost.id)}/${added.id}`);
    assert.equal(cents((await get(`${costs}/${cost.id}`)).grand_total), cents(cost.grand_total));
  });

  it('of a commitment of v2.0: its lines, each of quantity and unit cost', async () => {
    const path = `/rest/v2.0/companies/${company}/projects/${project}/commitment_contracts`;
    const { data: contracts }: { data: Money[] } = await get(path);
    assert.ok(contracts.length > 3);
    for (const contract of contracts) {
      const lines: Money[] = [];
      for (let page = 1; page === 1 || lines.length === (page - 1) * 100; page++)
        lines.push(...(await get(`${path}/${contract.id}/line_items?per_page=100&page=${page}`)).data);
      assert.ok(lines.length > 0);
      for (const line of lines)
        assert.equal(cents(line.amount), cents(Number(line.quantity) * Number(line.unit_cost)));
      assert.ok(lines.every((line) => cents(line.amount) > 0));
      assert.equal(sum(lines, 'amount'), cents(contract.grand_total));
    }
  });

  it('of a new record: nothing, until it has lines', async () => {
    const [vendor] = await get(`/rest/v1.0/vendors?company_id=${company}`);
    const made = await send('POST', '/rest/v1.0/work_order_contracts', {
      project_id: Number(project),
      work_order_contract: { title: 'Roofing', vendor_id: vendor.id },
    });
    const lines = v1(`work_order_contracts/${made.id}/line_items`);
    assert.deepEqual(await get(lines), []);
    assert.equal(cents(made.grand_total), 0);
    await send('POST', lines, { line_item: { quantity: 2, unit_cost: '100.00', description: 'Membrane' } });
    assert.equal(cents((await get(v1(`work_order_contracts/${made.id}`))).grand_total), 20_000);
  });

  it('of contracts: their lines, and their change orders by status', async () => {
    for (const kind of ['work_order_contracts', 'purchase_order_contracts', 'prime_contracts']) {
      const contracts: Money[] = await get(v1(kind));
      assert.ok(contracts.length > 3);
      for (const contract of contracts)
        assert.equal(
          sum(await get(v1(`${kind}/${contract.id}/line_items`)), 'amount'),
          cents(contract.grand_total),
        );
    }
    const contracts: Money[] = await get(v1('work_order_contracts'));
    const changes: Money[] = await get(`/rest/v1.0/projects/${project}/commitment_change_orders`);
    assert.ok(changes.length > 3);
    let approved = 0;
    for (const contract of contracts) {
      const own = changes.filter((each) => each.contract_id === contract.id);
      const of = (status: string) =>
        sum(
          own.filter((each) => each.status === status),
          'grand_total',
        );
      approved += of('approved');
      assert.equal(cents(contract.approved_change_orders), of('approved'));
      assert.equal(cents(contract.pending_change_orders), of('pending'));
      assert.equal(cents(contract.revised_contract), cents(contract.grand_total) + of('approved'));
      assert.equal(
        cents(contract.pending_revised_contract),
        cents(contract.revised_contract) + of('pending'),
      );
      assert.equal(
        cents(contract.remaining_balance_outstanding),
        cents(contract.revised_contract) - cents(contract.total_payments),
      );
    }
    assert.ok(approved > 0);
    for (const change of changes) {
      const lines = await get(
        `/rest/v2.0/companies/${company}/projects/${project}/commitment_change_orders/${change.id}/line_items`,
      );
      assert.equal(sum(lines.data, 'amount'), cents(change.grand_total));
    }
  });

  it('of an invoice: its lines are those of the contract and its changes, and its summary is their sum', async () => {
    const requisitions: Money[] = await get(v1('requisitions'));
    assert.ok(requisitions.length > 3);
    for (const { id, commitment_id: commitment } of requisitions) {
      const { summary } = await get(v1(`requisitions/${id}`));
      const detail: Money[] = await get(v1(`requisitions/${id}/detail`));
      const contract = await get(v1(`work_order_contracts/${commitment}`));
      const ofContract = detail.filter(({ item_type }) => item_type === 'contract_item');
      assert.equal(detail.length, ofContract.length + 1);
      assert.equal(detail.at(-1)?.item_type, 'whole_change_order_item');
      assert.equal(sum(ofContract, 'scheduled_value'), cents(contract.grand_total));
      assert.equal(sum(detail, 'scheduled_value'), cents(contract.revised_contract));
      assert.equal(cents(summary.original_contract_sum), cents(contract.grand_total));
      assert.equal(cents(summary.contract_sum_to_date), cents(contract.revised_contract));
      assert.equal(
        sum(detail, 'total_completed_and_stored_to_date'),
        cents(summary.total_completed_and_stored_to_date),
      );
      assert.equal(sum(detail, 'total_retainage_currently_retained'), cents(summary.total_retainage));
      for (const item of detail) {
        const done =
          cents(item.work_completed_from_previous_application) +
          cents(item.work_completed_this_period) +
          cents(item.materials_presently_stored);
        assert.equal(cents(item.total_completed_and_stored_to_date), done);
        assert.equal(cents(item.balance_to_finish), cents(item.scheduled_value) - done);
      }
      const earned = cents(summary.total_completed_and_stored_to_date) - cents(summary.total_retainage);
      assert.equal(cents(summary.total_earned_less_retainage), earned);
      assert.equal(
        cents(summary.current_payment_due),
        earned - cents(summary.less_previous_certificates_for_payment),
      );
      assert.equal(
        cents(summary.balance_to_finish_including_retainage),
        cents(summary.contract_sum_to_date) - earned,
      );
    }
  });

  it('of a budget view: its rows are the lines of the budget, its summary is their sum', async () => {
    const [view] = await get(v1('budget_views'));
    const rows: Money[] = await get(v1(`budget_views/${view.id}/detail_rows?per_page=500`));
    const [summary, ...others] = await get(v1(`budget_views/${view.id}/summary_rows`));
    assert.deepEqual(others, []);
    const lines: Money[] = await get(`/rest/v1.1/budget_line_items?project_id=${project}&per_page=500`);
    assert.deepEqual(
      rows.map((row) => [row.id, cents(row.original_budget_amount)]),
      lines.map((line) => [line.id, cents(line.original_budget_amount)]),
    );
    for (const name of ['original_budget_amount', 'budget_modifications'])
      assert.equal(sum(rows, name), cents(summary[name]));
    const forecast = rows.reduce((all, row) => all + cents((row.budget_forecast as Money).amount), 0);
    assert.equal(forecast, cents(summary.budget_forecast.amount));
    assert.equal(forecast, sum(rows, 'original_budget_amount') + sum(rows, 'budget_modifications'));
    assert.ok(cents(summary.budget_modifications) > 0);
    const columns: Array<{ name: string }> = await get(v1(`budget_views/${view.id}/budget_detail_columns`));
    assert.ok(columns.some(({ name }) => name === 'Original Budget Amount'));
  });

  it('and a reply to an RFI says what was written, by whom', async () => {
    const [rfi] = await get(`/rest/v1.0/projects/${project}/rfis`);
    const replies = `/rest/v1.0/projects/${project}/rfis/${rfi.id}/replies`;
    const before: unknown[] = await get(replies);
    const made = await send('POST', replies, { reply: { body: 'Use the detail on A-501.', official: true } });
    assert.deepEqual([made.plain_text_body, made.official], ['Use the detail on A-501.', true]);
    const after: Money[] = await get(replies);
    assert.equal(after.length, before.length + 1);
    const { id } = await get(`/rest/v1.0/me?company_id=${company}`);
    assert.deepEqual(
      [after.at(-1)?.plain_text_body, after.at(-1)?.created_by_id],
      ['Use the detail on A-501.', id],
    );
  });
});
