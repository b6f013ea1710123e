import { type ErrorContext, type ErrorFacts, type FailedAnswer, ProcoreError } from '../errors.js';
import { retryAfterFrom } from '../quota/headers.js';
import { reasonCodes, refusalDetails, refusalText } from './details.js';

type Explanation = Pick<ErrorFacts, 'code' | 'cause' | 'fix' | 'who' | 'transient'>;

/**
 * Procore's refusal as an error that says what is wrong, what to do and who can do it.
 * @param now milliseconds since the epoch, for the wait that a 429 tells
 */
export function explain(answer: FailedAnswer, context: ErrorContext, now: number): ProcoreError {
  const details = refusalDetails(answer.body);
  return new ProcoreError(
    {
      ...explanation(answer, context),
      ...context,
      status: answer.status,
      details,
      requestId: answer.headers['x-request-id'],
      retryAfter: retryAfterFrom(answer.status, answer.headers, now),
    },
    answer,
  );
}

function explanation(answer: FailedAnswer, context: ErrorContext): Explanation {
  const text = refusalText(answer.body);
  const said = text ? ` Procore says: ${withStop(text)}` : '';
  const byText = wordedRefusal(text, context);
  if (byText) return byText;
  switch (answer.status) {
    case 400:
    case 405:
    case 406:
    case 413:
    case 415:
    case 422:
      return reasonCodes(answer.body).includes('PERMISSION_DENIED')
        ? notPermitted(answer, context, said)
        : {
            code: 'PROCORE_INVALID',
            cause: `Procore did not accept the request (${answer.status}).${said}`,
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
        fix: 'Ask for less at once: add a filter or use smaller pages.',
        who: 'developer',
      };
    case 409:
      return {
        code: 'PROCORE_CONFLICT',
        cause: `The request conflicts with the present state of the record (409).${said}`,
        fix: 'Read the record again, then decide anew.',
        who: 'developer',
      };
    case 429:
      return {
        code: 'PROCORE_RATE_LIMITED',
        cause: 'The quota of this key is used up for now (429).',
        fix: 'Wait until Procore’s window is over, and run fewer flows on this key at once.',
        who: 'try again later',
      };
    default:
      return answer.status >= 500
        ? {
            code: 'PROCORE_UNAVAILABLE',
            // Not implemented and not supported stay so.
            transient: answer.status !== 501 && answer.status !== 505,
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

/** Sentences that say more than the status they come with. */
function wordedRefusal(text: string, context: ErrorContext): Explanation | undefined {
  // Live answer of production, 2026: 403 with this sentence, full stop included.
  if (/not connected to this company/i.test(text)) {
    return {
      code: 'PROCORE_NOT_INSTALLED',
      cause: `The app is not installed in ${company(context)}.`,
      fix: 'Ask an administrator of that company to install it: Company Admin, App Management, Install Custom App.',
      who: 'company administrator',
    };
  }
  // Procore's multi-region tutorial quotes this text; its status is not documented, so the text decides.
  if (/missing procore-company-id/i.test(text)) {
    return {
      code: 'PROCORE_CONFIG',
      cause: 'Procore wants to know the company of this call, and none is set.',
      fix: 'Enter one company id: in the node, or as the default company of the connection.',
      who: 'developer',
    };
  }
  return undefined;
}

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

function company({ companyId }: ErrorContext): string {
  return companyId ? `company ${companyId}` : 'this company';
}

function withStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
