import type * as OAuth from 'oauth4webapi';
import type { Connection } from '../connection.js';
import { asProcoreError, type FailedAnswer, ProcoreError } from '../errors.js';

/** OAuth errors that reject the key itself: trying again does not help. */
const KEY_REJECTED = new Set(['invalid_client', 'unauthorized_client']);

/** OAuth errors that pass (RFC 6749, section 4.1.2.1; token endpoints send them too). */
const PASSING = new Set(['temporarily_unavailable', 'server_error']);

/**
 * Turns an error of oauth4webapi into one that a user can act on. Procore runs Doorkeeper, which sends the OAuth error
 * in a `WWW-Authenticate: Bearer … error="invalid_client"` header as well as in the body. The library reports the
 * header as a challenge and the body as a body error; both mean the same.
 */
export function grantRefusal(
  thrown: unknown,
  oauth: typeof OAuth,
  connection: Connection,
  answer: FailedAnswer | undefined,
): ProcoreError {
  if (thrown instanceof oauth.WWWAuthenticateChallengeError) {
    const challenge = thrown.cause.find(({ parameters }) => parameters.error);
    const { error, error_description: description } = challenge?.parameters ?? {};
    // A challenge without an OAuth error is not Procore's: a gateway in between asks for another login.
    return error ? refused(connection, error, description, answer) : notOAuth(connection, answer);
  }
  if (thrown instanceof oauth.ResponseBodyError) {
    return refused(connection, thrown.error, thrown.error_description, answer);
  }
  if (thrown instanceof oauth.AuthorizationResponseError) {
    return refused(connection, thrown.error, thrown.error_description, answer);
  }
  const isProtocol =
    thrown instanceof oauth.OperationProcessingError || thrown instanceof oauth.UnsupportedOperationError;
  return isProtocol ? notOAuth(connection, answer) : asProcoreError(thrown);
}

/** Whether an error means that this key must not be tried again until the configuration changes. */
export function isKeyRejected(error: unknown): boolean {
  return KEY_REJECTED.has(refusalOf(error) ?? '');
}

/** The OAuth error of a rejected grant, e.g. `invalid_grant`; undefined for any other failure. */
export function refusalOf(error: unknown): string | undefined {
  return error instanceof ProcoreError && error.code === 'PROCORE_AUTH' ? error.details[0]?.field : undefined;
}

/** The characters of an OAuth error (RFC 6749, section 5.2). No known error is as long as 60 characters. */
const ERROR_CODE = /^[\x20-\x21\x23-\x5b\x5d-\x7e]{1,60}$/;

/** Characters of a description that are shown. */
const LONGEST_DESCRIPTION = 200;

/**
 * An OAuth error that is safe to show. The host may be any host in the network of the person who typed it, so its
 * answer is shown only if RFC 6749 allows an authorization server to send it.
 */
function repeatable(error: unknown): string {
  return typeof error === 'string' && ERROR_CODE.test(error) ? error : 'unknown error';
}

/** A description that is safe to show: one line of printable characters. */
function described(description: unknown): string {
  const text = (typeof description === 'string' ? description : '')
    .slice(0, 2 * LONGEST_DESCRIPTION)
    .replace(/[\p{C}\p{Z}]+/gu, ' ');
  return text.trim().slice(0, LONGEST_DESCRIPTION);
}

function refused(
  { loginUrl: { host } }: Connection,
  told: unknown,
  description: unknown,
  answer: FailedAnswer | undefined,
): ProcoreError {
  const error = repeatable(told);
  const details = [{ field: error, message: described(description) }];
  if (PASSING.has(error)) {
    const cause = `${host} cannot give out a token for now (${error}).`;
    const fix = 'Wait a little and try again.';
    const facts = { cause, fix, who: 'try again later', details, transient: true } as const;
    return new ProcoreError({ code: 'PROCORE_UNAVAILABLE', ...facts }, answer);
  }
  const rejected = KEY_REJECTED.has(error);
  return new ProcoreError(
    {
      code: 'PROCORE_AUTH',
      cause: rejected
        ? `${host} rejected the client id and secret (${error}).`
        : `${host} refused to give out a token (${error}).`,
      fix: rejected
        ? 'Check that both were copied whole, and that they belong to the environment of this connection: ' +
          'a sandbox key does not work on production, and a production key does not work on the sandbox.'
        : 'Check in Procore’s developer portal that the app has a service account (client credentials).',
      who: 'developer',
      details,
    },
    answer,
  );
}

function notOAuth({ loginUrl }: Connection, answer: FailedAnswer | undefined): ProcoreError {
  return new ProcoreError(
    {
      code: 'PROCORE_BAD_RESPONSE',
      cause: `${loginUrl.host} did not answer like an OAuth server.`,
      fix: 'Check the environment or the login URL of the connection; a proxy or its login page may be in between.',
      who: 'developer',
    },
    answer,
  );
}
