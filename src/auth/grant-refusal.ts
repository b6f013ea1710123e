import type * as OAuth from 'oauth4webapi';
import type { Connection } from '../connection.js';
import { asProcoreError, ProcoreError } from '../errors.js';

/**
 * What oauth4webapi threw, as the error a user can act on. Procore runs Doorkeeper, which sends the OAuth error in a
 * `WWW-Authenticate: Bearer … error="invalid_client"` header as well as in the body: the library reports the header as
 * a challenge and the body as a body error, and both mean the same.
 */
export function grantRefusal(thrown: unknown, oauth: typeof OAuth, connection: Connection): ProcoreError {
  if (thrown instanceof oauth.WWWAuthenticateChallengeError) {
    const [challenge] = thrown.cause;
    const { error, error_description: description } = challenge?.parameters ?? {};
    return rejected(connection, thrown.status, error ?? '', description);
  }
  if (thrown instanceof oauth.ResponseBodyError) {
    return rejected(connection, thrown.status, thrown.error, thrown.error_description);
  }
  if (thrown instanceof oauth.OperationProcessingError || thrown instanceof oauth.UnsupportedOperationError) {
    return new ProcoreError({
      code: 'PROCORE_BAD_RESPONSE',
      cause: `${connection.loginUrl.host} did not answer like an OAuth server.`,
      fix: 'Check the environment or the login URL of the connection; a proxy page may be in between.',
      who: 'developer',
    });
  }
  return asProcoreError(thrown);
}

function rejected(connection: Connection, status: number, error: string, description = ''): ProcoreError {
  const { host } = connection.loginUrl;
  if (error === 'invalid_client' || error === 'unauthorized_client' || error === '') {
    return new ProcoreError({
      code: 'PROCORE_AUTH',
      status,
      cause: `${host} rejected the client id and secret${error ? ` (${error})` : ''}.`,
      fix:
        'Check that both were copied whole, and that they belong to the environment of this connection: ' +
        'a sandbox key does not work on production, nor the reverse.',
      who: 'developer',
      details: [{ field: error || 'oauth', message: description }],
    });
  }
  return new ProcoreError({
    code: 'PROCORE_AUTH',
    status,
    cause: `${host} refused to give out a token (${error}).`,
    fix: 'Check in Procore’s developer portal that the app has a service account (client credentials).',
    who: 'developer',
    details: [{ field: error, message: description }],
  });
}
