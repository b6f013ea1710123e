/**
 * The authorization code grant: open questions to a person, codes, refresh tokens (`oauth_auth_grant_flow.md`,
 * `oauth_keys.md` and `faq.md` in procore/documentation).
 */
import { randomBytes } from 'node:crypto';
import { REFRESH_ENDS_ACCESS_TOKEN } from './assumed.js';
import type { Settings } from './options.js';
import type { Token, Tokens } from './tokens.js';

/** Shows the code on a page instead of redirecting. */
export const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';

/** Registered for every app (`oauth_keys.md`). */
const PREREGISTERED = ['http://localhost', OUT_OF_BAND];

/** A code is valid once, and for this many ms. */
const CODE_LIFETIME = 600_000;

/** What an app asked for; kept until the person decides. */
export interface Asked {
  readonly redirectUri: string;
  readonly state: string | undefined;
}

/** A user's access token and the refresh token that renews it. */
export interface Signed {
  readonly token: Token;
  readonly refreshToken: string;
}

export class SignIns {
  readonly #settings: Settings;
  readonly #tokens: Tokens;
  readonly #asked = new Map<string, Asked>();
  readonly #codes = new Map<string, { readonly redirectUri: string; readonly until: number }>();
  /** The access token that each unspent refresh token came with. */
  readonly #refresh = new Map<string, Token>();

  constructor(settings: Settings, tokens: Tokens) {
    this.#settings = settings;
    this.#tokens = tokens;
  }

  /** Exact match: "dynamic URIs are not supported". */
  isRegistered(redirectUri: string): boolean {
    const { redirectUris } = this.#settings;
    return redirectUris === 'any' || [...PREREGISTERED, ...redirectUris].includes(redirectUri);
  }

  /** Remembers what was asked for. @returns the name under which the person decides on it */
  ask(asked: Asked): string {
    const name = randomText();
    this.#asked.set(name, asked);
    return name;
  }

  /** What the person decides on; can be taken once. */
  decided(name: string): Asked | undefined {
    const asked = this.#asked.get(name);
    this.#asked.delete(name);
    return asked;
  }

  code({ redirectUri }: Asked): string {
    const code = randomText();
    this.#codes.set(code, { redirectUri, until: this.#settings.clock.now() + CODE_LIFETIME });
    return code;
  }

  /** The tokens for a code; undefined if it is unknown, used, too old, or was requested with another address. */
  exchange(code: string, redirectUri: string): Signed | undefined {
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    const isGood = known && known.until > this.#settings.clock.now() && known.redirectUri === redirectUri;
    return isGood ? this.#issue() : undefined;
  }

  /**
   * Spends a refresh token: "any call to refresh, successful or not, permanently invalidates the current refresh token".
   * @returns the access token it came with
   */
  spend(refreshToken: string): Token | undefined {
    const before = this.#refresh.get(refreshToken);
    this.#refresh.delete(refreshToken);
    return before;
  }

  /** The next tokens, after a refresh token was spent. */
  renew(before: Token): Signed {
    if (REFRESH_ENDS_ACCESS_TOKEN) before.revoked = true;
    return this.#issue();
  }

  /** Ends an access token or a refresh token, and the other one with it. */
  revoke(text: string): void {
    this.#tokens.revoke(text);
    const before = this.spend(text);
    if (before) before.revoked = true;
    for (const [refreshToken, token] of this.#refresh)
      if (token.text === text) this.#refresh.delete(refreshToken);
  }

  /** Makes every refresh token invalid. */
  revokeAll(): void {
    this.#refresh.clear();
  }

  #issue(): Signed {
    const token = this.#tokens.issue('user');
    const refreshToken = randomText();
    this.#refresh.set(refreshToken, token);
    return { token, refreshToken };
  }
}

function randomText(): string {
  return randomBytes(32).toString('hex');
}
