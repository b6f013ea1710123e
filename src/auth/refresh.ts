import { askLoginHost, type LoginHost } from './token-endpoint.js';
import { type UserToken, userTokenOf } from './user-token.js';

/** ms that the answer is waited for at least, however impatient a connection is: given up, the sign-in is lost. */
const LEAST_PATIENCE = 60_000;

/**
 * Gets the next token of a user. The refresh token is spent by that, whatever comes of it ("any call to refresh,
 * successful or not, permanently invalidates the current refresh token": Procore's FAQ).
 * @throws ProcoreError PROCORE_AUTH with `invalid_grant` when it was spent before, else what the transport met
 */
export function refreshToken(host: LoginHost, refreshToken: string): Promise<UserToken> {
  const timeoutMs = Math.max(LEAST_PATIENCE, host.connection.timeoutMs);
  return askLoginHost(
    { ...host, timeoutMs },
    ({ oauth, server, client, secret, options }) =>
      oauth.refreshTokenGrantRequest(server, client, secret, refreshToken, options),
    async ({ oauth, server, client }, response) =>
      userTokenOf(
        await oauth.processRefreshTokenResponse(server, client, response),
        host.runtime,
        refreshToken,
      ),
    [refreshToken],
  );
}
