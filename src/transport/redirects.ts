import { type FailedAnswer, ProcoreError } from '../errors.js';
import { type Address, pathFault } from './address.js';

type Redirect = Pick<FailedAnswer, 'status' | 'headers'>;

const CHECK = 'Check the connection’s environment or URLs; a login page or proxy may be in between.';

/** Words in the address of a sign-in page. */
const SIGN_IN = new Set([
  'account',
  'accounts',
  'adfs',
  'auth',
  'captive',
  'idp',
  'login',
  'oauth',
  'oauth2',
  'portal',
  'saml',
  'signin',
  'signon',
  'sso',
]);

/**
 * The address that an answer redirects to.
 * @param toFiles whether a redirect to a file on another host is followed
 * @throws ProcoreError PROCORE_BAD_RESPONSE if we do not follow it: it is on another host, outside /rest/, or for a
 * write
 */
export function redirectTarget(from: Address, answer: Redirect, method: string, toFiles = false): URL {
  const location = answer.headers.location ?? '';
  if (!URL.canParse(location, from.href)) {
    throw badRedirect(`${from.host} redirects without saying where.`, CHECK, answer);
  }
  const target = new URL(location, from.href);
  const isRead = method === 'GET' || method === 'HEAD';
  if (target.origin !== from.origin) {
    const isHttps = target.protocol === 'https:';
    if (toFiles && isRead && isFile(target) && (isHttps || target.protocol === new URL(from.href).protocol))
      return target;
    throw isRead && isHttps && isFile(target)
      ? fileThere(from, target, answer)
      : elsewhere(from, target, answer);
  }
  if (!isRead) {
    throw badRedirect(`${from.host} redirects a request that must not be sent twice.`, CHECK, answer);
  }
  if (pathFault(target.pathname)) {
    throw badRedirect(
      `${from.host} redirects to ${target.pathname}, outside /rest/, which is not followed.`,
      CHECK,
      answer,
    );
  }
  return target;
}

export function redirectsInCircle(host: string): ProcoreError {
  return badRedirect(`${host} redirects in a circle.`, CHECK, undefined);
}

/** Whether an address looks like a file in storage, and not like a sign-in page. */
function isFile({ hostname, pathname }: URL): boolean {
  const words = `${hostname}${pathname}`.toLowerCase().split(/[./_-]/);
  return pathname !== '/' && !words.some((word) => SIGN_IN.has(word));
}

function fileThere(from: Address, target: URL, answer: Redirect): ProcoreError {
  return badRedirect(
    `${from.host} redirects to a file on another host, ${target.host}, which is not followed.`,
    'Use the address in msg.headers.location, without the token; it may be good for a short time only.',
    answer,
  );
}

function elsewhere(from: Address, target: URL, answer: Redirect): ProcoreError {
  return badRedirect(
    `${from.host} redirects to another host, ${target.host}, which is not followed.`,
    CHECK,
    answer,
  );
}

function badRedirect(cause: string, fix: string, answer: Redirect | undefined): ProcoreError {
  return new ProcoreError(
    { code: 'PROCORE_BAD_RESPONSE', cause, fix, who: 'developer' },
    answer && { status: answer.status, headers: answer.headers, body: undefined },
  );
}
