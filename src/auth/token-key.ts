import { createHash } from 'node:crypto';
import type { Connection } from '../connection.js';

/**
 * The cache key of a token. It depends on the client secret too, so that a connection with a wrong secret cannot use
 * the token of another connection that has the right one.
 * @param user the sign-in that the token belongs to; undefined for the app
 */
export function tokenKey({ loginUrl, clientId, clientSecret }: Connection, user?: string): string {
  const of = JSON.stringify([loginUrl.origin, clientId, clientSecret.reveal(), user ?? null]);
  return `token:${createHash('sha256').update(of).digest('base64url')}`;
}
