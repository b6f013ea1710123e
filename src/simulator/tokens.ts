/** The tokens of one simulator: issued, valid for a while, revoked. */
import { randomBytes } from 'node:crypto';
import type { Owner } from './accounts.js';
import type { Clock } from './clock.js';

export interface Token {
  readonly text: string;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Seconds. */
  readonly lifetime: number;
  readonly owner: Owner;
  revoked: boolean;
}

/** Why a token is not accepted; Doorkeeper words the last three differently. `missing`: there is none. */
export type TokenFault = 'missing' | 'invalid' | 'expired' | 'revoked';

export class Tokens {
  readonly #tokens = new Map<string, Token>();
  readonly #lifetime: number;
  readonly #clock: Clock;

  constructor(lifetime: number, clock: Clock) {
    this.#lifetime = lifetime;
    this.#clock = clock;
  }

  issue(owner: Owner): Token {
    const createdAt = Math.floor(this.#clock.now() / 1000);
    const text = tokenText(createdAt);
    const token: Token = { text, createdAt, lifetime: this.#lifetime, owner, revoked: false };
    this.#tokens.set(token.text, token);
    return token;
  }

  /** The token of an `Authorization: Bearer` header, or why it is not accepted. */
  check(authorization: string | undefined): Token | TokenFault {
    const text = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (text === undefined) return 'missing';
    const token = this.#tokens.get(text);
    if (!token) return 'invalid';
    if (token.revoked) return 'revoked';
    return this.secondsLeft(token) > 0 ? token : 'expired';
  }

  secondsLeft(token: Token): number {
    return Math.ceil(token.createdAt + token.lifetime - this.#clock.now() / 1000);
  }

  revoke(text: string): void {
    const token = this.#tokens.get(text);
    if (token) token.revoked = true;
  }

  revokeAll(): void {
    for (const token of this.#tokens.values()) token.revoked = true;
  }
}

/** Long and dotted like the ES512 JWT in Procore's examples; it has no signature that can be verified. */
function tokenText(createdAt: number): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = part({ typ: 'JWT', alg: 'ES512' });
  const claims = part({ iat: createdAt, simulated: true, jti: randomBytes(16).toString('hex') });
  return `${head}.${claims}.${randomBytes(132).toString('base64url')}`;
}
