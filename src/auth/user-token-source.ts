import { asProcoreError, type FailedAnswer } from '../errors.js';
import type { Runtime } from '../runtime.js';
import type { Store } from '../state/contract.js';
import type { Lease } from '../state/lease.js';
import { unlessAborted } from '../transport/deadline.js';
import { LONGEST_TOLD } from '../transport/retry.js';
import { isKeyRejected, refusalOf } from './grant-refusal.js';
import type { KeptSignIn, SignIn } from './kept-sign-in.js';
import { Pause } from './pause.js';
import { RefusedTokens } from './refused-tokens.js';
import { notSignedIn, signInEnded } from './sign-in-errors.js';
import { type Token, type Tokens, usableFor } from './token.js';
import type { UserToken } from './user-token.js';

/** A sign-in with its token. */
type Live = SignIn & { readonly token: UserToken };

/** ms to wait after a failed renewal: the first wait and the longest. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 300_000;

/**
 * The tokens of a signed-in user. Procore takes a refresh token only once, so only one renewal runs at a time: in this
 * process, and, by a lease, among all processes that share the store. The ones that waited use the token that the other
 * one got. A new token is written to the disk before anybody uses it.
 *
 * If the answer of a renewal is lost, nobody knows whether Procore has replaced the refresh token. The renewal is tried
 * again with the old token, since there is no other. If Procore rejects it, the sign-in is over. That is stored too,
 * and Procore is not asked again until somebody signs in again.
 */
export class UserTokenSource implements Tokens {
  #flight: Promise<Token> | undefined;
  /** Why Procore rejected the key itself: asking again would only look like an attack on it. */
  #rejected: unknown;
  /** The access token that Procore refused last. */
  #refused: string | undefined;
  /**
   * Received but not written yet, because the disk was full or the lease was lost. Nobody uses it before it is written.
   */
  #unsaved: { readonly instead: string; readonly signIn: Live } | undefined;
  readonly #pause: Pause;
  readonly #noneTaken: RefusedTokens;

  constructor(
    private readonly renewal: (refreshToken: string) => Promise<UserToken>,
    private readonly kept: KeptSignIn,
    private readonly cache: Store,
    private readonly key: string,
    private readonly runtime: Runtime,
    /**
     * Stops waiting for a renewal. A renewal that was sent goes on, since only its answer holds the next refresh token.
     */
    private readonly closing: AbortSignal,
  ) {
    this.#pause = new Pause(FIRST_PAUSE, LONGEST_PAUSE, runtime);
    this.#noneTaken = new RefusedTokens(runtime);
  }

  /**
   * A token that is valid now. A caller that stops waiting for a new one does not end the renewal for the others.
   * @throws ProcoreError PROCORE_AUTH when nobody is signed in or the sign-in is over, without asking Procore again
   */
  async get(signal?: AbortSignal): Promise<Token> {
    if (this.#rejected) throw this.#rejected;
    const [known] = await this.cache.get<Token>([this.key]);
    if (known) return known.value;
    this.#flight ??= this.#current().finally(() => {
      this.#flight = undefined;
    });
    return unlessAborted(this.#flight, signal);
  }

  async discard(refused: Token, answer?: FailedAnswer): Promise<void> {
    const [known] = await this.cache.get<Token>([this.key]);
    if (known && known.value.accessToken !== refused.accessToken) return;
    if (answer && this.#refused !== refused.accessToken) this.#noneTaken.add(answer);
    this.#refused = refused.accessToken;
    await this.cache.delete(this.key);
  }

  accepted(): void {
    this.#noneTaken.clear();
  }

  /** Forgets everything in memory, because somebody signed in or out. */
  async forget(): Promise<void> {
    this.#refused = undefined;
    this.#unsaved = undefined;
    this.#pause.end();
    this.#noneTaken.clear();
    await this.cache.delete(this.key);
  }

  /** Waits until the current renewal has succeeded or failed, but no longer than `ms`. */
  async settled(ms: number): Promise<void> {
    if (!this.#flight) return;
    const signal = AbortSignal.timeout(ms);
    await unlessAborted(this.#flight, signal).catch(() => undefined);
  }

  async #current(): Promise<Token> {
    const signIn = live(await this.kept.read());
    if (this.#isFresh(signIn)) return this.#use(signIn.token);
    try {
      this.#pause.check();
      this.#noneTaken.check();
      return await this.kept.alone((lease) => this.#renewed(lease), this.closing);
    } catch (thrown) {
      // The renewal was early, so the old token may still be valid.
      const left = signIn.token.expiresAt * 1000 - this.runtime.now();
      const usable = left > 0 && signIn.token.accessToken !== this.#refused;
      if (!usable || !asProcoreError(thrown).transient) throw thrown;
      return this.#use(signIn.token, Math.min(left, FIRST_PAUSE));
    }
  }

  async #renewed(lease: Lease): Promise<Token> {
    await this.#save();
    const signIn = live(await this.kept.read());
    // Another process was faster.
    if (this.#isFresh(signIn)) return this.#use(signIn.token);
    // This write also shows that the disk will take the new token.
    await this.kept.write({ ...signIn, renewing: true });
    this.closing.throwIfAborted();
    const token = await this.#sent(signIn);
    this.#pause.end();
    const { renewing: _, ...rest } = signIn;
    this.#unsaved = { instead: signIn.token.refreshToken, signIn: { ...rest, token } };
    if (!(await lease.still())) return this.kept.alone((own) => this.#renewed(own));
    await this.#save();
    return this.#use(token);
  }

  /** Sends the refresh token. If it fails, what that means for the sign-in is stored. */
  async #sent(signIn: Live): Promise<UserToken> {
    try {
      return await this.renewal(signIn.token.refreshToken);
    } catch (thrown) {
      const error = asProcoreError(thrown);
      if (refusalOf(error) === 'invalid_grant') {
        const ended = signIn.renewing ? 'interrupted' : 'refused';
        const { person, signedInAt } = signIn;
        await this.kept.write({ person, signedInAt, ended });
        throw signInEnded(ended, error.answer);
      }
      if (isKeyRejected(error)) this.#rejected = error;
      // The request never left this machine, so the refresh token is still unused.
      if (error.unsent) await this.kept.write(signIn);
      throw this.#pause.begin(error, LONGEST_TOLD);
    }
  }

  /** Writes a token that was received but could not be written, unless somebody signed in or out meanwhile. */
  async #save(): Promise<void> {
    if (!this.#unsaved) return;
    const { instead, signIn } = this.#unsaved;
    const due = await this.kept.read().then(
      // `ended` without a token: another process found that the same refresh token was used up, and it was used up
      // here.
      (now) => now?.token?.refreshToken === instead || now?.ended !== undefined,
      // If the stored sign-in cannot be read, writing replaces it with one that can.
      () => true,
    );
    if (due) await this.kept.write(signIn);
    this.#unsaved = undefined;
  }

  #isFresh({ token }: Live): boolean {
    return token.accessToken !== this.#refused && usableFor(token, this.runtime.now()) > 0;
  }

  async #use(token: UserToken, ms = usableFor(token, this.runtime.now())): Promise<Token> {
    const { refreshToken: _, ...used } = token;
    await this.cache.set(this.key, used, { ttlMs: ms });
    return used;
  }
}

/** @throws ProcoreError PROCORE_AUTH when there is no token to renew */
function live(signIn: SignIn | undefined): Live {
  if (signIn?.ended) throw signInEnded(signIn.ended);
  const { token } = signIn ?? {};
  if (!signIn || !token) throw notSignedIn();
  return { ...signIn, token };
}
