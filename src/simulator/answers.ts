/**
 * Procore's error bodies. There is no single shape (facts: doc `error_reference.md`, the published spec, and
 * live notes); the shape depends on the API version and on who refuses.
 */
import type { Answer } from './http.js';

/** The model that most v1 operations declare for 400, 401, 403, 404, 409 and 422; every key is optional. */
export function v1Error(status: number, message: string, reason?: string): Answer {
  return { status, json: { code: status, message, ...(reason === undefined ? {} : { reason }) } };
}

/** `{"errors": ["…"]}`: what a v1 403 really looked like. */
export function v1Errors(status: number, ...errors: string[]): Answer {
  return { status, json: { errors } };
}

/** `{"errors": {"field": ["…"]}}`: what a refused RFI really looked like; 422 by `error_reference.md`. */
export function fieldErrors(errors: Readonly<Record<string, readonly string[]>>): Answer {
  return { status: 422, json: { errors } };
}

export interface ErrorDetail {
  readonly reason_code: string;
  readonly message: string;
  readonly source?: string;
}

const V2_NAMES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Payload Too Large',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
};

/** The v2 shape: `code` is the status in SCREAMING_SNAKE (document_management_technical_guide.md). */
export function v2Error(status: number, details: readonly ErrorDetail[]): Answer {
  const message = V2_NAMES[status] ?? 'Error';
  const code = message.toUpperCase().replaceAll(' ', '_');
  return { status, json: { error: { code, message, details } } };
}

/** The one refusal whose body is known word by word, from two independent sources. */
export function notConnected(): Answer {
  return v1Errors(403, 'App is not connected to this company.');
}

/** Text of a 429 in either window: `plan_your_app/rate_limiting.md`. */
export const SURPASSED =
  'You have surpassed the max number of requests for an hour. Please wait until your limit resets.';

/** Text for a missing company header: `tutorials/tutorial_mpz.md`. */
export const COMPANY_HEADER_MISSING =
  'Missing Procore-Company-Id header!\n\n' +
  'Each call your application makes to the Procore API must contain a request header that includes the ' +
  'Procore-Company-Id field. \n' +
  'This request header field specifies the id of the company into which you are making the call.';
