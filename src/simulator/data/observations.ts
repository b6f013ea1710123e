/** Observation items; fields, statuses and priorities are those of the published model. */
import { DAY, day, timestamp } from './dates.js';
import { anyone, locationRef, manager, tradeRef } from './parts.js';
import { personRef } from './people.js';
import { createdAt, type Kind } from './rows.js';

const SEEN = [
  'Missing guardrail',
  'Housekeeping',
  'Damaged extension cord',
  'No hard hat',
  'Blocked exit route',
  'Unprotected rebar ends',
  'Good use of fall protection',
  'Leak at pipe joint',
  'Open floor penetration',
] as const;
const TYPES = [
  { id: 91_001, name: 'Safety Violation', category: 'Safety' },
  { id: 91_002, name: 'Deficiency', category: 'Quality' },
  { id: 91_003, name: 'Commissioning', category: 'Commissioning' },
] as const;
const STATUSES = ['initiated', 'ready_for_review', 'not_accepted', 'closed', 'closed'] as const;
const PRIORITIES = ['Low', 'Medium', 'High', 'Urgent'] as const;

export const OBSERVATIONS: Kind = {
  name: 'observations',
  firstId: 14_200_000,
  share: 1.2,
  fresh: () => ({ status: STATUSES[0] }),
  make({ id, index, of, project, chance }) {
    const created = createdAt(project, index, of, chance);
    const status = chance.pick(1, STATUSES);
    const closed = status === 'closed' ? timestamp(created + chance.between(2, 1, 14) * DAY) : null;
    const assignee = anyone(project, chance, 3);
    const seen = chance.pick(4, SEEN);
    const location = locationRef(project, chance, 5);
    return {
      id,
      assignee: { ...personRef(assignee), vendor: { id: assignee.vendor.id, name: assignee.vendor.name } },
      closed_at: closed,
      created_at: timestamp(created),
      created_by: personRef(manager(project, chance, 6)),
      custom_fields: {},
      date_notified: day(created),
      deleted_at: null,
      description: `${seen} at ${String(location.node_name)}.`,
      description_rich_text: `<p>${seen} at ${String(location.node_name)}.</p>`,
      due_date: day(created + chance.between(7, 1, 7) * DAY),
      location,
      name: seen,
      number: String(index + 1),
      origin: null,
      permissions: { can_edit: true },
      personal: false,
      priority: chance.pick(8, PRIORITIES),
      specification_section: null,
      status,
      trade: tradeRef(assignee.vendor.trade.trade),
      type: chance.pick(9, TYPES),
      updated_at: closed ?? timestamp(created + 3_600_000),
    };
  },
};
