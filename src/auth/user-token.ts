import type { TokenEndpointResponse } from 'oauth4webapi';
import { ProcoreError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import type { Token } from './token.js';
import { tokenOf } from './token-endpoint.js';

/** A signed-in user's token, with the refresh token that gets the next one and works only once. */
export interface UserToken extends Token {
  readonly refreshToken: string;
}

/**
 * The token in an answer of the token endpoint.
 * @param before the refresh token that was used; it is kept if the answer names no new one (RFC 6749, section 6)
 * @throws ProcoreError PROCORE_BAD_RESPONSE when there is no refresh token at all
 */
export function userTokenOf(grant: TokenEndpointResponse, runtime: Runtime, before?: string): UserToken {
  const refreshToken = grant.refresh_token ?? before;
  if (refreshToken) return { ...tokenOf(grant, runtime), refreshToken };
  throw new ProcoreError({
    code: 'PROCORE_BAD_RESPONSE',
    cause: 'The login host gave out a token that cannot be renewed: a refresh token is missing.',
    fix: 'Check in Procore’s developer portal that the app may use the authorization code grant.',
    who: 'developer',
  });
}
