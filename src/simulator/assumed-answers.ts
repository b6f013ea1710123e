/**
 * How the simulator answers if Procore's answer is not documented: the second half of what is assumed, beside
 * `assumed.ts`. If you learn how Procore really answers, change it here.
 */
import { COMPANY_HEADER_MISSING, SURPASSED, v1Error, v1Errors, v2Error } from './answers.js';
import type { Answer, Call } from './http.js';
import type { AccessLevel } from './tools.js';

/* ----------------------------------------------------------- daily logs */

/** A range of daily logs that is longer than `longestLogRange`. */
export function dailyLogRangeTooLong(days: number): Answer {
  return v1Error(400, `The date range must not be longer than ${days} days`);
}

/** A `log_date`, `start_date` or `end_date` that cannot be read. */
export function dateUnreadable(name: string): Answer {
  return v1Error(400, `${name} must be a date`);
}

/* -------------------------------------------------------- the transport */

/** A body that is too large. The status is documented; the rest of the answer is not. */
export function bodyTooLarge(call: Call): Answer {
  const message = 'The request body is too large';
  return isV2(call) ? v2Error(413, [{ reason_code: 'PAYLOAD_TOO_LARGE', message }]) : v1Error(413, message);
}

/**
 * `OPTIONS`: the methods of a path. Procore documents that API Support must register another origin before it may call, so
 * no answer allows one. It is assumed that `OPTIONS` is answered at all, and without a token: a browser asks before it has one.
 */
export function methodsOf(methods: readonly string[]): Answer {
  return { status: 204, headers: { Allow: methods.join(', ') } };
}

/* ------------------------------------------------------------ refusals */

/*
 * The order of the checks: token, quota, path, body, company header, company, project, tool. If two of them
 * fail, it is not documented which one Procore reports.
 */

/** A required `Procore-Company-Id` is missing. The text is documented; status and wrapping are not. */
export function companyHeaderMissing(call: Call): Answer {
  return isV2(call)
    ? v2Error(400, [{ reason_code: 'MISSING_HEADER', message: COMPANY_HEADER_MISSING }])
    : v1Errors(400, COMPANY_HEADER_MISSING);
}

/**
 * A bearer token that is missing or not accepted. Seen with live tenants in v1: `{"error":"Invalid Token"}` without a token,
 * and `{"errors":"…"}` for a stale one. The texts of the latter are Doorkeeper's, and Procore's pages quote the first of them.
 * The body in v2 is not known, but `INVALID_TOKEN` is one of its reason codes.
 */
export function tokenRefusedBody(
  call: Call,
  isMissing = false,
): (error: string, description: string) => unknown {
  return (_, description) => {
    if (isV2(call)) return v2Error(401, [{ reason_code: 'INVALID_TOKEN', message: description }]).json;
    return isMissing ? { error: 'Invalid Token' } : { errors: description };
  };
}

/** Too many requests. The text is documented; its wrapping is not, except `TOO_MANY_REQUESTS` in v2. */
export function tooManyRequests(call: Call): Answer {
  return isV2(call)
    ? v2Error(429, [{ reason_code: 'TOO_MANY_REQUESTS', message: SURPASSED }])
    : v1Errors(429, SURPASSED);
}

/** A company id that no company has: 404 and not 403, as for a company that the caller cannot see. */
export function companyUnknown(call: Call, id: string): Answer {
  return notFound(call, `Company with ID = ${id} not found or access is forbidden`);
}

/** A project id that no project has, or the id of a project in another company than `Procore-Company-Id` names. */
export function projectUnknown(call: Call, id: string): Answer {
  return notFound(call, `Project with ID = ${id} not found or access is forbidden`);
}

/**
 * A project in the path of a v1 call without the company header. The 404 was seen with live tenants: without the header
 * Procore looks for the project where it is not. In v2 the path names the company.
 */
export function projectWithoutCompany(call: Call, id: string): Answer {
  return projectUnknown(call, id);
}

/** The header names one company, the path or query another. It is not documented which one wins. */
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

/** A tool that is off or whose level is too low: 403 is documented, although a list may be empty instead. */
export function levelTooLow(call: Call, tool: string, level: AccessLevel, needed: AccessLevel): Answer {
  return forbidden(call, `Your access level for ${tool} is ${level}; this action requires ${needed}`);
}

/**
 * The 401 for a call into a company without the app. "401 or 403" before an installation is documented
 * (`building_apps_install_arch.md`); the body of the 401 is not. The token itself stays valid.
 */
export function notInstalledYet(call: Call): Answer {
  return { status: 401, json: tokenRefusedBody(call)('invalid_token', 'The access token is invalid') };
}

/** The empty list of a tool that the account may not use, instead of a refusal. It is documented; its headers are not. */
export function listEmptied(call: Call): Answer {
  return { status: 200, headers: { Total: '0' }, json: isV2(call) ? { data: [] } : [] };
}

/**
 * A change of a locked record: 409 with `errors.base` is declared for `PATCH /rest/v1.0/files/{id}`. Other operations are
 * assumed to answer the same; in v2 with `WORKFLOW_CONFLICT`, one of its reason codes.
 */
export function recordLocked(call: Call): Answer {
  const message = 'This record is locked';
  return isV2(call)
    ? v2Error(409, [{ reason_code: 'WORKFLOW_CONFLICT', message }])
    : { status: 409, json: { errors: { base: [message] }, error_type: 'locked' } };
}

/** It is not documented who may list the installations of an app. An account that may not gets a plain 403. */
export function installationsRefused(call: Call): Answer {
  return forbidden(call, 'You do not have permission to view app installations');
}

/** A record that is not there. */
export function recordUnknown(call: Call): Answer {
  return notFound(call, 'Not found');
}

/** A path the simulator does not serve. Procore answers unknown paths with 404, in a shape that is not known. */
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

/** More entities in one sync than 1,000. That it is too many is documented, and 413 is declared; the text is not. */
export function payloadTooMany(call: Call, most: number): Answer {
  const message = `No more than ${most} updates are allowed`;
  return isV2(call) ? v2Error(413, [{ reason_code: 'PAYLOAD_TOO_LARGE', message }]) : v1Error(413, message);
}

/** A call that names neither a company nor a project, where its path does not. Status and text were seen with live tenants. */
export function scopeMissing(call: Call): Answer {
  const message = 'Missing Project or Company ID';
  return isV2(call) ? v2Error(400, [{ reason_code: 'MISSING_PROPERTY', message }]) : v1Error(400, message);
}

/** A required query parameter that is missing or of the wrong form. */
export function parameterMissing(call: Call, name: string): Answer {
  const message = `${name} is required`;
  return isV2(call)
    ? v2Error(400, [{ reason_code: 'MISSING_PROPERTY', message, source: name }])
    : v1Error(400, message, 'param is missing or the value is empty');
}

/** `settings/permissions` takes a company or a project. It is documented that naming both is an error; the answer is not. */
export function permissionsOfOne(call: Call): Answer {
  return parameterMissing(call, 'either company_id or project_id');
}

/** A value that a v2 operation does not accept. The 400 is documented for each operation that uses this. */
export function invalidValue(name: string, allowed: readonly string[]): Answer {
  const message = `${name} must be one of ${allowed.join(', ')}`;
  return v2Error(400, [{ reason_code: 'INVALID_PROPERTY', message, source: name }]);
}

/** A body that is not a JSON object. 400 is documented ("malformed JSON"); the text is not. */
export function bodyUnreadable(call: Call): Answer {
  const message = 'The request body could not be parsed';
  return isV2(call) ? v2Error(400, [{ reason_code: 'INVALID_BODY', message }]) : v1Error(400, message);
}

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
 * v2 standardised its errors; v1 did not. It is assumed that a refusal before the resource is reached has the shape of the
 * path's version too, except "App is not connected": it is known from v1 and is given in that form everywhere.
 */
function isV2({ path }: Call): boolean {
  return path.startsWith('/rest/v2.');
}

/* --------------------------------------------------------------- storage */

/*
 * The host of files is assumed to be Amazon's S3, because Procore's addresses lead there. Statuses, codes and texts are those
 * of S3 for an address signed in its query. Its errors are XML.
 */

/** The object does not exist, or the signature of the address is wrong: S3 does not say which. */
export function storageAccessDenied(): Answer {
  return storageError(403, 'AccessDenied', 'Access Denied');
}

/** A bearer token for a signed address: S3 accepts only one of the two. */
export function storageTwoAuthorizations(): Answer {
  const message =
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter ' +
    'or the Authorization header should be specified';
  return storageError(400, 'InvalidArgument', message);
}

/** A method that the host of files does not have; nothing is uploaded to it so far. */
export function storageMethodUnknown(): Answer {
  const message = 'The specified method is not allowed against this resource.';
  return { ...storageError(405, 'MethodNotAllowed', message), headers: { Allow: 'GET, HEAD' } };
}

/** A range that begins after the end of the object. */
export function storageRangeOutside(size: number): Answer {
  const message = 'The requested range is not satisfiable';
  return { ...storageError(416, 'InvalidRange', message), headers: { 'Content-Range': `bytes */${size}` } };
}

function storageError(status: number, code: string, message: string): Answer {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, text, type: 'application/xml' };
}
