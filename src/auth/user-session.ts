import type { Connection } from '../connection.js';
import type { Store } from '../state/contract.js';
import { authorizeUrl, type CodeAnswer, exchangeCode } from './authorization-code.js';
import { KeptSignIn, type Person, type SignIn, type SignInPlace } from './kept-sign-in.js';
import { refreshToken } from './refresh.js';
import { revokeToken } from './revoke.js';
import type { LoginHost } from './token-endpoint.js';
import { tokenKey } from './token-key.js';
import type { UserToken } from './user-token.js';
import { UserTokenSource } from './user-token-source.js';

/** Who is signed in, for people to read; it never holds a token. Times are unix seconds. */
export interface SignedIn {
  readonly person: Person;
  readonly signedInAt: number;
  /** When the current access token expires; it is renewed automatically. */
  readonly until?: number | undefined;
  /** Whether somebody must sign in again. */
  readonly ended: boolean;
}

type Live = SignIn & { readonly token: UserToken };

/** The user of a connection: signs in, gives its calls their tokens, signs out. */
export class UserSession {
  readonly tokens: UserTokenSource;
  readonly #kept: KeptSignIn;
  /** Its sockets hold the secrets that they were opened with: the proxy's password and the key of a certificate. */
  readonly #host: LoginHost;

  constructor(
    place: SignInPlace,
    host: LoginHost,
    { store, cache }: { readonly store: Store; readonly cache: Store },
    closing: AbortSignal,
    /** Asks Procore who the tokens belong to. */
    private readonly whoIs: () => Promise<Person>,
  ) {
    const { connection, runtime } = host;
    this.#host = host;
    this.#kept = new KeptSignIn(place, connection, store, runtime);
    this.tokens = new UserTokenSource(
      (spent) => refreshToken(host, spent),
      this.#kept,
      cache,
      tokenKey(connection, place.id),
      runtime,
      closing,
    );
  }

  /** The page on which a person signs in and agrees. */
  authorizeUrl(redirectUri: string, state: string): URL {
    return authorizeUrl(this.#connection, redirectUri, state);
  }

  /**
   * Signs in with the code that Procore issued. A user who was signed in before is signed out.
   * @throws ProcoreError PROCORE_AUTH when the user declined or Procore rejects the code, PROCORE_CONFIG when the
   *   sign-in cannot be stored
   */
  async signIn(answer: CodeAnswer): Promise<SignedIn> {
    const signIn = await this.#kept.alone(async () => {
      const token = await exchangeCode(this.#host, answer);
      const signIn = { person: {}, signedInAt: Math.floor(this.#host.runtime.now() / 1000), token };
      try {
        await this.#replace(signIn);
      } catch (thrown) {
        await this.#revoked(token);
        throw thrown;
      }
      return signIn;
    });
    await this.tokens.forget();
    return this.#named(signIn);
  }

  /**
   * Takes over the sign-in of another session with the same hosts and key. Nobody is signed in there afterwards, and a
   * user who was signed in here is signed out.
   * @returns whether somebody was signed in there
   * @throws ProcoreError PROCORE_STATE if the sign-in cannot be stored here; it then stays where it was
   */
  async takeOver(from: UserSession): Promise<boolean> {
    const taken = await from.#kept.alone(async () => {
      const signIn = await from.#kept.read();
      if (!signIn?.token) return undefined;
      const live = { ...signIn, token: signIn.token };
      await this.#kept.alone(() => this.#replace(live));
      await from.#kept.delete();
      return live;
    });
    if (!taken) return false;
    await Promise.all([from.tokens.forget(), this.tokens.forget()]);
    // Procore gives the name only if a company is given, which is often chosen after the sign-in. Nobody waits for it.
    if (!taken.person.name) void this.#named(taken).catch(() => undefined);
    return true;
  }

  /**
   * Who is signed in; undefined when nobody is.
   * @throws ProcoreError PROCORE_AUTH when the stored sign-in cannot be read
   */
  async signedIn(): Promise<SignedIn | undefined> {
    const kept = await this.#kept.read();
    return kept && shown(kept);
  }

  /**
   * Signs out: revokes the tokens at Procore, and forgets them even if that fails. @returns whether Procore was told
   */
  async signOut(): Promise<boolean> {
    const revoked = await this.#kept.alone(async () => {
      const kept = await this.#kept.read().catch(() => undefined);
      const told = kept?.token ? await this.#revoked(kept.token) : kept !== undefined;
      await this.#kept.delete();
      return told;
    });
    await this.tokens.forget();
    return revoked;
  }

  /** Stores a sign-in, and signs out whoever was signed in before. */
  async #replace(signIn: Live): Promise<void> {
    const before = await this.#kept.read().catch(() => undefined);
    await this.#kept.write(signIn);
    if (before?.token && before.token.accessToken !== signIn.token.accessToken) {
      await this.#revoked(before.token);
    }
  }

  /** Looks up whose a stored sign-in is. The name is optional, so nothing fails without it. */
  async #named(signIn: Live): Promise<SignedIn> {
    const person = await this.whoIs().catch(() => signIn.person);
    await this.#kept.alone(async () => {
      const now = await this.#kept.read();
      if (now?.token?.refreshToken === signIn.token.refreshToken) await this.#kept.write({ ...now, person });
    });
    return shown({ ...signIn, person });
  }

  get #connection(): Connection {
    return this.#host.connection;
  }

  async #revoked({ refreshToken }: UserToken): Promise<boolean> {
    try {
      await revokeToken(this.#host, refreshToken);
      return true;
    } catch (thrown) {
      this.#host.runtime.log.warn(`A user's token could not be revoked: ${(thrown as Error).message}`);
      return false;
    }
  }
}

function shown({ person, signedInAt, token, ended }: SignIn): SignedIn {
  return { person, signedInAt, ...(token && { until: token.expiresAt }), ended: ended !== undefined };
}
