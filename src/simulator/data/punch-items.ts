/** Punch items; fields, statuses and impacts are those of the published model. */
import { DAY, day, timestamp } from './dates.js';
import { anyone, costCodeRef, locationRef, manager, partOf, tradeRef } from './parts.js';
import { memberRef, personRef, type Someone } from './people.js';
import { createdAt, type Kind, type Row } from './rows.js';

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

/** An assignee's part of a punch item. */
export function assignment(id: number, assignee: Someone, closed: string | null): Row {
  return {
    id,
    approved: closed !== null,
    attachments: [],
    comment: null,
    login_information: personRef(assignee),
    login_information_id: assignee.id,
    login_information_name: assignee.name,
    manager_accepted_at: closed,
    notified_at: null,
    responded_at: closed,
    status: closed ? 'resolved' : 'unresolved',
    updated_at: closed?.slice(0, 10) ?? null,
    user_name: assignee.name,
    vendor: assignee.vendor ? { id: assignee.vendor.id, name: assignee.vendor.name } : null,
  };
}

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
    const lead = memberRef(manager(project, chance, 6));
    return {
      id,
      assignees: [personRef(assignee)],
      assignments: [assignment(partOf(id), assignee, closed)],
      ball_in_court: closed ? [] : [memberRef(assignee)],
      closed_at: closed,
      closed_by: closed ? lead : null,
      cost_code: costCodeRef(project, chance, 10),
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
      punch_item_type: null,
      punch_item_manager: lead,
      reference: null,
      schedule_impact: 'no_impact',
      schedule_impact_days: null,
      schedule_risk: null,
      schedule_risk_confidence: null,
      schedule_risk_probability: null,
      schedule_risk_reason: null,
      ...state,
      trade: tradeRef(assignee.vendor.trade.trade),
      updated_at: closed ?? timestamp(created + 7_200_000),
    };
  },
};
