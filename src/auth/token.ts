import type { FailedAnswer } from '../errors.js';

/** An access token. It is an opaque, long string; times are unix seconds. */
export interface Token {
  readonly accessToken: string;
  readonly tokenType: string;
  /** Seconds from `createdAt`, as Procore said (5,400 today; Procore has announced shorter lifetimes). */
  readonly expiresIn: number;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Where calls get their tokens from. */
export interface Tokens {
  /** A token that is valid now. @throws ProcoreError; the signal's reason */
  get(signal?: AbortSignal): Promise<Token>;
  /** Forgets a token that Procore refused, if it is still the current one. @param answer the API's refusal */
  discard(refused: Token, answer?: FailedAnswer): Promise<void>;
  /** The API took a token: refusals before it no longer count. */
  accepted(): void;
}

/** Share of its lifetime that a token must have left to be used, so that it does not expire on its way. */
const LEFT = 0.1;

/** ms for which a token is used before it is renewed; 0 or less if it must be renewed now. */
export function usableFor({ expiresAt, expiresIn }: Token, now: number): number {
  return (expiresAt - expiresIn * LEFT) * 1000 - now;
}
