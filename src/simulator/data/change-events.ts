/** Change events; fields are those of the published model. Amounts are strings. */
import { DAY, timestamp } from './dates.js';
import { manager, wbsCode } from './parts.js';
import { personRef, vendor } from './people.js';
import { createdAt, type Kind, type Row } from './rows.js';
import { PARTS } from './words.js';

/** The statuses of a company that Procore publishes, with what each means to it. */
const CHANGE_STATUSES = ['Open', 'Pending', 'Closed'].map((name, index) => ({
  id: 500 + index,
  name,
  mapped_to_status: name.toLowerCase(),
  show_in_select: true,
}));
const CHANGE_REASONS = ['Design Development', 'Existing Condition', 'Client Request', 'Allowance'].map(
  (reason, index) => ({ id: 810 + index, change_reason: reason, show_in_select: true }),
);

/** What a company chooses from, with the ids that its change events name. */
export const CHANGE_EVENT_STATUSES = chosenFrom('change_event_statuses', CHANGE_STATUSES);
export const CHANGE_EVENT_REASONS = chosenFrom('change_order_change_reasons', CHANGE_REASONS);

function chosenFrom(name: string, rows: ReadonlyArray<{ readonly id: number }>): Kind {
  return {
    name,
    firstId: 130_000_000,
    share: 1,
    ofCompany: true,
    exactly: () => rows.length,
    ids: {
      at: (_, index) => rows[index]?.id ?? 0,
      indexOf: (_, id) => rows.findIndex((row) => row.id === id),
    },
    make: ({ id, index }) => ({ ...rows[index], id }),
  };
}
/** How often each status is drawn: most events are open or closed. */
const DRAWN = [0, 0, 1, 2, 2] as const;
const SCOPES = ['in_scope', 'out_of_scope', 'tbd'] as const;
const SCOPE_NAMES = { in_scope: 'In Scope', out_of_scope: 'Out of Scope', tbd: 'TBD' } as const;

export const CHANGE_EVENTS: Kind = {
  name: 'change_events',
  firstId: 5_310_000,
  share: 0.5,
  make({ id, index, of, project, chance }) {
    const created = createdAt(project, index, of, chance);
    const status = CHANGE_STATUSES[chance.pick(1, DRAWN)] as (typeof CHANGE_STATUSES)[number];
    const reason = chance.pick(2, CHANGE_REASONS);
    const firm = vendor(project.company, chance.between(3, 0, 23));
    const lines = Array.from({ length: chance.between(4, 1, 3) }, (_, line) => ({
      id: id * 4 + line,
      description: `${firm.trade.title}, item ${line + 1}`,
      estimated_cost_amount: chance.money(20 + line, 800, 60_000),
      latest_cost: chance.happens(30 + line, 40) ? chance.money(40 + line, 800, 60_000) : null,
      latest_price: null,
      vendor: { id: firm.id, name: firm.name },
      wbs_code: wbsCode(project, index + line, 'S'),
    }));
    return {
      id,
      alphanumeric_number: String(index + 1).padStart(3, '0'),
      attachments: [],
      company_id: project.company.id,
      change_event_line_items: lines,
      change_event_origin_id: null,
      change_event_origin_type: null,
      change_event_status: status,
      change_order_change_reason: { ...reason, company_id: project.company.id },
      created_at: timestamp(created),
      created_by: personRef(manager(project, chance, 5)),
      deleted_at: null,
      description: null,
      event_scope: chance.pick(6, SCOPES),
      event_type: 'owner_change',
      currency_configuration: { currency_iso_code: 'USD' },
      rfqs: [],
      number: index + 1,
      origin_data: null,
      origin_id: null,
      project_id: project.id,
      rfi: null,
      status: status.name,
      title: `${reason.change_reason}: ${chance.pick(7, PARTS)}`,
      updated_at: timestamp(created + chance.between(8, 0, 20) * DAY),
    };
  },
};

function originIn({ change_event_origin_id: id, change_event_origin_type: type }: Row): object | null {
  return id === null ? null : { origin_id: id, origin_type: type, display_name: null, web_page_url: null };
}

/** The event as v1.1 shows it: its number is a text, its status an object, its lines are change items. */
export function changeEventV11(row: Row): Row {
  const { change_event_status: status, change_order_change_reason: reason, company_id: companyId } = row;
  const lines = Array.isArray(row.change_event_line_items) ? row.change_event_line_items : [];
  const scope = row.event_scope as keyof typeof SCOPE_NAMES;
  return {
    id: row.id,
    attachments: row.attachments,
    change_items: lines.map((line: Row) => changeItem(line, row)),
    change_reason: reason,
    change_type: { id: 640, name: 'Owner Change', abbreviation: 'OC' },
    comments_enabled: true,
    company_id: companyId,
    created_at: row.created_at,
    created_by: row.created_by,
    currency_configuration: row.currency_configuration,
    custom_fields: row.custom_fields ?? {},
    deletable: true,
    deleted_at: row.deleted_at,
    description: row.description,
    event_origin: originIn(row),
    external_data: { origin_id: row.origin_id, origin_data: row.origin_data },
    in_recycle_bin: row.deleted_at !== null,
    markup_items: [],
    notes: row.notes ?? null,
    number: row.alphanumeric_number,
    prime_contract_for_estimates: null,
    production_quantities: [],
    project_id: row.project_id,
    scope: SCOPE_NAMES[scope] ?? row.event_scope,
    source: row.source ?? null,
    status,
    title: row.title,
    updated_at: row.updated_at,
  };
}

function changeItem(line: Row, event: Row): Row {
  const { wbs_code: code, vendor: firm, estimated_cost_amount: amount } = line;
  return {
    id: line.id,
    budget_code: code,
    budget_impact: null,
    cost_impact: { estimate: amount, vendor: firm },
    created_at: event.created_at,
    currency_configuration: event.currency_configuration,
    deletable: true,
    deleted_at: null,
    description: line.description,
    editable: true,
    event_id: event.id,
    event_number: event.alphanumeric_number,
    event_title: event.title,
    item_type: 'change_event_line_item',
    latest_cost_values: { amount: line.latest_cost ?? amount },
    latest_revenue_values: { amount: line.latest_price },
    line_aging: 0,
    notes: null,
    revenue_impact: null,
    source: 'change_event',
    updated_at: event.updated_at,
  };
}
