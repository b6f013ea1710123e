/**
 * OAuth 2.0 as Procore's Doorkeeper answers it: the client-credentials grant, which has no refresh tokens, and the
 * authorization code grant (`oauth/oauth_endpoints.md`, `oauth/oauth_client_credentials.md` and
 * `oauth/oauth_auth_grant_flow.md` in procore/documentation).
 */
import { accountsOf, type Owner } from './accounts.js';
import { ACCESS_DENIED, AUTHORIZE_REFUSED, REALM, REDIRECT_UNKNOWN } from './assumed.js';
import { methodsOf, revokeUnknownClient } from './assumed-answers.js';
import { type Fields, readFields } from './form.js';
import type { Answer, Call } from './http.js';
import type { Settings } from './options.js';
import { codePage, consentPage, refusedPage, signInPage } from './pages.js';
import { OUT_OF_BAND, type Signed, type SignIns } from './sign-ins.js';
import type { Token, TokenFault, Tokens } from './tokens.js';

/** Doorkeeper's wording (its `en.yml`); Procore is known to answer with the first one. */
const DESCRIPTIONS = {
  invalid_client:
    'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
  invalid_request: 'Missing required parameter: grant_type.',
  invalid_grant:
    'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  unsupported_grant_type: 'The authorization grant type is not supported by the authorization server.',
} as const;

const TOKEN_FAULTS: Record<TokenFault, string> = {
  missing: 'The access token is invalid',
  invalid: 'The access token is invalid',
  expired: 'The access token expired',
  revoked: 'The access token was revoked',
};

const NO_STORE = { 'Cache-Control': 'no-store' };

export class OAuth {
  readonly #settings: Settings;
  readonly #tokens: Tokens;
  readonly #signIns: SignIns;
  readonly #paths: Readonly<Record<string, Readonly<Record<string, (call: Call) => Answer>>>> = {
    '/oauth/token': { POST: (call) => this.#token(call) },
    '/oauth/token/info': { GET: (call) => this.#info(call) },
    '/oauth/revoke': { POST: (call) => this.#revoke(call) },
    '/oauth/authorize': { GET: (call) => this.#authorize(call), POST: (call) => this.#decide(call) },
  };

  constructor(settings: Settings, tokens: Tokens, signIns: SignIns) {
    this.#settings = settings;
    this.#tokens = tokens;
    this.#signIns = signIns;
  }

  /** Answers a call on `/oauth/…`; undefined if nothing is served at this method and path. */
  answer(call: Call): Answer | undefined {
    const methods = this.#paths[call.path];
    if (methods && call.method === 'OPTIONS') return methodsOf(Object.keys(methods));
    // HEAD is GET without a body; the server leaves the body out.
    return methods?.[call.method === 'HEAD' ? 'GET' : call.method]?.(call);
  }

  /** 401 for a bearer token that is not accepted, here and on every API path. */
  tokenRefused(fault: TokenFault, json: (error: string, description: string) => unknown): Answer {
    const description = TOKEN_FAULTS[fault];
    return {
      status: 401,
      headers: { ...NO_STORE, ...this.#challenge('invalid_token', description) },
      json: json('invalid_token', description),
    };
  }

  #token(call: Call): Answer {
    const fields = { ...Object.fromEntries(call.query), ...readFields(call), ...basic(call) };
    const grant = fields.grant_type;
    if (grant === undefined || grant === '') return this.#refused(400, 'invalid_request');
    if (!GRANTS.has(String(grant))) return this.#refused(400, 'unsupported_grant_type');
    // Before any check: a refresh token that was sent is spent, whatever the result.
    const spent = grant === 'refresh_token' ? this.#signIns.spend(String(fields.refresh_token)) : undefined;
    const client = this.#clientOf(fields);
    if (!client) return this.#refused(401, 'invalid_client');
    if (grant === 'client_credentials') return issued(this.#tokens.issue(client));
    const signed =
      grant === 'authorization_code'
        ? this.#signIns.exchange(String(fields.code), String(fields.redirect_uri))
        : spent && this.#signIns.renew(spent);
    return signed ? issued(signed.token, signed) : this.#refused(400, 'invalid_grant');
  }

  /** The page on which a person allows an app to act for them. Errors in what the app asks for are shown to the person only. */
  #authorize({ query }: Call): Answer {
    if (!query.has('client_id')) return signInPage();
    const redirectUri = query.get('redirect_uri') ?? '';
    const { clientId, secondApp } = this.#settings;
    if (![clientId, secondApp?.clientId].includes(query.get('client_id') ?? '')) {
      return refusedPage(AUTHORIZE_REFUSED, DESCRIPTIONS.invalid_client);
    }
    if (!this.#signIns.isRegistered(redirectUri)) return refusedPage(AUTHORIZE_REFUSED, REDIRECT_UNKNOWN);
    const state = query.get('state') ?? undefined;
    if (query.get('response_type') !== 'code') {
      return redirect(redirectUri, { error: 'unsupported_response_type', state });
    }
    return consentPage(this.#signIns.ask({ redirectUri, state }), accountsOf(this.#settings).user.name);
  }

  #decide(call: Call): Answer {
    const { request, decision } = readFields(call) ?? {};
    const asked = this.#signIns.decided(String(request));
    if (!asked) return signInPage();
    const { redirectUri, state } = asked;
    if (decision !== 'allow') {
      return redirectUri === OUT_OF_BAND
        ? refusedPage(200, ACCESS_DENIED)
        : redirect(redirectUri, { error: 'access_denied', error_description: ACCESS_DENIED, state });
    }
    const code = this.#signIns.code(asked);
    return redirectUri === OUT_OF_BAND ? codePage(code) : redirect(redirectUri, { code, state });
  }

  #info(call: Call): Answer {
    const token = this.#tokens.check(call.headers.authorization);
    if (typeof token === 'string') {
      return this.tokenRefused(token, (error, error_description) => ({ error, error_description }));
    }
    const accounts = accountsOf(this.#settings);
    const account = accounts[token.owner] ?? accounts.app;
    return {
      status: 200,
      json: {
        resource_owner_id: account.id,
        scopes: ['public'],
        expires_in_seconds: this.#tokens.secondsLeft(token),
        application: { uid: account.clientId },
        created_at: token.createdAt,
      },
    };
  }

  /** 200 for an unknown token too: oauth_endpoints.md. */
  #revoke(call: Call): Answer {
    const fields = { ...readFields(call), ...basic(call) };
    if (!this.#clientOf(fields)) return revokeUnknownClient();
    this.#signIns.revoke(String(fields.token));
    return { status: 200, json: {} };
  }

  /** The app with this key. */
  #clientOf({ client_id, client_secret }: Fields): Exclude<Owner, 'user'> | undefined {
    const isKey = (key: { clientId: string; clientSecret: string }) =>
      client_id === key.clientId && client_secret === key.clientSecret;
    const { secondApp } = this.#settings;
    if (isKey(this.#settings)) return 'app';
    return secondApp && isKey(secondApp) ? 'secondApp' : undefined;
  }

  #refused(status: number, error: keyof typeof DESCRIPTIONS): Answer {
    const description = DESCRIPTIONS[error];
    return {
      status,
      headers: { ...NO_STORE, ...this.#challenge(error, description) },
      json: { error, error_description: description },
    };
  }

  #challenge(error: string, description: string): Record<string, string> {
    if (!this.#settings.oauthChallenge) return {};
    const value = `Bearer realm="${REALM}", error="${error}", error_description="${description}"`;
    return { 'WWW-Authenticate': value };
  }
}

const GRANTS = new Set(['client_credentials', 'authorization_code', 'refresh_token']);

/** No scope, no refresh_token for the app, token_type in lower case: oauth_client_credentials.md. */
function issued(token: Token, signed?: Signed): Answer {
  return {
    status: 200,
    headers: NO_STORE,
    json: {
      access_token: token.text,
      token_type: 'bearer',
      expires_in: token.lifetime,
      ...(signed && { refresh_token: signed.refreshToken }),
      created_at: token.createdAt,
    },
  };
}

function redirect(to: string, query: Readonly<Record<string, string | undefined>>): Answer {
  const url = new URL(to);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, value);
  return { status: 302, headers: { ...NO_STORE, Location: url.href } };
}

/** The client of an `Authorization: Basic` header, which ProPyCore uses and Procore accepts. */
function basic({ headers }: Call): Fields {
  const encoded = /^Basic +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (encoded === undefined) return {};
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 0) return {};
  const [id = '', secret = ''] = [text.slice(0, colon), text.slice(colon + 1)].map(unescaped);
  return { client_id: id, client_secret: secret };
}

/** RFC 6749, section 2.3.1, wants both halves form-encoded. Not every client does so, so a stray `%` is left alone. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
