/** RFIs: list, one, create, change. */
import type { Project } from '../data/company.js';
import { type Person, personRef } from '../data/people.js';
import { questionRow, RFIS, recycledRfi, responder, rfiDetail } from '../data/rfis.js';
import type { Row } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { COMMON_FILTERS, oneOf, oneOfIds } from './filters.js';
import { type ListOptions, list, show, versions } from './operations.js';
import { present, type Removable, recycleBin } from './removal.js';
import { change, create, dayOrNull, flag, people, taken, type Writing } from './writes.js';

/** The list also answers as v1.1, which no specification has: live tenants showed it. */
const [PATH, PATH_11] = versions(['v1.0', 'v1.1'], 'projects/{project_id}/rfis') as [string, string];

const removable: Removable = { kind: RFIS, tool: TOOLS.rfi };
const rfis = present(removable);

const writing: Writing = {
  kind: RFIS,
  tool: TOOLS.rfi,
  wrapper: 'rfi',
  // Subject and question are declared as required; manager and assignees turned out to be required at run time.
  required: {
    subject: ['subject'],
    question: ['question'],
    rfi_manager: ['rfi_manager_id'],
    assignees: ['assignee_ids', 'assignee_id'],
  },
  fresh: () => ({
    status: 'open',
    translated_status: 'Open',
    time_resolved: null,
    due_date: null,
    private: false,
    cost_code: null,
    cost_impact: { status: null, value: null },
    location: null,
    location_id: null,
    received_from: null,
    responsible_contractor: null,
    schedule_impact: { status: null, value: null },
  }),
  apply: rfiFields,
};

function rfiFields(given: Fields, project: Project): Record<string, unknown> {
  const fields = taken(given, ['subject', 'proposed_solution', 'custom_fields', 'revision']);
  if ('private' in given) fields.private = flag(given.private);
  if ('due_date' in given) fields.due_date = dayOrNull(given.due_date);
  if ('question' in given) fields.questions = [questionOf(given.question)];
  const assignees = people(project, given.assignee_ids ?? given.assignee_id).map(responder);
  const [first] = people(project, given.assignee_ids ?? given.assignee_id);
  if (first) {
    const assignee = personRef(first);
    Object.assign(fields, { assignee, assignees, ball_in_court: assignee, ball_in_courts: assignees });
  }
  const [lead]: Person[] = people(project, given.rfi_manager_id);
  if (lead) fields.rfi_manager = personRef(lead);
  if (flag(given.draft))
    Object.assign(fields, { status: 'draft', translated_status: 'Draft', initiated_at: null });
  // Replying does not close an RFI, accepting does (field notes).
  if (flag(given.accepted))
    Object.assign(fields, {
      status: 'closed',
      translated_status: 'Closed',
      ball_in_court: null,
      ball_in_courts: [],
    });
  return fields;
}

/** `question` is an object with a `body`; a plain text is accepted too. */
function questionOf(question: unknown): Row {
  const body = isFields(question) ? question.body : question;
  return questionRow(0, String(body));
}

const listing: ListOptions = {
  filters: {
    ...COMMON_FILTERS,
    status: oneOf('status'),
    assigned_id: oneOfIds('assignees'),
    ball_in_court_id: oneOfIds('ball_in_courts'),
    rfi_manager_id: oneOf('rfi_manager.id'),
    received_from_login_information_id: oneOf('received_from.id'),
    responsible_contractor_id: oneOf('responsible_contractor.id'),
    cost_code_id: oneOf('cost_code.id'),
    location_id: oneOf('location.id'),
    number: oneOf('number'),
  },
  sorts: { number: 'number', subject: 'subject', created_at: 'created_at', updated_at: 'updated_at' },
  views: { serializer_view: ['ids_only', 'base_web_index', 'web_index', 'flatten_v0'] },
};

export const RFI_ROUTES: readonly Route[] = [
  list(PATH, rfis, listing),
  list(PATH_11, rfis, listing),
  show(`${PATH}/{id}`, rfis, rfiDetail),
  // There is no operation that deletes an RFI: people do, in Procore's own pages.
  recycleBin(`${PATH}/recycle_bin`, removable, {
    filters: { updated_at: COMMON_FILTERS.updated_at },
    shape: () => recycledRfi,
  }),
  create(PATH, writing),
  change(`${PATH}/{id}`, writing),
];
