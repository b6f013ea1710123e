/** Submittals, in the shape of a real list item read through a service account. */
import type { Project } from './company.js';
import { DAY, day, timestamp } from './dates.js';
import { anyone, costCodeRef, locationRef, manager, partOf } from './parts.js';
import type { Person } from './people.js';
import { responder } from './rfis.js';
import { createdAt, type Kind, type Row } from './rows.js';
import { TRADES } from './words.js';

const STATUSES = [
  { id: 115_337, name: 'Submitted', status: 'Open' },
  { id: 115_338, name: 'In Review', status: 'Open' },
  { id: 115_339, name: 'Approved / No Exceptions Taken', status: 'Closed' },
  { id: 115_340, name: 'Approved as Noted', status: 'Closed' },
  { id: 115_341, name: 'Revise and Resubmit', status: 'Closed' },
] as const;

/** What approvers answer, and the packages that submittals are sent in. */
export const RESPONSES = [
  'Approved',
  'Approved as Noted',
  'Revise and Resubmit',
  'Rejected',
  'Reviewed',
] as const;
export const PACKAGES = ['Foundations', 'Superstructure', 'Envelope', 'Mechanical', 'Finishes'] as const;

/** `{id, name}` of a response that a company has. */
export function responseOf({ company }: Project, index: number): { id: number; name: string } {
  return { id: company.idOffset + 7_420_000 + index, name: RESPONSES[index] ?? RESPONSES[0] };
}

/** A package of the project. */
export function packageOf(
  { company, ordinal }: Project,
  index: number,
): { id: number; title: string; number: string } {
  const id = company.idOffset + 7_610_000 + ordinal * PACKAGES.length + index;
  return { id, title: PACKAGES[index] ?? PACKAGES[0], number: String(index + 1) };
}

const TYPES = ['Shop Drawing', 'Product Information', 'Sample', 'Closeout', 'Mix Design'] as const;

/** What else a submittal shows of its package. */
const EMPTY_PACKAGE = {
  attachments: [],
  created_by: null,
  description: null,
  specification_section_id: null,
  submittal_ids: [],
  updated_at: null,
} as const;

/** An approver's part of a submittal. */
function approval(id: number, approver: Person, response: Row | null): Row {
  return {
    id: partOf(id),
    approver_type: 'Approver',
    associated_attachments: [],
    comment: null,
    days_to_respond: 14,
    due_date: null,
    response_required: true,
    response,
    returned_date: null,
    sent_date: null,
    variance: null,
    user: { id: approver.id, name: approver.name },
    workflow_group_number: 1,
  };
}

/** The single submittal: its list calls the attachments otherwise. */
export function submittalDetail(row: Row): Row {
  const { associated_attachments: files } = row;
  return { ...row, attachments: files, attachments_count: Array.isArray(files) ? files.length : 0 };
}

export const SUBMITTALS: Kind = {
  name: 'submittals',
  firstId: 63_400_000,
  share: 1.4,
  fresh: ({ number }) => ({ status: STATUSES[0], type: null, formatted_number: number }),
  make({ id, index, of, project, chance }) {
    const created = createdAt(project, index, of, chance);
    const place = chance.between(1, 0, TRADES.length - 1);
    const trade = TRADES[place] as (typeof TRADES)[number];
    const status = chance.pick(2, STATUSES);
    const type = chance.pick(3, TYPES);
    const approver = anyone(project, chance, 4);
    const lead = manager(project, chance, 7);
    const closed = status.status === 'Closed';
    return {
      id,
      actual_delivery_date: null,
      approvers: [
        approval(
          id,
          approver,
          closed ? responseOf(project, chance.between(14, 0, RESPONSES.length - 1)) : null,
        ),
      ],
      associated_attachments: [],
      ball_in_court: closed ? [] : [responder(approver)],
      closed_at: closed ? timestamp(created + 21 * DAY) : null,
      cost_code_id: chance.happens(10, 60) ? costCodeRef(project, chance, 11).id : null,
      created_at: timestamp(created),
      created_by: { id: approver.id, name: approver.name },
      current_revision: true,
      custom_fields: {},
      description: `${type} for ${trade.title}`,
      distributed_at: closed ? timestamp(created + 21 * DAY) : null,
      distribution_members: [],
      drawing_ids: [],
      due_date: day(created + 14 * DAY),
      formatted_number: `${trade.section}-${index + 1}`,
      issue_date: day(created),
      last_distributed_submittal: null,
      lead_time: chance.between(5, 5, 90),
      linked_drawing_ids: [],
      location_id: chance.happens(12, 60) ? locationRef(project, chance, 13).id : null,
      number: String(index + 1),
      private: false,
      received_date: day(created + DAY),
      received_from: { id: approver.id, name: approver.name },
      required_on_site_date: day(created + chance.between(6, 40, 160) * DAY),
      responsible_contractor: { id: approver.vendor.id, name: approver.vendor.name },
      revision: '0',
      scheduled_task: null,
      specification_section: {
        id: project.company.idOffset + 38_306_000 + project.ordinal * 50 + place,
        description: trade.title,
        label: `${trade.section} - ${trade.title}`,
        number: trade.section,
      },
      status,
      sub_job_id: null,
      submit_by: day(created + 7 * DAY),
      submittal_manager: { id: lead.id, name: lead.name },
      submittal_package: chance.happens(15, 40)
        ? { ...EMPTY_PACKAGE, ...packageOf(project, chance.between(16, 0, PACKAGES.length - 1)) }
        : null,
      submittal_workflow_template: null,
      submittal_workflow_template_applied_at: null,
      title: `${trade.title}: ${type.toLowerCase()} ${chance.between(8, 1, 9)}`,
      type: { id: 7100 + TYPES.indexOf(type), name: type, translated_name: type },
      updated_at: timestamp(created + chance.between(9, 0, 25) * DAY),
    };
  },
};
