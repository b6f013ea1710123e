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
      const before = await this.#kept.read().catch(() => undefined);
      const token = await exchangeCode(this.#host, answer);
      const signIn = { person: {}, signedInAt: Math.floor(this.#host.runtime.now() / 1000), token };
      try {
        await this.#kept.write(signIn);
      } catch (thrown) {
        await this.#revoked(token);
        throw thrown;
      }
      if (before?.token && before.token.accessToken !== token.accessToken) await this.#revoked(before.token);
      return signIn;
    });
    await this.tokens.forget();
    // The tokens are stored already; the name is optional.
    const person = await this.whoIs().catch(() => ({}));
    await this.#kept.alone(async () => {
      const now = await this.#kept.read();
      if (now?.token?.refreshToken === signIn.token.refreshToken) await this.#kept.write({ ...now, person });
    });
    return shown({ ...signIn, person });
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
