import { type ErrorContext, type ErrorDetail, type FailedAnswer, ProcoreError } from '../errors.js';
import { retryAfterFrom } from '../quota/headers.js';
import { refusalDetails } from './details.js';
import { isDenied, plainReason } from './diagnosis.js';
import { isForeign, spokenByOthers } from './foreign.js';
import { company, type Explanation, explained } from './reasons.js';
import { refusedFor, saidBy } from './said.js';

/**
 * A failed answer as an error that says what is wrong, what to do and who can do it, from the answer alone. Never
 * throws, whatever the body is, since the status says when to try again.
 * @param now milliseconds since the epoch, for the wait that a 429 asks for
 */
export function explain(answer: FailedAnswer, context: ErrorContext, now: number): ProcoreError {
  const details = refusalDetails(answer.body);
  return new ProcoreError(
    {
      ...explanation(answer, details, context),
      ...context,
      status: answer.status,
      details,
      requestId: answer.headers['x-request-id'],
      retryAfter: retryAfterFrom(answer.status, answer.headers, now),
    },
    answer,
  );
}

function explanation(
  answer: FailedAnswer,
  details: readonly ErrorDetail[],
  context: ErrorContext,
): Explanation {
  if (isForeign(answer)) return spokenByOthers(answer);
  const said = saidBy(details);
  const reason = plainReason(answer);
  if (reason) return explained(reason, { ...context, status: answer.status, said });
  switch (answer.status) {
    case 400:
    case 405:
    case 406:
    case 413:
    case 415:
    case 422:
      return isDenied(answer)
        ? notPermitted(answer, context, said)
        : {
            code: 'PROCORE_INVALID',
            cause: `Procore did not accept the request (${answer.status})${refusedFor(details)}`,
            ...CORRECT,
          };
    case 401:
      return {
        code: 'PROCORE_AUTH',
        cause: 'Procore did not accept the access token, not even a fresh one.',
        fix: 'Check that the connection’s environment is the one the key was made for.',
        who: 'developer',
      };
    case 403:
      return notPermitted(answer, context, said);
    case 404:
    case 410:
      return {
        code: 'PROCORE_NOT_FOUND',
        cause: `Procore found nothing there (${answer.status}): it is missing, or not visible to this service account.`,
        fix: 'Check the path and the ids, and that the project is among the app’s permitted projects.',
        who: 'developer',
      };
    case 408:
      return {
        code: 'PROCORE_TIMEOUT',
        cause: 'Procore gave up on the request because it took too long (408).',
        fix: 'Add a filter or use smaller pages.',
        who: 'developer',
      };
    case 409:
      return {
        code: 'PROCORE_CONFLICT',
        cause: `The request conflicts with the present state of the record (409).${said}`,
        fix: 'Read the record again before you decide what to send.',
        who: 'developer',
      };
    case 429:
      return {
        code: 'PROCORE_RATE_LIMITED',
        cause: 'The quota of this key is used up for now (429).',
        fix: 'Wait until Procore’s window is over, and run fewer flows on this key at once.',
        who: 'try again later',
      };
    case 501:
      return {
        code: 'PROCORE_UNAVAILABLE',
        cause: `Procore does not offer this operation (501).${said}`,
        fix: 'Check the method and the path, or use another operation.',
        who: 'developer',
      };
    default:
      return answer.status >= 500
        ? {
            code: 'PROCORE_UNAVAILABLE',
            // What is not supported (505) will not be supported at the next attempt.
            transient: answer.status !== 505,
            cause: `Procore could not handle the request (${answer.status}).`,
            fix: 'Try again later; status.procore.com shows known outages.',
            who: 'try again later',
          }
        : {
            code: 'PROCORE_BAD_RESPONSE',
            cause: `The answer has an unexpected status (${answer.status}).`,
            fix: 'Check the URLs of the connection and any proxy in between.',
            who: 'developer',
          };
  }
}

const CORRECT = {
  fix: 'Correct the fields named in details, then send it again.',
  who: 'developer',
} as const;

function notPermitted({ status }: FailedAnswer, context: ErrorContext, said: string): Explanation {
  const where = context.projectId ? `project ${context.projectId}` : company(context);
  return {
    code: 'PROCORE_NOT_PERMITTED',
    cause: `This service account may not do that in ${where} (${status}).${said}`,
    fix:
      'Ask an administrator to check, in App Management, the permitted projects of the app and, in the developer ' +
      'portal, the level it asks for on this tool. Permitted projects must be set again after every app update.',
    who: context.projectId ? 'project administrator' : 'company administrator',
  };
}
