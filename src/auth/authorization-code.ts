import type { Connection } from '../connection.js';
import { asProcoreError } from '../errors.js';
import { isKeyRejected, refusalOf } from './grant-refusal.js';
import { codeRefused } from './sign-in-errors.js';
import { askLoginHost, type LoginHost } from './token-endpoint.js';
import { type UserToken, userTokenOf } from './user-token.js';

/** Where Procore shows the code on a page of its own, to be typed in: for a Node-RED that no browser can be sent back to. */
export const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';

/**
 * The page on which a person signs in and agrees. Procore documents neither PKCE nor scopes, so there are none: the state
 * alone ties the answer to this request.
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
  /** The query of the redirect; of a code that was typed in, `code` alone. */
  readonly parameters: URLSearchParams;
  /** The state it must carry; undefined for one that was typed in. */
  readonly state: string | undefined;
  /** The address it was asked for with. */
  readonly redirectUri: string;
}

/**
 * Gets the first token of a user for a code: it is good once, for ten minutes.
 * @throws ProcoreError PROCORE_AUTH when the user declined or the code is not taken, else what the transport met
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
