import type { FailedAnswer } from '../errors.js';

/** An access token. It is an opaque, long string; times are unix seconds. */
export interface Token {
  readonly accessToken: string;
  readonly tokenType: string;
  /** Seconds from `createdAt`, as Procore said (5,400 today, and it has announced shorter ones). */
  readonly expiresIn: number;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Where calls get their tokens from. */
export interface Tokens {
  /** A token that is valid now. @throws ProcoreError; the signal's reason */
  get(signal?: AbortSignal): Promise<Token>;
  /** Forgets a token that Procore refused, if it is still the current one. @param answer of the API, where it refused */
  discard(refused: Token, answer?: FailedAnswer): Promise<void>;
  /** The API took a token: what was refused before is over. */
  accepted(): void;
}

/** What of a token's lifetime must be left for it to be used, so that none expires on its way. */
const LEFT = 0.1;

/** Milliseconds for which a token is used before it is renewed; 0 or less: it is time. */
export function usableFor({ expiresAt, expiresIn }: Token, now: number): number {
  return (expiresAt - expiresIn * LEFT) * 1000 - now;
}
