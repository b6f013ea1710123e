/** An access token. It is an opaque, long string; times are unix seconds. */
export interface Token {
  readonly accessToken: string;
  readonly tokenType: string;
  /** Seconds from `createdAt`, as Procore said (5,400 today, and it has announced shorter ones). */
  readonly expiresIn: number;
  readonly createdAt: number;
  readonly expiresAt: number;
}
