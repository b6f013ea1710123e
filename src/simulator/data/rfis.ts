/** RFIs, with the fields of a real one read through a service account and of the published list; about 1.8 KB each as JSON. */
import { DAY, day, timestamp } from './dates.js';
import { anyone, costCodeRef, locationRef, manager } from './parts.js';
import { personRef, type Someone } from './people.js';
import { createdAt, type Kind, type Row, WRITTEN } from './rows.js';
import { PARTS } from './words.js';

const STATUSES = ['open', 'open', 'closed', 'closed', 'closed', 'draft'] as const;
const ASKS = [
  'Confirm',
  'Clarify',
  'Resolve conflict at',
  'Provide dimension for',
  'Approve change to',
] as const;
const IMPACTS = ['yes_unknown', 'no_impact', 'tbd', 'n_a'] as const;

export const RFIS: Kind = {
  name: 'rfis',
  firstId: 22_560_000,
  share: 1,
  make({ id, index, project, chance, of }): Row {
    const created = createdAt(project, index, of, chance);
    const status = chance.pick(1, STATUSES);
    const written = timestamp(created);
    const closed = status === 'closed' ? created + chance.between(2, 2, 30) * DAY : undefined;
    const lead = manager(project, chance, 3);
    const assignee = anyone(project, chance, 4);
    const part = chance.pick(5, PARTS);
    const subject = `${chance.pick(6, ASKS)} ${part}`;
    const number = String(index + 1);
    const money = chance.happens(7, 25) ? Number(chance.money(8, 400, 48_000)) : null;
    const location = locationRef(project, chance, 14);
    const waiting = status === 'open' ? [responder(assignee)] : [];
    return {
      id,
      assignee: personRef(assignee),
      assignees: [responder(assignee)],
      ball_in_court: waiting.length > 0 ? personRef(assignee) : null,
      ball_in_courts: waiting,
      cost_code: costCodeRef(project, chance, 13),
      cost_impact: { status: money ? 'yes_known' : chance.pick(9, IMPACTS), value: money },
      created_at: written,
      created_by: personRef(lead),
      custom_fields: {},
      deleted: false,
      deleted_at: null,
      due_date: day(created + 10 * DAY),
      full_number: number,
      initiated_at: status === 'draft' ? null : written,
      location,
      location_id: location.id,
      link: `https://app.example/${project.id}/project/rfi/show/${id}`,
      number,
      prefix: null,
      priority: { name: false, value: null },
      private: chance.happens(10, 8),
      project_stage: { id: 3, name: 'Course of Construction' },
      questions: [questionRow(id + 1, `${subject}.`, lead.name, written)],
      received_from: personRef(assignee),
      reference: null,
      responsible_contractor: { id: assignee.vendor.id, name: assignee.vendor.name },
      rfi_manager: personRef(lead),
      schedule_impact: { status: chance.pick(11, IMPACTS), value: null },
      status,
      sub_job: null,
      subject: subject.charAt(0).toUpperCase() + subject.slice(1),
      time_resolved: closed === undefined ? null : timestamp(closed),
      translated_status: status.charAt(0).toUpperCase() + status.slice(1),
      updated_at: timestamp(closed ?? created + chance.between(12, 0, 5) * DAY),
    };
  },
};

/** A question: the list shows its text as `body`, the single RFI as plain and as rich text. */
export function questionRow(id: number, text: string, author: string, at: string): Row {
  const texts = { body: text, plain_text_body: text, rich_text_body: text };
  return { id, ...texts, question_date: at, created_by: author };
}

/** The single RFI, with what its list leaves out. */
export function rfiDetail(row: Row): Row {
  return {
    proposed_solution: null,
    revision: '0',
    ...row,
    accepted: row.status === 'closed',
    current_revision: true,
    distribution_list: row[WRITTEN]?.distribution_list ?? [],
    draft: row.status === 'draft',
    drawing_ids: [],
    responses: [],
  };
}

/** An RFI in the recycle bin, according to the published model. */
export function recycledRfi(row: Row): Row {
  return { ...row, deleted: true };
}

/** An assignee: the name contains the firm, as in the real sample. */
export function responder(who: Someone): Row {
  const { name, vendor } = who;
  return {
    id: who.id,
    name: vendor ? `${name} (${vendor.name})` : name,
    locale: '',
    login: who.login,
    response_required: false,
  };
}
