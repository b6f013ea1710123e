/** Money that adds up: lines, the totals of what they are lines of, contracts with their change orders, invoices, and budgets. */
import type { Chance } from '../data/chance.js';
import type { Project } from '../data/company.js';
import type { Row } from '../data/rows.js';
import { WRITTEN } from '../data/rows.js';
import type { Fields } from '../form.js';
import { codeFields } from './references.js';

/** What the sums of a place are taken from. */
export interface Ledger {
  /** Present rows of a collection; below a parent if the key says so. */
  rows(key: string, parents?: Readonly<Record<string, unknown>>): readonly Row[];
  readonly project: Project;
}

/** Records with lines: the name of their id in the path of the lines. */
const WITH_LINES: Readonly<Record<string, string>> = {
  direct_costs: 'direct_cost_id',
  work_order_contracts: 'work_order_contract_id',
  purchase_order_contracts: 'purchase_order_contract_id',
  prime_contracts: 'prime_contract_id',
  potential_change_orders: 'potential_change_order_id',
  commitment_change_orders: 'commitment_change_order_id',
  prime_change_orders: 'prime_change_order_id',
};

/** Contracts: the collection of their change orders. */
const CHANGE_ORDERS: Readonly<Record<string, string>> = {
  work_order_contracts: 'commitment_change_orders',
  prime_contracts: 'prime_change_orders',
};
const CONTRACTS: Readonly<Record<string, string>> = {
  commitment_change_orders: 'work_order_contracts',
  prime_change_orders: 'prime_contracts',
  requisitions: 'work_order_contracts',
};
const STATES = ['approved', 'approved', 'pending', 'draft'] as const;

/** Lines of one record, and records of a kind, so that a list with sums stays quick. */
const MOST_LINES = 5;
const MOST_RECORDS = 12;

const ITEMS = /^requisitions\/\*\/(detail|contract_items|whole_change_order_items)$/;
/** All items of an invoice: those of the contract, and the last one is of its approved change orders. */
const DETAIL = 'requisitions/*/detail';
const OF_CHANGES = 'whole_change_order_item';

const isLines = (key: string) =>
  key.endsWith('/*/line_items') && Object.hasOwn(WITH_LINES, key.slice(0, -'/*/line_items'.length));

/** How many rows a collection of money starts with at most. Undefined: it has no sums. */
export function mostOf(key: string): number | undefined {
  if (key === DETAIL) return MOST_LINES + 1;
  if (isLines(key) || ITEMS.test(key)) return MOST_LINES;
  return Object.hasOwn(WITH_LINES, key) || key === 'requisitions' ? MOST_RECORDS : undefined;
}

/** What a row of a collection of money is made with, beside its id and times. */
export function seedOf(key: string, project: Project, index: number, of: number, chance: Chance): Fields {
  if (isLines(key)) return lineSeed(project, chance);
  if (key === DETAIL && index === of - 1) return { item_type: OF_CHANGES };
  if (key in CONTRACTS && key !== 'requisitions') return { status: STATES[index % STATES.length] };
  return {};
}

function lineSeed(project: Project, chance: Chance): Fields {
  const code = codeFields(project, chance.between(21, 0, 11));
  return {
    quantity: chance.between(22, 1, 400),
    unit_cost: `${chance.between(23, 12, 900)}.${chance.happens(24, 50) ? '50' : '00'}`,
    uom: chance.pick(25, ['ea', 'sf', 'lf', 'hours']),
    extended_type: 'calculated',
    description: code.name,
    cost_code: code,
    wbs_code: { id: code.id, flat_code: code.flat_code, description: code.description },
  };
}

/** The sums that a row shows. What was written goes before them. */
export function sumsOf(key: string, row: Row, ledger: Ledger): Fields {
  if (isLines(key)) return lineSums(row);
  if (key.startsWith('budget_views/')) return budgetSums(key, row, ledger);
  if (ITEMS.test(key)) return itemSums(key, row, ledger);
  if (key === 'requisitions') return requisitionSums(row, ledger);
  if (Object.hasOwn(WITH_LINES, key)) return recordSums(key, row, ledger);
  return {};
}

function lineSums(row: Row): Fields {
  const amount = text(amountOf(row));
  return { amount, extended_amount: amount, total_amount: amount };
}

/** A line's amount in cents: as it was written, or quantity times unit cost. */
function amountOf(row: Row): number {
  const own: Fields = { ...row, ...row[WRITTEN] };
  const written = own.amount ?? own.manual_amount ?? own.extended_amount;
  return written === undefined || written === null
    ? Math.round(numberIn(own.quantity) * numberIn(own.unit_cost) * 100)
    : centsIn(written);
}

function linesOf(key: string, id: unknown, ledger: Ledger): readonly Row[] {
  return ledger.rows(`${key}/*/line_items`, { [WITH_LINES[key] ?? '']: Number(id) });
}

function totalOf(key: string, row: Row, ledger: Ledger): number {
  const written = { ...row, ...row[WRITTEN] }.grand_total;
  if (written !== undefined && written !== null) return centsIn(written);
  return linesOf(key, row.id, ledger).reduce((sum, line) => sum + amountOf(line), 0);
}

function recordSums(key: string, row: Row, ledger: Ledger): Fields {
  const total = totalOf(key, row, ledger);
  const lines = linesOf(key, row.id, ledger);
  const common = {
    grand_total: text(total),
    amount: text(total),
    line_items_count: lines.length,
    line_items: lines.map((line) => ({ ...lineSums(line), ...line })),
  };
  const changes = CHANGE_ORDERS[key];
  if (changes !== undefined) return { ...common, ...contractSums(total, changes, row, ledger) };
  const contract = key in CONTRACTS ? contractOf(key, row, ledger) : undefined;
  return { ...common, ...(contract && { contract_id: contract.id }) };
}

/** The contract that a change order or an invoice is of: the one that was written, or one after the other. */
function contractOf(key: string, row: Row, ledger: Ledger): Row | undefined {
  const contracts = ledger.rows(CONTRACTS[key] ?? '');
  const written = row.contract_id ?? row.commitment_id;
  if (written !== undefined && written !== null)
    return contracts.find(({ id }) => String(id) === String(written));
  return contracts[Number(row.id) % Math.max(1, contracts.length)];
}

function changesOf(contract: Row, key: string, status: string, ledger: Ledger): number {
  return ledger
    .rows(key)
    .filter((each) => each.status === status && contractOf(key, each, ledger)?.id === contract.id)
    .reduce((sum, each) => sum + totalOf(key, each, ledger), 0);
}

function contractSums(total: number, changes: string, row: Row, ledger: Ledger): Fields {
  const [approved, pending, draft] = (['approved', 'pending', 'draft'] as const).map((status) =>
    changesOf(row, changes, status, ledger),
  ) as [number, number, number];
  const revised = total + approved;
  const paid = Math.round(revised * 0.4);
  return {
    approved_change_orders: text(approved),
    pending_change_orders: text(pending),
    draft_change_orders_amount: text(draft),
    revised_contract: text(revised),
    pending_revised_contract: text(revised + pending),
    total_payments: text(paid),
    remaining_balance_outstanding: text(revised - paid),
    percentage_paid: '40.0',
  };
}

/** Shares of the work that were done before and in this period, and the share that is kept back. */
const BEFORE = 0.3;
const NOW = 0.2;
const KEPT = 0.1;

function itemSums(key: string, row: Row, ledger: Ledger): Fields {
  const requisition = ledger.rows('requisitions').find(({ id }) => id === row.requisition_id);
  const contract = requisition && contractOf('requisitions', requisition, ledger);
  const lines = contract ? linesOf('work_order_contracts', contract.id, ledger) : [];
  const siblings = ledger.rows(key, { requisition_id: row.requisition_id });
  const place = Number(row.position ?? siblings.findIndex(({ id }) => id === row.id));
  const line = row.item_type === OF_CHANGES ? undefined : lines[place];
  const changes = contract && row.item_type === OF_CHANGES ? changesIn(contract, ledger) : undefined;
  // Nothing of the change orders is billed yet.
  const { scheduled, before, now, done } = changes ?? progressOf(line ? amountOf(line) : 0);
  return {
    scheduled_value: text(scheduled),
    work_completed_from_previous_application: text(before),
    work_completed_this_period: text(now),
    materials_presently_stored: '0.00',
    total_completed_and_stored_to_date: text(done),
    total_completed_and_stored_to_date_percent:
      scheduled === 0 ? '0.0' : ((done / scheduled) * 100).toFixed(1),
    balance_to_finish: text(scheduled - done),
    total_retainage_currently_retained: text(Math.round(done * KEPT)),
    item_number: place + 1,
    item_type: row.item_type ?? 'contract_item',
    ...(line && { description_of_work: line.description, line_item_id: line.id }),
  };
}

function changesIn(contract: Row, ledger: Ledger) {
  const scheduled = changesOf(contract, 'commitment_change_orders', 'approved', ledger);
  return { scheduled, before: 0, now: 0, done: 0 };
}

function progressOf(scheduled: number) {
  const before = Math.round(scheduled * BEFORE);
  const now = Math.round(scheduled * NOW);
  return { scheduled, before, now, done: before + now };
}

function requisitionSums(row: Row, ledger: Ledger): Fields {
  const contract = contractOf('requisitions', row, ledger);
  if (!contract) return {};
  const original = totalOf('work_order_contracts', contract, ledger);
  const changes = changesOf(contract, 'commitment_change_orders', 'approved', ledger);
  const items = linesOf('work_order_contracts', contract.id, ledger).map((line) =>
    progressOf(amountOf(line)),
  );
  const sum = (of: 'before' | 'now' | 'done') => items.reduce((all, each) => all + each[of], 0);
  const retained = items.reduce((all, { done }) => all + Math.round(done * KEPT), 0);
  const earned = sum('done') - retained;
  const previous = sum('before') - Math.round(sum('before') * KEPT);
  return {
    commitment_id: contract.id,
    commitment_type: 'WorkOrderContract',
    total_claimed_amount: text(sum('now')),
    percent_complete: original === 0 ? '0.0' : ((sum('done') / original) * 100).toFixed(1),
    summary: {
      original_contract_sum: text(original),
      net_change_by_change_orders: text(changes),
      contract_sum_to_date: text(original + changes),
      total_completed_and_stored_to_date: text(sum('done')),
      total_retainage: text(retained),
      completed_work_retainage_amount: text(retained),
      completed_work_retainage_percent: (KEPT * 100).toFixed(1),
      stored_materials_retainage_amount: '0.00',
      stored_materials_retainage_percent: '0.0',
      total_earned_less_retainage: text(earned),
      less_previous_certificates_for_payment: text(previous),
      tax_applicable_to_this_payment: '0.00',
      current_payment_due: text(earned - previous),
      balance_to_finish_including_retainage: text(original + changes - earned),
      positive_change_order_item_total: text(changes),
      negative_change_order_item_total: '0.00',
    },
  };
}

/** A budget line as a view shows it, or the sum of all. */
function budgetSums(key: string, row: Row, { rows, project }: Ledger): Fields {
  if (key.endsWith('/detail_rows')) return budgetLine(row);
  if (!key.endsWith('/summary_rows')) return {};
  const lines = rows('budget_line_items').map(budgetLine);
  const sum = (name: string) => lines.reduce((all, line) => all + centsIn(line[name]), 0) / 100;
  const [original, modified] = [sum('original_budget_amount'), sum('budget_modifications')];
  return {
    name: project.name,
    biller_type: 'Project',
    original_budget_amount: original,
    budget_modifications: modified,
    budget_forecast: { amount: Math.round((original + modified) * 100) / 100 },
  };
}

function budgetLine(row: Row): Fields {
  const original = centsIn(row.original_budget_amount);
  // Every fourth line was moved up by a tenth.
  const modified = Number(row.id) % 4 === 0 ? Math.round(original / 10) : 0;
  const forecast = (original + modified) / 100;
  return {
    original_budget_amount: original / 100,
    budget_modifications: modified / 100,
    budget_forecast: {
      id: row.id,
      amount: forecast,
      automatic_amount: forecast,
      manual_amount: null,
      automatically_calculated: true,
      calculation_strategy: 'automatic',
      notes: null,
    },
  };
}

function numberIn(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
}

function centsIn(value: unknown): number {
  return Math.round(numberIn(value) * 100);
}

/** Cents as Procore writes money. */
function text(cents: number): string {
  return (cents / 100).toFixed(2);
}
