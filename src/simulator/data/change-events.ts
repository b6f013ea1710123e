/** Change events; fields are those of the published model. Amounts are strings. */
import { DAY, timestamp } from './dates.js';
import { manager, wbsCode } from './parts.js';
import { personRef, vendor } from './people.js';
import { createdAt, type Kind } from './rows.js';
import { PARTS } from './words.js';

const STATUSES = ['Open', 'Open', 'Pending', 'Closed', 'Void'] as const;
const REASONS = ['Design Development', 'Existing Condition', 'Client Request', 'Allowance'] as const;
const SCOPES = ['In Scope', 'Out of Scope', 'TBD'] as const;

export const CHANGE_EVENTS: Kind = {
  name: 'change_events',
  firstId: 5_310_000,
  share: 0.5,
  make({ id, index, of, project, chance }) {
    const created = createdAt(project, index, of, chance);
    const status = chance.pick(1, STATUSES);
    const reason = chance.pick(2, REASONS);
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
      change_event_line_items: lines,
      change_event_origin_id: null,
      change_event_origin_type: null,
      change_event_status: { id: 500 + STATUSES.indexOf(status), name: status },
      change_order_change_reason: { id: 810 + REASONS.indexOf(reason), change_reason: reason },
      created_at: timestamp(created),
      created_by: personRef(manager(project, chance, 5)),
      deleted_at: null,
      description: null,
      event_scope: chance.pick(6, SCOPES),
      event_type: 'Owner Change',
      number: index + 1,
      origin_data: null,
      origin_id: null,
      project_id: project.id,
      rfi: null,
      status,
      title: `${reason}: ${chance.pick(7, PARTS)}`,
      updated_at: timestamp(created + chance.between(8, 0, 20) * DAY),
    };
  },
};
