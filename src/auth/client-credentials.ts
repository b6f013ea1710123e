import type { Token } from './token.js';
import { askLoginHost, type LoginHost, tokenOf } from './token-endpoint.js';

/**
 * Gets a token by the OAuth 2.0 client-credentials grant.
 * @throws ProcoreError PROCORE_AUTH when Procore rejects the key, else the transport's error
 */
export function requestToken(host: LoginHost): Promise<Token> {
  return askLoginHost(
    host,
    ({ oauth, server, client, secret, options }) =>
      oauth.clientCredentialsGrantRequest(server, client, secret, {}, options),
    async ({ oauth, server, client }, response) =>
      tokenOf(await oauth.processClientCredentialsResponse(server, client, response), host.runtime),
  );
}
