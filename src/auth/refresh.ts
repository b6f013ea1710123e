import { askLoginHost, type LoginHost } from './token-endpoint.js';
import { type UserToken, userTokenOf } from './user-token.js';

/** Shortest timeout of a renewal, ms, even if the connection's is shorter: without the answer the sign-in is lost. */
const LEAST_PATIENCE = 60_000;

/**
 * Gets the next token of a user. This uses up the refresh token even if it fails ("any call to refresh, successful or
 * not, permanently invalidates the current refresh token": Procore's FAQ).
 * @throws ProcoreError PROCORE_AUTH with `invalid_grant` when it was used up before, else the transport's error
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
