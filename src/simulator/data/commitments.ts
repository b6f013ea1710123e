/**
 * Commitments: subcontracts and purchase orders, and the lines of their schedules of values.
 *
 * v1.0 knows them by numbers, v2.0 by the same ids as strings (announcements/new_rest_v2_version.md). Amounts
 * are strings in both.
 */
import { Chance } from './chance.js';
import type { Project } from './company.js';
import { DAY, day, timestamp } from './dates.js';
import { wbsCode } from './parts.js';
import { vendor } from './people.js';
import { createdAt, derived, type Kind, type Row, type Rows } from './rows.js';

const TYPES = [
  {
    type: 'WorkOrderContract',
    prefix: 'SC',
    statuses: ['Draft', 'Out For Signature', 'Approved', 'Approved', 'Complete'],
  },
  {
    type: 'PurchaseOrderContract',
    prefix: 'PO',
    statuses: ['Draft', 'Submitted', 'Approved', 'Received', 'Closed'],
  },
] as const;

/** Contracts with the fields of both versions; each version chooses the fields it shows. */
export const COMMITMENTS: Kind = {
  name: 'commitments',
  firstId: 2_940_000,
  share: 0.4,
  make({ id, index, of, project, chance }) {
    const created = createdAt(project, index, of, chance);
    const { type, prefix, statuses } = TYPES[index % TYPES.length] as (typeof TYPES)[number];
    const firm = vendor(project.company, chance.between(1, 0, 23));
    const status = chance.pick<string>(2, statuses);
    return {
      id,
      type,
      number: `${prefix}-${project.number}-${String(index + 1).padStart(3, '0')}`,
      title: firm.trade.title,
      description: null,
      status,
      executed: ['Approved', 'Complete', 'Received', 'Closed'].includes(status),
      private: true,
      vendor: { id: firm.id, name: firm.name },
      contract_date: day(created),
      delivery_date: day(created + chance.between(3, 20, 160) * DAY),
      grand_total: chance.money(4, 9_000, 2_400_000),
      retainage_percent: '10.0',
      accounting_method: index % 3 === 0 ? 'unit' : 'amount',
      currency_iso_code: 'USD',
      created_at: timestamp(created),
      updated_at: timestamp(created + chance.between(5, 0, 90) * DAY),
    };
  },
};

/** Statuses of purchase orders that v1.0 does not have, by those that it shows. Which it shows is assumed. */
const V1_STATUSES: Readonly<Record<string, string>> = {
  Submitted: 'Out For Signature',
  Received: 'Approved',
  Closed: 'Complete',
};

/** The item of `GET /rest/v1.0/commitments`: the fields of the published model. */
export function commitmentV1(row: Row): Row {
  const { id, title, number, description, executed, delivery_date, created_at, vendor } = row;
  return {
    id,
    title,
    number,
    status: V1_STATUSES[String(row.status)] ?? row.status,
    description,
    executed,
    delivery_date,
    created_at,
    private: row.private,
    vendor,
  };
}

/** The item of the v2.0 list: ids are strings, and of the vendor there is only the id. */
export function commitmentV2({ id, vendor, ...rest }: Row): Row {
  const firm = (vendor as Row | null)?.id;
  return { id: String(id), ...rest, vendor: firm === undefined ? null : { id: String(firm) } };
}

/** Cents. All lines but the last are of whole dollars. */
const DOLLAR = 100;

/** Cents as Procore writes an amount here: with one decimal, or with two if they are needed. */
function decimal(cents: number): string {
  return (cents / DOLLAR).toFixed(cents % 10 === 0 ? 1 : 2);
}

/** Quantities that a line may have: its amount is one of them times a unit cost in whole dollars. */
const QUANTITIES = [400, 120, 48, 25, 10, 6, 5, 4, 3, 2] as const;

/**
 * The lines of one contract, as v2.0 lists them. Their amounts add up to the contract's total, however many there are: each is the
 * step between two points on the way to it.
 */
export function contractLines(project: Project, contract: Row, index: number, length: number): Rows {
  const contractId = Number(contract.id);
  // As strings, ids may be longer than a double holds exactly.
  const firstId = BigInt(contractId) * 1000n;
  const total = Math.round(Number(contract.grand_total ?? 0) * 100);
  const reached = (line: number) => {
    if (line <= 0 || line >= length) return line <= 0 ? 0 : total;
    const apart = new Chance(contractId % 0x7fffffff, line).between(1, -40, 40) / 100;
    return Math.round((total * (line + apart)) / length / DOLLAR) * DOLLAR;
  };
  return derived(length, (line) => {
    const chance = new Chance(contractId % 0x7fffffff, line);
    const wbs = wbsCode(project, index + line, 'S');
    const amount = reached(line + 1) - reached(line);
    const fitting = QUANTITIES.filter((each) => amount % (each * DOLLAR) === 0);
    const quantity = fitting.length > 0 ? chance.pick(2, fitting) : 1;
    return {
      id: String(firstId + BigInt(line)),
      description: `${wbs.title}, area ${(line % 6) + 1}`,
      uom: quantity === 1 ? 'ls' : line % 2 === 0 ? 'sf' : 'ea',
      quantity,
      unit_cost: decimal(amount / quantity),
      amount: decimal(amount),
      extended_type: 'calculated',
      wbs_code_id: String(wbs.id),
      tax_code_id: null,
      position: line + 1,
      wbs_code: { id: String(wbs.id), flat_code: wbs.flat_code, description: wbs.description },
    };
  });
}
