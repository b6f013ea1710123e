import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import { asProcoreError, configError } from '../../../src/errors.js';
import { boundTo } from '../connection/bound-to.js';
import type { DraftSignIns, ShownSession } from '../connection/draft-sign-ins.js';
import { type PublicError, told } from './answer.js';
import { callbackPage, PAGE_HEADERS } from './callback-page.js';
import { draftNode } from './draft.js';
import { PATIENCE, type Pending, PendingSignIns } from './pending-sign-ins.js';
import { redirectAddress } from './redirect-address.js';
import type { Route } from './route.js';
import type { ConnectionDraft } from './schemas.js';

/**
 * The routes by which a person signs in to Procore for a connection, deployed or not. All of them need the permission to
 * write, looking too: who may send any draft could try out which hosts and keys a sign-in belongs to. The page that
 * Procore redirects to is the only open route of this package, since a browser sends no permission there. It accepts
 * only a state that was issued before, once, within ten minutes, and from the browser that began.
 */
export function registerSignInRoutes(RED: NodeAPI, route: Route, signIns: DraftSignIns): void {
  const pending = new PendingSignIns<PublicError>();
  const sessionOf = async (draft: ConnectionDraft) => {
    const shown = draftNode(RED, draft);
    return signIns.sessionOf(shown.id, boundTo(RED, shown));
  };

  route(
    'sign-in',
    ({ signIn }) => signIn,
    async ({ connection, redirectUri }, request, response) => {
      const { OUT_OF_BAND } = await import('../../../src/index.js');
      const address = redirectUri === undefined ? OUT_OF_BAND : redirectAddress(redirectUri, request.headers);
      const shown = draftNode(RED, connection);
      const { user } = await signIns.begin(shown);
      const about = { connectionId: shown.id, boundTo: boundTo(RED, shown), redirectUri: address };
      const begun = pending.begin(about);
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
        await complete(signIns, begun, new URLSearchParams({ code }), undefined);
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
    async ({ connection, attempt }) => {
      const outcome = attempt && (pending.outcome(attempt, connection.id) ?? { error: told(expired()) });
      const status = await statusOf(await sessionOf(connection).catch(unlessConfig)).catch((thrown) => ({
        user: { error: told(asProcoreError(thrown)) },
      }));
      return { ...(outcome && { attempt: outcome }), ...status };
    },
  );
  route(
    'sign-in/drop',
    ({ connectionOnly }) => connectionOnly,
    async ({ connection }) => {
      await signIns.drop(draftNode(RED, connection));
      return {};
    },
  );
  route(
    'sign-out',
    ({ connectionOnly }) => connectionOnly,
    async ({ connection }) => {
      const session = await sessionOf(connection);
      const revoked = session ? await session.user.signOut() : true;
      if (session?.isDraft) await signIns.drop(draftNode(RED, connection));
      return { revoked };
    },
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
      await complete(signIns, begun, query, state);
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

/** Who is signed in, and whether the connection must be deployed for the sign-in to last. */
async function statusOf(session: ShownSession | undefined): Promise<object> {
  const user = await session?.user.signedIn();
  return { ...(user && { user }), ...(user && session?.isDraft && { isDraft: true }) };
}

/** Nobody is signed in to a connection that is not filled in; what is wrong with it is said elsewhere. */
function unlessConfig(thrown: unknown): undefined {
  if (asProcoreError(thrown).code !== 'PROCORE_CONFIG') throw thrown;
}

/** Signs in to a connection if it is still the same as when the sign-in began. @throws ProcoreError */
async function complete(
  signIns: DraftSignIns,
  { connectionId, boundTo, redirectUri }: Pending,
  parameters: URLSearchParams,
  state: string | undefined,
): Promise<void> {
  const session = await signIns.sessionOf(connectionId, boundTo);
  if (!session) {
    throw configError(
      'The connection was changed, or its dialog was cancelled, while somebody signed in.',
      'Sign in again.',
    );
  }
  await session.user.signIn({ parameters, state, redirectUri });
  if (session.isDraft) await signIns.settle(connectionId, boundTo);
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
