/**
 * Everything the simulator does that Procore does not document: each choice is here, once, with what is open.
 * Whoever learns better changes it here.
 */
import { COMPANY_HEADER_MISSING, SURPASSED, v1Error, v1Errors, v2Error } from './answers.js';
import type { Answer, Call } from './http.js';
import type { AccessLevel } from './tools.js';

/* ------------------------------------------------------------------ ids */

/**
 * The first company's zone: its ids, and those of all that is in it, begin beyond 32 bits, as the ids of
 * companies and projects in us02 do. Assumed: that records in such a zone have ids of this size as well.
 */
export function zoneIdOffset(companyOrdinal: number): number {
  return companyOrdinal === 0 ? 2 ** 49 : 0;
}

/**
 * The service account's own directory user, who is also the owner in token info. Its name, the app's in lower case with
 * dashes and an id of eight characters, is documented; its mail address is not. One id in all companies is assumed.
 */
export const SERVICE_ACCOUNT = {
  id: 160_586,
  login: 'demo-service-account-5f0c2a9e@example.com',
  name: 'demo-service-account-5f0c2a9e',
} as const;

/** The user of the second app, where the options have one: named in the same way. */
export const SECOND_SERVICE_ACCOUNT = {
  id: 160_602,
  login: 'limited-service-account-b27d41c0@example.com',
  name: 'limited-service-account-b27d41c0',
} as const;

/** Installations: ids, and when it was. That `app_uid` is the client id is assumed with them. */
export function installationId(companyOrdinal: number): number {
  return 61_200 + companyOrdinal;
}
export const INSTALLED_AT = Date.UTC(2025, 3, 7, 9, 30);
/** The person who signs in, unless the options say otherwise: invented, as everybody is. */
export const USER = {
  id: 160_911,
  login: 'robin.sample@example.com',
  name: 'Robin Sample',
} as const;

/* -------------------------------------------------------------- sign-in */

/**
 * Whether a refresh ends the access token that came with the refresh token. Documented is the end of the refresh token
 * alone; Doorkeeper, which Procore runs, can be set either way.
 */
export const REFRESH_ENDS_ACCESS_TOKEN = false;

/** What Doorkeeper's page says of an app or a redirect address that it does not know; its status there is 401. */
export const AUTHORIZE_REFUSED = 401;
export const REDIRECT_UNKNOWN =
  "The requested redirect uri is malformed or doesn't match client redirect URI.";

/** Doorkeeper's description of `access_denied`. */
export const ACCESS_DENIED = 'The resource owner or authorization server denied the request.';

/* --------------------------------------------------------------- paging */

/** `per_page` of a v1 list when none is given. Documented are only single operations. */
export const V1_DEFAULT_PER_PAGE = 100;

/** Largest `per_page` of a v1 list. The documentation advises "at or below 2,000", and gives no limit. */
export const V1_LARGEST_PER_PAGE = 2000;

/** Whether a page past the last one still links to the first and the one before it. */
export const LINKS_PAST_THE_END = true;

/** `page_size` of webhook deliveries: 100 is documented, a largest is not. */
export const DELIVERIES_PAGE_SIZE = 100;
export const LARGEST_DELIVERIES_PAGE = 1000;

/*
 * Lists are given by rising ids where no `sort` is asked for, webhook deliveries always, so that `page_start`,
 * documented as the last id of the page before, leads on from it. Filters a list does not have are ignored, and
 * so are values of `view` that are not known.
 */

/* ------------------------------------------------------------- projects */

/** What `view=compact` keeps of a project; that there is such a view is documented. `extended` adds nothing. */
export const COMPACT_PROJECT_FIELDS = ['id', 'name', 'display_name', 'project_number', 'active'] as const;

/** A project in `view=ids`: a bare number. */
export function projectOfIdsView({ id }: { id: unknown }): unknown {
  return id;
}

/** `GET /rest/v1.0/companies/{company_id}/projects` has no status filter: taken to list projects of all. */
export const COMPANY_FORM_STATUS = 'All';

/** Versions with a list of budget line items. The published spec has the single item, public code the list. */
export const BUDGET_LISTS = ['v1.0', 'v1.1'] as const;

/* ----------------------------------------------------------- daily logs */

/** Midnight UTC of a moment. Procore's "today" may be that of the project's time zone; this one is UTC's. */
export function todayOf(ms: number): number {
  return ms - (ms % 86_400_000);
}

/** Longest range of daily logs in days: known from one integrator's live notes only. */
export const LONGEST_LOG_RANGE = 91;

export function dailyLogRangeTooLong(): Answer {
  return v1Error(400, `The date range must not be longer than ${LONGEST_LOG_RANGE} days`);
}

/** A `log_date`, `start_date` or `end_date` that cannot be read. */
export function dateUnreadable(name: string): Answer {
  return v1Error(400, `${name} must be a date`);
}

/* -------------------------------------------------------------- removal */

/**
 * Whether `updated_at` moves with a removal. That it does with a restoration and a change is taken for granted; recycle bins
 * that can be filtered by `updated_at` are documented, and would be of little use otherwise.
 */
export const REMOVAL_IS_AN_UPDATE = true;

/** What a removal is answered with, where the published spec does not say: it has 204 for most, and 200 for some. */
export const REMOVED_STATUS = 204;

/*
 * Recycle bins show records as their lists do, by rising ids, with `deleted_at`. The recycle bin of punch items is a list,
 * as its name says, although the published spec has one object.
 *
 * Daily logs have no recycle bin: what is removed is gone.
 *
 * Records do not move between projects over HTTP: no tool that the simulator has documents it. A test can move one, as
 * somebody may with what the simulator does not have; that it keeps its id then is assumed.
 */

/* ------------------------------------------------------------ refusals */

/*
 * The order of the checks: token, quota, path, body, company header, company, project, tool. Where two of them
 * fail, which one Procore tells of is not documented.
 */

/** No `Procore-Company-Id` where it is required. The text is documented; status and wrapping are not. */
export function companyHeaderMissing(call: Call): Answer {
  return isV2(call)
    ? v2Error(400, [{ reason_code: 'MISSING_HEADER', message: COMPANY_HEADER_MISSING }])
    : v1Errors(400, COMPANY_HEADER_MISSING);
}

/**
 * A bearer token that is not taken. The texts are Doorkeeper's and Procore's pages quote the first of them;
 * the body around them is not documented, but `INVALID_TOKEN` is a reason code of v2.
 */
export function tokenRefusedBody(call: Call): (error: string, description: string) => unknown {
  return (error, description) =>
    isV2(call)
      ? v2Error(401, [{ reason_code: 'INVALID_TOKEN', message: description }]).json
      : { error, error_description: description };
}

/** Too many requests. The text is documented; its wrapping is not, but for `TOO_MANY_REQUESTS` in v2. */
export function tooManyRequests(call: Call): Answer {
  return isV2(call)
    ? v2Error(429, [{ reason_code: 'TOO_MANY_REQUESTS', message: SURPASSED }])
    : v1Errors(429, SURPASSED);
}

/** A company id that no company has: as for a company the caller cannot see, 404 and not 403. */
export function companyUnknown(call: Call, id: string): Answer {
  return notFound(call, `Company with ID = ${id} not found or access is forbidden`);
}

/** A project id that no project has, or that is of another company than `Procore-Company-Id` says. */
export function projectUnknown(call: Call, id: string): Answer {
  return notFound(call, `Project with ID = ${id} not found or access is forbidden`);
}

/** The header says one company, the path or query another. Which one wins is not documented. */
export function companiesDiffer(call: Call): Answer {
  return forbidden(call, 'The company does not match the Procore-Company-Id header');
}

/** A tool of a project that is not permitted: 403 by `troubleshooting.md`; the text is not documented. */
export function projectNotPermitted(call: Call): Answer {
  return forbidden(call, 'You are not permitted to access this project');
}

/** The project itself when it is not permitted: "resource invisible: 404, not 403" (`troubleshooting.md`). */
export function projectInvisible(call: Call, id: string): Answer {
  return projectUnknown(call, id);
}

/** The level a call needs. It is not published as data: reading is taken to need Read Only, writing Standard. */
export function levelNeeded(method: string): AccessLevel {
  return method === 'GET' ? 'Read Only' : 'Standard';
}

/** A tool that is off or whose level is too low: 403 is documented, although a list may be empty instead. */
export function levelTooLow(call: Call, tool: string, level: AccessLevel, needed: AccessLevel): Answer {
  return forbidden(call, `Your access level for ${tool} is ${level}; this action requires ${needed}`);
}

/**
 * A call into a company without the app, where it is answered 401: "401 or 403" before an installation is documented
 * (`building_apps_install_arch.md`), the body of the 401 is not. The token itself stays good.
 */
export function notInstalledYet(call: Call): Answer {
  return { status: 401, json: tokenRefusedBody(call)('invalid_token', 'The access token is invalid') };
}

/** A list of a tool the account may not use, where it is empty instead of refused: documented, its headers are not. */
export function listEmptied(call: Call): Answer {
  return { status: 200, headers: { Total: '0' }, json: isV2(call) ? { data: [] } : [] };
}

/**
 * A change of a locked record: 409 with `errors.base` is declared for `PATCH /rest/v1.0/files/{id}`; taken to be the
 * same elsewhere, with `WORKFLOW_CONFLICT`, one of its reason codes, in v2.
 */
export function recordLocked(call: Call): Answer {
  const message = 'This record is locked';
  return isV2(call)
    ? v2Error(409, [{ reason_code: 'WORKFLOW_CONFLICT', message }])
    : { status: 409, json: { errors: { base: [message] }, error_type: 'locked' } };
}

/** Who may list the installations of an app is not documented: where the account may not, a plain 403. */
export function installationsRefused(call: Call): Answer {
  return forbidden(call, 'You do not have permission to view app installations');
}

/** A record that is not there. */
export function recordUnknown(call: Call): Answer {
  return notFound(call, 'Not found');
}

/** A path the simulator does not serve. Procore answers unknown paths with 404; in which shape is not known. */
export function pathUnknown(call: Call): Answer {
  return notFound(call, `No route matches ${call.method} ${call.path}`);
}

/** A path that is served with other methods only. */
export function methodUnknown(call: Call, allowed: readonly string[]): Answer {
  const message = `${call.method} is not supported here`;
  const answer = isV2(call)
    ? v2Error(405, [{ reason_code: 'METHOD_NOT_ALLOWED', message }])
    : v1Error(405, message);
  return { ...answer, headers: { Allow: allowed.join(', ') } };
}

/**
 * An operation that the simulator does not have, where it is to say so (option `unserved`): nothing that Procore would
 * answer. 501 is about the server; a 404 would say that Procore has nothing there.
 */
export function notSimulated({ method, path }: Call, served: string): Answer {
  const message = `The simulator does not have ${method} ${path}. It answers: ${served}.`;
  return { status: 501, json: { code: 501, message, reason: 'not simulated', served } };
}

/** A required query parameter that is missing or of the wrong form. */
export function parameterMissing(call: Call, name: string): Answer {
  const message = `${name} is required`;
  return isV2(call)
    ? v2Error(400, [{ reason_code: 'MISSING_PROPERTY', message, source: name }])
    : v1Error(400, message, 'param is missing or the value is empty');
}

/** `settings/permissions` takes a company or a project. That both is one too many is documented, the answer not. */
export function permissionsOfOne(call: Call): Answer {
  return parameterMissing(call, 'either company_id or project_id');
}

/** A value that is not among those a v2 operation takes; where this is used, the 400 is documented. */
export function invalidValue(name: string, allowed: readonly string[]): Answer {
  const message = `${name} must be one of ${allowed.join(', ')}`;
  return v2Error(400, [{ reason_code: 'INVALID_PROPERTY', message, source: name }]);
}

/** A body that is no JSON object. 400 is documented ("malformed JSON"); the text is not. */
export function bodyUnreadable(call: Call): Answer {
  const message = 'The request body could not be parsed';
  return isV2(call) ? v2Error(400, [{ reason_code: 'INVALID_BODY', message }]) : v1Error(400, message);
}

/** Realm of the `WWW-Authenticate` header: Doorkeeper's own, as are the descriptions of OAuth errors. */
export const REALM = 'Doorkeeper';

/** Revoking with a client that is not known: the documentation says only that the answer is always 200. */
export function revokeUnknownClient(): Answer {
  return { status: 200, json: {} };
}

function forbidden(call: Call, message: string): Answer {
  return isV2(call) ? v2Error(403, [{ reason_code: 'FORBIDDEN', message }]) : v1Error(403, message);
}

function notFound(call: Call, message: string): Answer {
  return isV2(call) ? v2Error(404, [{ reason_code: 'NOT_FOUND', message }]) : v1Error(404, message);
}

/**
 * v2 standardised its errors; v1 did not. Assumed: that a refusal before the resource follows the path too, but
 * for "App is not connected", which is known from v1 and given in that form everywhere.
 */
function isV2({ path }: Call): boolean {
  return path.startsWith('/rest/v2.');
}

/* ---------------------------------------------------------- rate limits */

/**
 * Whose requests are counted together: those of one company, where the call names one that exists. Documented
 * once and dropped since ("so each company DMSA gets its own limit"). Calls without a company share one count. A user's
 * calls are taken to be counted apart from the app's.
 * @param account the app or the user whose calls they are
 */
export function quotaKey(companyId: number | undefined, account: string): string {
  return `${account} ${companyId ?? 'no company'}`;
}

/**
 * Whether a request refused with 429 counts itself. No official text says which answers count: taken is that
 * all with a valid token do, 4xx included, and that one without a valid token cannot be told to be anybody's.
 */
export const COUNTS_TOO_MANY = false;

/** `Retry-After` of a 429, in seconds. Three of Procore's pages have one, the one on rate limits does not. */
export const RETRY_AFTER = true;

/* ------------------------------------------------------------- transport */

/**
 * Bytes of the largest body. That a body can be too large (413) is documented for single operations, the size is not: taken
 * is that of the largest segment of an upload in v2.1.
 */
export const LARGEST_BODY = 100 * 2 ** 20;

/** A body that is too large: the status is documented, what comes with it is not. */
export function bodyTooLarge(call: Call): Answer {
  const message = 'The request body is too large';
  return isV2(call) ? v2Error(413, [{ reason_code: 'PAYLOAD_TOO_LARGE', message }]) : v1Error(413, message);
}

/**
 * `OPTIONS`: the methods of a path. Documented is that other origins may call only where API Support registered them, so no
 * answer allows one. That the rest is answered at all, and without a token, is assumed: a browser asks before it has one.
 */
export function methodsOf(methods: readonly string[]): Answer {
  return { status: 204, headers: { Allow: methods.join(', ') } };
}

/** Bodies larger than this many bytes are compressed for a caller that takes gzip, as an edge would. */
export const GZIP_FROM = 1024;

/* ----------------------------------------------------------- permissions */

/** Ids of the access levels: 2 and 4 are from real output, 1 and 3 follow. */
export const LEVEL_IDS: Readonly<Record<AccessLevel, number>> = {
  None: 1,
  'Read Only': 2,
  Standard: 3,
  Admin: 4,
};

/* --------------------------------------------------------------- storage */

/*
 * The host of files is taken to be Amazon's S3, to which Procore's addresses lead: statuses, codes and texts are S3's, for
 * an address signed by its query. Its errors are XML.
 */

/** An object that is not there, or an address that is not signed as it should be: S3 tells nobody which. */
export function storageAccessDenied(): Answer {
  return storageError(403, 'AccessDenied', 'Access Denied');
}

/** A bearer token at an address that is signed: S3 wants one of the two. */
export function storageTwoAuthorizations(): Answer {
  const message =
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified';
  return storageError(400, 'InvalidArgument', message);
}

/** A method that the host of files does not have; nothing is uploaded to it so far. */
export function storageMethodUnknown(): Answer {
  const message = 'The specified method is not allowed against this resource.';
  return { ...storageError(405, 'MethodNotAllowed', message), headers: { Allow: 'GET, HEAD' } };
}

function storageError(status: number, code: string, message: string): Answer {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, text, type: 'application/xml' };
}
