import { askLoginHost, type LoginHost } from './token-endpoint.js';

/**
 * Ends a user's token at Procore. Revoking the access token or the refresh token ends both, and an unknown token gets a
 * 200 too ("OAuth Endpoints" in Procore's documentation).
 * @throws ProcoreError when Procore could not be told
 */
export function revokeToken(host: LoginHost, token: string): Promise<void> {
  return askLoginHost(
    host,
    ({ oauth, server, client, secret, options }) =>
      oauth.revocationRequest(server, client, secret, token, options),
    async ({ oauth }, response) => void (await oauth.processRevocationResponse(response)),
    [token],
  );
}
