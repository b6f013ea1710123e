/** Punch items; fields, statuses and impacts are those of the published model. */
import { DAY, day, timestamp } from './dates.js';
import { anyone, locationRef, manager, tradeRef, wbsCode } from './parts.js';
import { personRef } from './people.js';
import { createdAt, type Kind } from './rows.js';

const WORK = [
  'Touch up paint',
  'Adjust door closer',
  'Replace cracked tile',
  'Install missing cover plate',
  'Seal penetration',
  'Align ceiling grid',
  'Clean glazing',
  'Repair scratched frame',
] as const;
const STATES = [
  { status: 'Open', workflow_status: 'work_required' },
  { status: 'Open', workflow_status: 'ready_for_review' },
  { status: 'Pending', workflow_status: 'initiated' },
  { status: 'Closed', workflow_status: 'closed' },
] as const;
const PRIORITIES = ['low', 'medium', 'high'] as const;

export const PUNCH_ITEMS: Kind = {
  name: 'punch_items',
  firstId: 48_900_000,
  share: 2,
  make({ id, index, of, project, chance }) {
    const created = createdAt(project, index, of, chance);
    const state = chance.pick(1, STATES);
    const closed = state.status === 'Closed' ? timestamp(created + chance.between(2, 2, 40) * DAY) : null;
    const assignee = anyone(project, chance, 3);
    const cost = chance.happens(4, 20) ? chance.money(5, 50, 4000) : null;
    const lead = personRef(manager(project, chance, 6));
    return {
      id,
      assignees: [personRef(assignee)],
      assignments: [
        { id: id + 1, status: closed ? 'resolved' : 'unresolved', login_information: personRef(assignee) },
      ],
      ball_in_court: closed ? [] : [personRef(assignee)],
      closed_at: closed,
      cost_code: wbsCode(project, index, 'S'),
      cost_impact: cost ? 'yes_known' : 'no_impact',
      cost_impact_amount: cost,
      created_at: timestamp(created),
      created_by: lead,
      custom_fields: {},
      deleted_at: null,
      description: null,
      due_date: day(created + 14 * DAY),
      final_approver: lead,
      has_resolved_responses: closed !== null,
      has_unresolved_responses: closed === null,
      location: locationRef(project, chance, 7),
      name: chance.pick(8, WORK),
      position: index + 1,
      priority: chance.pick(9, PRIORITIES),
      private: false,
      punch_item_manager: lead,
      reference: null,
      schedule_impact: 'no_impact',
      schedule_impact_days: null,
      ...state,
      trade: tradeRef(assignee.vendor.trade.trade),
      updated_at: closed ?? timestamp(created + 7_200_000),
    };
  },
};
