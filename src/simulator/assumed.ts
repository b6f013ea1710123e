/**
 * Everything the simulator does that Procore does not document. Each choice is here once, with what is open about it; the
 * answers are in `assumed-answers.ts`. If you learn what Procore really does, change it here.
 */
import type { EventType } from './data/hooks.js';
import type { AccessLevel } from './tools.js';

/* ------------------------------------------------------------------ ids */

/**
 * The first company's zone: its ids, and those of everything in it, begin beyond 32 bits, as the ids of
 * companies and projects in us02 do. It is assumed that records in such a zone have ids of this size as well.
 */
export function zoneIdOffset(companyOrdinal: number): number {
  return companyOrdinal === 0 ? 2 ** 49 : 0;
}

/**
 * The service account's user in the directory, who is also the owner in token info. Its name is documented: the app's name
 * in lower case with dashes, and an id of eight characters. Its mail address is not. It is assumed that the user has the same
 * id in all companies.
 */
export const SERVICE_ACCOUNT = {
  id: 160_586,
  login: 'demo-service-account-5f0c2a9e@example.com',
  name: 'demo-service-account-5f0c2a9e',
} as const;

/** The user of the second app, if the options have one; named in the same way. */
export const SECOND_SERVICE_ACCOUNT = {
  id: 160_602,
  login: 'limited-service-account-b27d41c0@example.com',
  name: 'limited-service-account-b27d41c0',
} as const;

/** The id of the app, which each of its installations shows. */
export const DEVELOPER_APP_ID = 7_310;

/** Installations: their ids and times. It is also assumed that `app_uid` is the client id. */
export function installationId(companyOrdinal: number): number {
  return 61_200 + companyOrdinal;
}
export const INSTALLED_AT = Date.UTC(2025, 3, 7, 9, 30);

/*
 * Ids in paths, of which only the name is documented. It is assumed that
 * - what nothing lists or makes below a record has the ids of the list of its name: the locations of a line are those of the project;
 * - each record has one of what is read and written by its id, such as the budget note of a code;
 * - rows of the list of all records of a kind are in the list below the record that they show, and in no other;
 * - a record inside another one, such as an approver, is found only inside the one that the query names.
 */
/** The person who signs in, unless the options say otherwise. Invented, like everybody here. */
export const USER = {
  id: 160_911,
  login: 'robin.sample@example.com',
  name: 'Robin Sample',
} as const;

/* -------------------------------------------------------------- sign-in */

/**
 * Whether a refresh ends the access token that came with the refresh token. Only the end of the refresh token is
 * documented; Doorkeeper, which Procore runs, can be set either way.
 */
export const REFRESH_ENDS_ACCESS_TOKEN = false;

/** Doorkeeper's page for an app or a redirect address that it does not know: its status and text. */
export const AUTHORIZE_REFUSED = 401;
export const REDIRECT_UNKNOWN =
  "The requested redirect uri is malformed or doesn't match client redirect URI.";

/** Doorkeeper's description of `access_denied`. */
export const ACCESS_DENIED = 'The resource owner or authorization server denied the request.';

/** Realm of the `WWW-Authenticate` header: Doorkeeper's, like the descriptions of OAuth errors. */
export const REALM = 'Doorkeeper';

/* --------------------------------------------------------------- paging */

/** `per_page` of a v1 list if none is given. It is documented for single operations only. */
export const V1_DEFAULT_PER_PAGE = 100;

/** Largest `per_page` of a v1 list. The documentation advises "at or below 2,000" and gives no limit. */
export const V1_LARGEST_PER_PAGE = 2000;

/** Whether a page past the last one still links to the first and the one before it. */
export const LINKS_PAST_THE_END = true;

/** `page_size` of webhook deliveries: 100 is documented, a maximum is not. */
export const DELIVERIES_PAGE_SIZE = 100;
export const LARGEST_DELIVERIES_PAGE = 1000;

/*
 * Lists are in the order of rising ids if no `sort` is given. Webhook deliveries always are, so that `page_start`,
 * documented as the last id of the page before, leads to the next page. Filters that a list does not have are ignored, and
 * so are unknown values of `view`.
 */

/* ------------------------------------------------------------- projects */

/** Fields of a project in `view=compact`. Only the view's existence is documented. `extended` adds nothing. */
export const COMPACT_PROJECT_FIELDS = ['id', 'name', 'display_name', 'project_number', 'active'] as const;

/** A project in `view=ids`: a bare number. */
export function projectOfIdsView({ id }: { id: unknown }): unknown {
  return id;
}

/** `GET /rest/v1.0/companies/{company_id}/projects` has no status filter: it is assumed to list projects of every status. */
export const COMPANY_FORM_STATUS = 'All';

/** Versions with a list of budget line items. The published spec has the single item, public code the list. */
export const BUDGET_LISTS = ['v1.0', 'v1.1'] as const;

/* ----------------------------------------------------------- daily logs */

/** Midnight UTC of a moment. Procore's "today" may follow the project's time zone; this one follows UTC. */
export function todayOf(ms: number): number {
  return ms - (ms % 86_400_000);
}

/**
 * Longest range of daily logs in days. Seen with live tenants: 365 for manpower logs, 30 for `daily_logs`. For the other
 * kinds it is known from one integrator's live notes only.
 */
export function longestLogRange(name: string): number {
  if (name === 'manpower_logs') return 365;
  return name === 'daily_logs' ? 30 : 91;
}

/* -------------------------------------------------------------- removal */

/**
 * Whether a removal sets `updated_at`. A restoration and a change are assumed to set it. Recycle bins that can be filtered by
 * `updated_at` are documented, and would be of little use if a removal did not.
 */
export const REMOVAL_IS_AN_UPDATE = true;

/** Status of a removal if the published spec was not read for the tool: it has 204 for some tools and 200 for others. */
export const REMOVED_STATUS = 204;

/*
 * Recycle bins show records as their lists do, by rising ids, with `deleted_at`. The recycle bin of punch items is a list,
 * as its name says, although the published spec declares one object.
 *
 * Daily logs have no recycle bin: a removed log is gone.
 *
 * Records do not move between projects over HTTP: no tool that the simulator has documents it. A test can move one, because
 * a person may be able to do so in parts of Procore that the simulator lacks. It is assumed that the record keeps its id.
 */

/* ------------------------------------------------- RFIs and punch items */

/*
 * - A new RFI begins when it is made, a draft when it is sent. A draft is with nobody, and goes to its assignees.
 * - `accepted` is what closes an RFI, so each closed one is shown as accepted, and the time of it is when it was resolved.
 * - The company's own labels of the two text fields of an RFI are not known: what was written has none.
 * - A new punch item is open and initiated, and has no manager but the one that was written. Closing one notes who did it and when.
 * - Somebody unknown in a body is 422, as in operations made from shapes.
 */

/* ------------------------------------------- operations made from shapes */

/*
 * Operations without a file of their own are answered by what the catalogue says of them. Beyond that it is assumed:
 * - A new record has null, an empty list or false in a field that the caller did not give, except number, position and author.
 * - A required field that is missing is 422 in v1, as with RFIs, and 400 with INVALID_PROPERTY in v2. A person or a firm that the
 *   company does not have is 422.
 * - An operation that removes answers 204 if the catalogue has no answer for it.
 * - A list that declares pages answers several rows, in `data` in the second generation, although the reference shows one of them or none.
 * - Rows with a login are users of the directory. Who can be chosen for something is everybody there; three were chosen to be told of it.
 * - A field about a person takes ids of users and of people, one about a firm those of vendors; an architect is a firm, and has no login.
 *   An `employee_id` that is a text in the first generation is the number that the company gave.
 * - A list that must be asked for the rows of one record has rows of the first three, of each kind that is meant; all its rows, if no
 *   list has such records, such as the topics of mails. Groups have three records each.
 * - A `contract_id` is of a prime contract or of a commitment, if the name of its list says which; otherwise of either. RFQs, invoices
 *   and compliance are of commitments, payment applications of prime contracts. An `invoice_id` and a `subtier_requisition_id` are of
 *   invoices, a `holder_id` is of a contract or of a potential change order.
 * - What a list has beside its rows and its page belongs to their place: the filters choose rows alone.
 * - A record whose answer is not described has the fields that the list at the same path shows, else those of a list of the same
 *   generation.
 * - The project roles of users and vendors are the project roles, timecard entries of projects and timesheets the timecard entries.
 * - What no operation lists is kept in the record above, in the field that is called like it: the tags of a person in `tag_instances`,
 *   a signature in `signature`, a login in `is_user`. An assignment assigns the record above.
 * - A signature is captured by who writes it. A new record with a file shows an invented one, since no content is kept.
 * - A copy has all that its source shows; a project may copy what the company has. A record that a call looks for before it makes one
 *   is that with all the values of the body.
 * - A write whose answer shows nothing of a record is only acknowledged: it adds no row.
 * - Rows below a record that does not exist are 404. Deprecated and removed operations answer as before.
 * - A list that pages by a cursor names the next page in `pagination.next_cursor`. Procore documents no example.
 * - A collection with a recycle bin has two removed rows from the start, so that there is something to see.
 * - A field's values are those that the list's filter offers, if it has choices. A filter whose field no answer shows chooses rows
 *   by a value that belongs to the row and stays the same: an id of a list that answers, or one of `UNSEEN_WORDS`. A flag such as
 *   `users_only` takes no row away where it is false.
 * - Rows of a list that is not described have the fields that the list can be filtered by.
 * - A filter of ids that a list shows as names only, such as `inspection_type_id`, goes by an id that stays the same.
 * - A view of ids shows rows with an id alone, a compact one (also minimal, short, name) the fields of `COMPACT_FIELDS`, and every
 *   other one the whole row. What a list of filter options has for records in the recycle bin is what it has for the others.
 * - Rows without a value for `sort` go before the others. Texts are ordered by their letters' codes.
 * - `deleted_at` as a filter asks for removed rows, by when they were removed.
 * - A parameter that must be given, and that no row shows, says what the rows are for and takes none away: `tool_type`, `country_code`.
 * - `after` and `before`, `start_day` and `dayRange` (a number of days) say from when to when a list is wanted. Rows that show no day
 *   of their own, such as the people of planned assignments, are always in it.
 * - `overdue` means: due before now and not closed. `show_recycled` shows removed rows beside the others.
 * - A new record is by the account that wrote it, and nothing is below it but what is written there.
 * - All firms of a company are in each of its projects, and a firm that is written anywhere is one of the company. Rows that are
 *   listed for a project, but written without one, are the company's.
 * - A changed daily log moves to the day that was written. A change of a row in a recycle bin restores it.
 * - Money adds up, but how much was paid, done and kept back is invented: 40 % of a contract is paid, 50 % of the work is done, 10 % kept.
 */

/** The tools that workflows are for, by their `tool_type`. Only `correspondence` is in a published description. */
export const WORKFLOW_TOOLS: Readonly<Record<string, string>> = {
  change_orders: 'Change Orders',
  commitments: 'Commitments',
  correspondence: 'Correspondence',
  invoices: 'Invoices',
  rfis: 'RFIs',
  submittals: 'Submittals',
};

/** A text that a filter asks for and no answer shows is one of these in each row. */
export const UNSEEN_WORDS = ['General', 'Special', 'Standard'] as const;

/** Fields of a row in a compact view. */
export const COMPACT_FIELDS =
  /^(id|uuid|name|title|subject|label|number|code|status|position|active|is_active|(display|full|first|last|file)_?name|email_address)$/;

/**
 * Numbers of statuses in filters, by the text that rows show in lower case. Those of observations are documented; those of
 * inspections are assumed to follow the order in which the statuses are published.
 */
export const STATUS_NUMBERS: Readonly<Record<string, readonly string[]>> = {
  items: ['initiated', 'ready_for_review', 'not_accepted', 'closed', 'draft'],
  lists: ['open', 'in review', 'closed'],
  grouped_index: ['open', 'in review', 'closed', 'pending'],
};

/* ---------------------------------------------------------- rate limits */

/**
 * Whose requests are counted together: those of one company, if the call names one that exists. Procore documented this
 * once and dropped it since ("so each company DMSA gets its own limit"). Calls without a company share one count. A user's
 * calls are assumed to be counted apart from the app's.
 * @param account the app or the user that makes the calls
 */
export function quotaKey(companyId: number | undefined, account: string): string {
  return `${account} ${companyId ?? 'no company'}`;
}

/**
 * Whether a request that was answered with 429 counts. No official text says which answers count. It is assumed that all
 * requests with a valid token do, 4xx included; one without a valid token cannot be counted for any account.
 */
export const COUNTS_TOO_MANY = false;

/**
 * `Retry-After` of a 429, in seconds. Three of Procore's pages have one, the one on rate limits does not. Live tenants sent none
 * and `X-Rate-Limit-Reset` alone.
 */
export const RETRY_AFTER = false;

/**
 * Requests in each window. 3,600 an hour is Procore's older text and 100 in ten seconds was seen. Live tenants also had 600 an
 * hour, and 25 in ten seconds in a sandbox, which are the numbers of the newer text: try those by the option `limits`.
 */
export const HOURLY_LIMIT = 3600;
export const SPIKE_LIMIT = 100;

/* ------------------------------------------------------------- transport */

/**
 * Bytes of the largest body. It is documented for single operations that a body can be too large (413), but not the size. The
 * size of the largest segment of an upload in v2.1 is used.
 */
export const LARGEST_BODY = 100 * 2 ** 20;

/** Bodies larger than this many bytes are compressed for a caller that accepts gzip, as an edge server would. */
export const GZIP_FROM = 1024;

/* ----------------------------------------------------------- permissions */

/** Ids of the access levels: 2 and 4 are from real output, 1 and 3 follow. */
export const LEVEL_IDS: Readonly<Record<AccessLevel, number>> = {
  None: 1,
  'Read Only': 2,
  Standard: 3,
  Admin: 4,
};

/** The level a call needs. Procore does not publish it as data: reading is assumed to need Read Only, writing Standard. */
export function levelNeeded(method: string): AccessLevel {
  return method === 'GET' ? 'Read Only' : 'Standard';
}

/* -------------------------------------------------------------- webhooks */

/*
 * Beyond what is documented it is assumed that:
 * - deliveries to one address go one after the other, and a hook's address is all of its URL;
 * - a delivery has the payload version that its hook had when the event happened, and the header that the hook has when it is
 *   sent. What waits for a hook that was removed or disabled is discarded;
 * - two triggers of a hook for the same thing can be made, and each has deliveries of its own;
 * - a hook that was made with v1.0 is in the lists of v2.0, with its short payload version;
 * - a hook of a project can be disabled by `status`, as that of a company, although only the latter is published.
 */

/** ms in which a receiver must accept a connection. Only the 5 s after that are documented. */
export const CONNECT_TIMEOUT = 5000;

/** What a restored record's event is. No page names one. */
export const RESTORED_AS: EventType = 'update';

/** Bytes of a receiver's answer that the log shows. */
export const LOGGED_BODY = 1000;

/** Least number of deliveries that the log of a hook keeps. */
export const LOGGED_DELIVERIES = 10_000;

/**
 * The records behind the names of resources that do not name them. The names are Procore's; which changes each of them covers is
 * not documented.
 */
export const SUBSCRIBED_TO: Readonly<Record<string, string>> = {
  'Observation Items': 'observations',
  'Company Users': 'users',
  'Company Vendors': 'vendors',
  'Project Vendors': 'vendors',
  'Purchase Order Contracts': 'commitments PurchaseOrderContract',
  'Work Order Contracts': 'commitments WorkOrderContract',
  'RFI Replies': 'rfis/*/replies',
};
