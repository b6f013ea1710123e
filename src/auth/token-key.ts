import { createHash } from 'node:crypto';
import type { Connection } from '../connection.js';

/**
 * Under which key a token is cached. It depends on the client secret too: a connection with a wrong one must not use the
 * token of another that has the right one.
 * @param user whose sign-in it is; undefined for the app
 */
export function tokenKey({ loginUrl, clientId, clientSecret }: Connection, user?: string): string {
  const of = JSON.stringify([loginUrl.origin, clientId, clientSecret.reveal(), user ?? null]);
  return `token:${createHash('sha256').update(of).digest('base64url')}`;
}
