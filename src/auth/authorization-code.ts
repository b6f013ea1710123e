import type { Connection } from '../connection.js';
import { asProcoreError } from '../errors.js';
import { isKeyRejected, refusalOf } from './grant-refusal.js';
import { codeRefused } from './sign-in-errors.js';
import { askLoginHost, type LoginHost } from './token-endpoint.js';
import { type UserToken, userTokenOf } from './user-token.js';

/**
 * Makes Procore show the code on one of its pages, to be typed in: for a Node-RED that a browser cannot be sent back
 * to.
 */
export const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';

/**
 * The page on which a person signs in and agrees. Procore documents neither PKCE nor scopes, so neither is sent: only
 * the state ties the answer to this request.
 */
export function authorizeUrl({ loginUrl, clientId }: Connection, redirectUri: string, state: string): URL {
  const url = new URL('/oauth/authorize', loginUrl);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
  }).toString();
  return url;
}

/** A code that Procore gave out, on its way back to the app. */
export interface CodeAnswer {
  /** The query of the redirect; only `code` if the code was typed in. */
  readonly parameters: URLSearchParams;
  /** The state that the query must carry; undefined if the code was typed in. */
  readonly state: string | undefined;
  /** The redirect address that was sent when the code was requested. */
  readonly redirectUri: string;
}

/**
 * Exchanges a code for the first token of a user. A code works once, for ten minutes.
 * @throws ProcoreError PROCORE_AUTH when the user declined or Procore rejects the code, else the transport's error
 */
export async function exchangeCode(
  host: LoginHost,
  { parameters, state, redirectUri }: CodeAnswer,
): Promise<UserToken> {
  const code = parameters.get('code');
  const exchanged = askLoginHost(
    host,
    async ({ oauth, server, client, secret, options }) => {
      const checked =
        state === undefined
          ? oauth.validateAuthResponse(server, client, parameters, oauth.expectNoState)
          : oauth.validateAuthResponse(server, client, parameters, state);
      const { authorizationCodeGrantRequest: request } = oauth;
      return request(server, client, secret, checked, redirectUri, oauth.nopkce, options);
    },
    async ({ oauth, server, client }, response) =>
      userTokenOf(await oauth.processAuthorizationCodeResponse(server, client, response), host.runtime),
    code ? [code] : [],
  );
  return exchanged.catch((thrown: unknown) => {
    const error = refusalOf(thrown);
    throw error && !isKeyRejected(thrown) ? codeRefused(error, asProcoreError(thrown).details) : thrown;
  });
}
