/**
 * OAuth 2.0 with the client-credentials grant, as Procore's Doorkeeper answers it (`oauth/oauth_endpoints.md`
 * and `oauth/oauth_client_credentials.md` in procore/documentation). There are no refresh tokens.
 */
import { REALM, revokeUnknownClient, SERVICE_ACCOUNT } from './assumed.js';
import { type Fields, readFields } from './form.js';
import type { Answer, Call } from './http.js';
import type { Settings } from './options.js';
import type { TokenFault, Tokens } from './tokens.js';

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
  invalid: 'The access token is invalid',
  expired: 'The access token expired',
  revoked: 'The access token was revoked',
};

const NO_STORE = { 'Cache-Control': 'no-store' };

export class OAuth {
  readonly #settings: Settings;
  readonly #tokens: Tokens;

  constructor(settings: Settings, tokens: Tokens) {
    this.#settings = settings;
    this.#tokens = tokens;
  }

  /** Answer a call on `/oauth/…`; undefined where there is nothing at this method and path. */
  answer(call: Call): Answer | undefined {
    switch (`${call.method} ${call.path}`) {
      case 'POST /oauth/token':
        return this.#token(call);
      case 'GET /oauth/token/info':
        return this.#info(call);
      case 'POST /oauth/revoke':
        return this.#revoke(call);
      case 'GET /oauth/authorize':
        return signInPage();
      default:
        return undefined;
    }
  }

  /** 401 for a bearer token that is not taken, here and on every API path. */
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
    if (grant === 'authorization_code' || grant === 'refresh_token') {
      return this.#isClient(fields)
        ? this.#refused(400, 'invalid_grant')
        : this.#refused(401, 'invalid_client');
    }
    if (grant !== 'client_credentials') return this.#refused(400, 'unsupported_grant_type');
    if (!this.#isClient(fields)) return this.#refused(401, 'invalid_client');
    const token = this.#tokens.issue();
    return {
      status: 200,
      headers: NO_STORE,
      // Neither scope nor refresh_token, and token_type in lower case: oauth_client_credentials.md.
      json: {
        access_token: token.text,
        token_type: 'bearer',
        expires_in: token.lifetime,
        created_at: token.createdAt,
      },
    };
  }

  #info(call: Call): Answer {
    const token = this.#tokens.check(call.headers.authorization);
    if (typeof token === 'string') {
      return this.tokenRefused(token, (error, error_description) => ({ error, error_description }));
    }
    return {
      status: 200,
      json: {
        resource_owner_id: SERVICE_ACCOUNT.id,
        scopes: ['public'],
        expires_in_seconds: this.#tokens.secondsLeft(token),
        application: { uid: this.#settings.clientId },
        created_at: token.createdAt,
      },
    };
  }

  /** 200 for an unknown token too: oauth_endpoints.md. */
  #revoke(call: Call): Answer {
    const fields = { ...readFields(call), ...basic(call) };
    if (!this.#isClient(fields)) return revokeUnknownClient();
    this.#tokens.revoke(String(fields.token));
    return { status: 200, json: {} };
  }

  #isClient({ client_id, client_secret }: Fields): boolean {
    return client_id === this.#settings.clientId && client_secret === this.#settings.clientSecret;
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

/** The client of an `Authorization: Basic` header, which ProPyCore uses and Procore takes. */
function basic({ headers }: Call): Fields {
  const encoded = /^Basic +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (encoded === undefined) return {};
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  if (colon < 0) return {};
  const [id = '', secret = ''] = [text.slice(0, colon), text.slice(colon + 1)].map(unescaped);
  return { client_id: id, client_secret: secret };
}

/** RFC 6749, 2.3.1, has both halves form-encoded; not every client does it, so a stray `%` is left alone. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Procore shows a sign-in page here. The authorization-code grant is not simulated, but a client that fetches
 * this page before it asks for client credentials (ProPyCore does) goes on.
 */
function signInPage(): Answer {
  const text =
    '<!DOCTYPE html><html><head><title>Simulated sign-in</title><meta name="csrf-token" content="simulated">' +
    '</head><body>Nobody can sign in here: use the client credentials grant.</body></html>\n';
  return { status: 200, text, type: 'text/html; charset=utf-8' };
}
