/** RFIs: list, one, create, change. */
import type { Context } from '../context.js';
import { timestamp } from '../data/dates.js';
import { personRef } from '../data/people.js';
import { questionRow, RFIS, recycledRfi, responder, rfiDetail } from '../data/rfis.js';
import type { Row } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { COMMON_FILTERS, containing, oneOf, oneOfIds } from './filters.js';
import { type ListOptions, list, show, versions } from './operations.js';
import { author, everyone, onePerson } from './people.js';
import { present, type Removable, recycleBin } from './removal.js';
import { change, create, dayOrNull, flag, taken, type Writing } from './writes.js';

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
  fresh: (context) => ({
    status: 'open',
    translated_status: 'Open',
    initiated_at: timestamp(context.now),
    created_by: author(context),
    cost_impact: { status: null, value: null },
    schedule_impact: { status: null, value: null },
    custom_fields: {},
    priority: { name: false, value: null },
  }),
  apply: rfiFields,
  elsewhere: rfiFieldsElsewhere,
  shape: rfiDetail,
};

function rfiFields(given: Fields, context: Context, before: Row): Record<string, unknown> {
  const fields = {
    ...taken(given, ['subject', 'proposed_solution', 'revision']),
    ...assigned(given, context),
  };
  if ('private' in given) fields.private = flag(given.private);
  if ('due_date' in given) fields.due_date = dayOrNull(given.due_date);
  if ('number' in given) fields.full_number = given.number;
  if ('question' in given) fields.questions = [questionOf(given.question, context, before)];
  for (const [name, id] of [
    ['rfi_manager', given.rfi_manager_id],
    ['received_from', given.received_from_login_information_id],
  ] as const)
    if (id !== undefined) fields[name] = onePerson(context, id, personRef);
  const now = timestamp(context.now);
  if (flag(given.draft)) Object.assign(fields, { ...UNSENT, ...NOBODY });
  else if ('draft' in given && before.status === 'draft')
    Object.assign(fields, { ...sentTo(fields, before), ...OPEN, initiated_at: now });
  // Replying does not close an RFI, accepting does (field notes).
  if (flag(given.accepted)) Object.assign(fields, { ...ACCEPTED, ...NOBODY, time_resolved: now });
  return { ...fields, ...courtOf(given.ball_in_court_id, context) };
}

/** Those whom a draft goes to when it is sent: who is assigned now, or was before. */
function sentTo(fields: Fields, before: Row): Fields {
  const { assignee, assignees } = 'assignees' in fields ? fields : before;
  return { ball_in_court: assignee, ball_in_courts: assignees };
}

const UNSENT = { status: 'draft', translated_status: 'Draft', initiated_at: null };
const OPEN = { status: 'open', translated_status: 'Open' };
const ACCEPTED = { status: 'closed', translated_status: 'Closed' };
const NOBODY = { ball_in_court: null, ball_in_courts: [] };

/** Who must answer. */
function assigned(given: Fields, context: Context): Record<string, unknown> {
  const { required_assignee_ids: required } = given;
  const ids = given.assignee_ids ?? given.assignee_id;
  if (ids === undefined && required === undefined) return {};
  const must = new Set(everyone(context, required).map(({ id }) => id));
  const assignees = everyone(context, [ids, required].flat());
  const responders = assignees.map((each) => ({
    ...responder(each),
    response_required: must.has(each.id),
  }));
  const [first = null] = assignees.map(personRef);
  return { assignee: first, assignees: responders, ball_in_court: first, ball_in_courts: responders };
}

/** Whoever the ball is given to. */
function courtOf(id: unknown, context: Context): Record<string, unknown> {
  if (id === undefined) return {};
  const waiting = everyone(context, id);
  return { ball_in_court: waiting.map(personRef)[0] ?? null, ball_in_courts: waiting.map(responder) };
}

/** What only the single RFI shows. How a company calls its text fields is not known. */
function rfiFieldsElsewhere(given: Fields, context: Context): Record<string, unknown> {
  const texts = Object.entries(given).filter(([name]) => /^custom_textfield_\d$/.test(name));
  return {
    ...Object.fromEntries(texts.map(([name, value]) => [name, { label: null, value }])),
    ...('distribution_ids' in given && {
      distribution_list: everyone(context, given.distribution_ids).map(personRef),
    }),
  };
}

/** `question` is an object with a `body`; a plain text is accepted too. */
function questionOf(question: unknown, { account, now }: Context, before: Row): Row {
  const body = isFields(question) ? question.body : question;
  return questionRow(Number(before.id) + 1, String(body), account.name, timestamp(now));
}

/** What a search looks through. */
const TEXTS = containing('subject', 'full_number', 'questions.0.body');

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
  searches: { search: TEXTS, q: TEXTS },
  sorts: { number: 'number', subject: 'subject', created_at: 'created_at', updated_at: 'updated_at' },
  views: { serializer_view: ['ids_only', 'base_web_index', 'web_index', 'flatten_v0'] },
};

export const RFI_ROUTES: readonly Route[] = [
  list(PATH, rfis, listing),
  list(PATH_11, rfis, listing),
  show(`${PATH}/{id}`, rfis, rfiDetail),
  // No `DELETE` of an RFI is published. `PATCH …/{id}/recycle` moves it here; the catalogue's part of Demo answers that.
  recycleBin(`${PATH}/recycle_bin`, removable, {
    filters: { updated_at: COMMON_FILTERS.updated_at },
    shape: () => recycledRfi,
  }),
  create(PATH, writing),
  change(`${PATH}/{id}`, writing),
];
