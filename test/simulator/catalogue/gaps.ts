/**
 * What the tests of the whole catalogue cannot try on Demo, each with its reason. These lists are checked both ways: what else cannot be
 * tried fails a test, and so does what can be tried by now but is still listed.
 */
type Gaps = Readonly<Record<string, string>>;

const REVISION_EMAILS = 'no operation lists the e-mails of a revision';
const PROPERTY_FILES = 'no operation lists the property files of a model';
const HISTORY = 'the types of records that have a history are not published';
const EXTERNAL = 'the answer of the list is not published';
const SIGNATURES = 'no operation lists electronic signatures';

/** Operations of which no other operation gives what the path or the query names. */
export const NOWHERE: Gaps = {
  'GET /rest/v1.0/bim_property_files/{id}/objects': PROPERTY_FILES,
  'GET /rest/v1.0/bim_property_files/{id}/properties': PROPERTY_FILES,
  'GET /rest/v1.0/companies/{company_id}/payments/disbursements/{disbursement_id}/payouts/deleted':
    'no operation lists disbursements',
  'GET /rest/v1.0/meeting_topics/parent_minutes': 'what a meeting shows of its topics is not described',
  'GET /rest/v2.0/companies/{company_id}/assets/{entity_type}/{entity_id}/history': HISTORY,
  'GET /rest/v2.0/companies/{company_id}/assets/{entity_type}/{entity_id}/history/filters/change_type':
    HISTORY,
  'GET /rest/v2.0/companies/{company_id}/assets/{entity_type}/{entity_id}/history/filters/user': HISTORY,
  'GET /rest/v2.0/companies/{company_id}/projects/{project_id}/assets/{entity_type}/{entity_id}/history':
    HISTORY,
  'GET /rest/v2.0/companies/{company_id}/projects/{project_id}/assets/{entity_type}/{entity_id}/history/filters/change_type':
    HISTORY,
  'GET /rest/v2.0/companies/{company_id}/projects/{project_id}/assets/{entity_type}/{entity_id}/history/filters/user':
    HISTORY,
  'GET /rest/v2.0/companies/{company_id}/projects/{project_id}/external_submittals/{id}/advanced_exports':
    EXTERNAL,
  'GET /rest/v2.0/companies/{company_id}/projects/{project_id}/external_submittals/{id}/revisions': EXTERNAL,
  'POST /rest/v2.0/companies/{company_id}/projects/{project_id}/external_submittals/{id}/advanced_exports':
    EXTERNAL,
  'PATCH /rest/v2.0/companies/{company_id}/projects/{project_id}/external_submittals/{id}/linked_local_submittals':
    EXTERNAL,
  'PATCH /rest/v1.0/electronic_signatures/{electronic_signature_id}/withdraw': SIGNATURES,
  'POST /rest/v1.0/projects/{project_id}/drawing_revision_emails/{id}/send_email': REVISION_EMAILS,
  'POST /rest/v1.0/projects/{project_id}/specification_section_revision_emails/{id}/send_email':
    REVISION_EMAILS,
};

const LOGGED = 'the logs of Demo are those of no record that a list shows';

/** Lists that have no rows on Demo. */
export const EMPTY: Gaps = {
  '/rest/v1.0/companies/{company_id}/workflow_permanent_logs': LOGGED,
  '/rest/v1.0/projects/{project_id}/workflow_permanent_logs': LOGGED,
  '/rest/v1.1/projects/{project_id}/meeting_topics/{meeting_topic_id}/parent_minutes':
    'the topic is new, so that no meeting before had it',
};

/** Bodies with pickers of which no other operation gives what the path or the query names. */
export const NO_ADDRESS: Gaps = {
  'PATCH /rest/v1.0/companies/{company_id}/app_configurations/{id}': 'the rows of the list have no id',
  'POST /rest/v1.0/projects/{project_id}/drawing_revision_emails/{id}/send_email': REVISION_EMAILS,
  'POST /rest/v1.0/projects/{project_id}/specification_section_revision_emails/{id}/send_email':
    REVISION_EMAILS,
};

/** Lists of pickers that have no rows on Demo. */
export const NO_CHOICE: Gaps = {
  '/rest/v1.0/change_order_requests':
    'is asked for a contract, of which no field of these forms gives the id',
};

/**
 * What is found otherwise than the list has it.
 * @param tried what could have been found
 */
export function otherThan(gaps: Gaps, found: ReadonlySet<string>, tried: ReadonlySet<string>): string[] {
  const closed = Object.entries(gaps).filter(([at]) => tried.has(at) && !found.has(at));
  return [
    ...[...found].filter((at) => !Object.hasOwn(gaps, at)).map((at) => `${at} cannot be tried`),
    ...closed.map(([at, why]) => `${at} can be tried, so it is no gap any more: ${why}`),
  ];
}
