import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { asProcoreError, configError } from '../../../src/errors.js';
import { type PublicError, told } from './answer.js';
import { callbackPage, PAGE_HEADERS } from './callback-page.js';
import { checkUnchanged, deployed } from './deployed.js';
import { PATIENCE, PendingSignIns } from './pending-sign-ins.js';
import { redirectAddress } from './redirect-address.js';
import type { Route } from './route.js';

/**
 * The routes by which a person signs in to Procore for a connection. Beginning and ending need the permission to write.
 * The page that Procore redirects to is the only open route of this package, since a browser sends no permission there.
 * It accepts only a state that was issued before, once, within ten minutes, and from the browser that began.
 */
export function registerSignInRoutes(RED: NodeAPI, route: Route): void {
  const pending = new PendingSignIns<PublicError>();

  route(
    'sign-in',
    ({ signIn }) => signIn,
    async ({ connection, redirectUri }, request, response) => {
      const { OUT_OF_BAND } = await import('../../../src/index.js');
      checkUnchanged(RED, connection);
      const address = redirectUri === undefined ? OUT_OF_BAND : redirectAddress(redirectUri, request.headers);
      const { user, boundTo } = await deployed(RED, connection.id);
      const begun = pending.begin({ connectionId: connection.id, boundTo, redirectUri: address });
      if (redirectUri !== undefined) setCookie(response, address, begun.attempt, begun.browser);
      return { url: user.authorizeUrl(address, begun.state).href, attempt: begun.attempt };
    },
  );
  route(
    'sign-in/code',
    ({ typedCode }) => typedCode,
    async ({ id, attempt, code }) => {
      const begun = pending.typed(attempt, id);
      const { OUT_OF_BAND } = await import('../../../src/index.js');
      if (begun?.redirectUri !== OUT_OF_BAND) throw expired();
      try {
        await complete(RED, begun, new URLSearchParams({ code }), undefined);
        pending.end(attempt, 'done');
      } catch (thrown) {
        pending.end(attempt, 'waiting', true);
        throw thrown;
      }
      return {};
    },
  );
  route(
    'sign-in/status',
    ({ signInStatus }) => signInStatus,
    async ({ id, attempt }) => {
      const { user } = await deployed(RED, id);
      const outcome = attempt && (pending.outcome(attempt, id) ?? { error: told(expired()) });
      const signedIn = await user.signedIn().catch((thrown) => ({ error: told(asProcoreError(thrown)) }));
      return { ...(outcome && { attempt: outcome }), ...(signedIn && { user: signedIn }) };
    },
    'read',
  );
  route(
    'sign-out',
    ({ ofConnection }) => ofConnection,
    async ({ id }) => ({ revoked: await (await deployed(RED, id)).user.signOut() }),
  );

  RED.httpAdmin.get('/procore/callback', (request, response) => {
    callback(request, response)
      .catch(() => false)
      .then((done) => show(response, done))
      // A rejection that nothing catches in a route ends Node-RED.
      .catch(() => response.end());
  });

  /** @returns whether a person is now signed in */
  async function callback(request: Request, response: Response): Promise<boolean> {
    // Express also passes HEAD to this route. A program that previews an address must not use up the state.
    if (request.method !== 'GET') return false;
    const { searchParams: query } = new URL(request.originalUrl, 'http://localhost');
    const state = query.get('state') ?? '';
    const redeemed = pending.redeem(state, (attempt) => cookieOf(request, attempt));
    if (!redeemed) return false;
    const { attempt, pending: begun } = redeemed;
    clearCookie(response, begun.redirectUri, attempt);
    try {
      await complete(RED, begun, query, state);
      pending.end(attempt, 'done');
      return true;
    } catch (thrown) {
      pending.end(attempt, { error: told(asProcoreError(thrown)) });
      return false;
    }
  }

  function show(response: Response, done: boolean): void {
    const text = RED._(`procore-config.signIn.page.${done ? 'done' : 'failed'}`);
    response
      .status(done ? 200 : 400)
      .set(PAGE_HEADERS)
      .send(callbackPage(text, done));
  }
}

/** Signs in to a connection if it is still the same as when the sign-in began. @throws ProcoreError */
async function complete(
  RED: NodeAPI,
  { connectionId, boundTo, redirectUri }: { connectionId: string; boundTo: string; redirectUri: string },
  parameters: URLSearchParams,
  state: string | undefined,
): Promise<void> {
  const now = await deployed(RED, connectionId);
  if (now.boundTo !== boundTo) {
    throw configError('The connection was changed while somebody signed in.', 'Sign in again.');
  }
  await now.user.signIn({ parameters, state, redirectUri });
}

function expired() {
  return configError('This sign-in is over: it was ended, or ten minutes have passed.', 'Sign in again.');
}

const cookieName = (attempt: string) => `procore-sign-in-${attempt}`;

/** Ties a sign-in to this browser: a person who is tricked into opening an address signs nobody in. */
function setCookie(
  response: Response,
  redirectUri: string,
  attempt: string,
  value: string,
  age = PATIENCE,
): void {
  const { pathname, protocol } = new URL(redirectUri);
  response.cookie(cookieName(attempt), value, {
    path: pathname,
    maxAge: age,
    httpOnly: true,
    sameSite: 'lax',
    secure: protocol === 'https:',
  });
}

function clearCookie(response: Response, redirectUri: string, attempt: string): void {
  setCookie(response, redirectUri, attempt, '', 0);
}

function cookieOf({ headers }: Request, attempt: string): string | undefined {
  const start = `${cookieName(attempt)}=`;
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(start))?.slice(start.length);
}
