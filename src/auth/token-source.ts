import { ProcoreError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import type { Store } from '../state/store.js';
import { unlessAborted } from '../transport/deadline.js';
import { LONGEST_TOLD } from '../transport/retry.js';
import { isKeyRejected } from './grant-refusal.js';
import type { Token } from './token.js';

/** A token is renewed when this part of its lifetime is over, so that none expires on its way. */
const RENEW_AT = 0.9;

/**
 * The one place a connection's token comes from: one request in flight however many messages wait, kept until shortly
 * before it expires, not asked for before the time that the login host told, and never again once Procore has rejected
 * the key.
 */
export class TokenSource {
  #flight: Promise<Token> | undefined;
  #rejected: unknown;
  #pause: { readonly error: ProcoreError; readonly until: number } | undefined;

  constructor(
    private readonly request: () => Promise<Token>,
    private readonly store: Store,
    private readonly key: string,
    private readonly runtime: Runtime,
  ) {}

  /**
   * A token that is valid now. Who gives up waiting for a new one does not end the request for the others.
   * @throws ProcoreError PROCORE_AUTH at once, without asking again, after the key was rejected; likewise what the login
   * host answered last while the wait that it told lasts; the signal's reason
   */
  async get(signal?: AbortSignal): Promise<Token> {
    if (this.#rejected) throw this.#rejected;
    const kept = await this.store.get<Token>(this.key);
    if (kept) return kept;
    if (!this.#flight) this.#checkPause();
    this.#flight ??= this.#renew().finally(() => {
      this.#flight = undefined;
    });
    return unlessAborted(this.#flight, signal);
  }

  /**
   * Forgets a token that Procore refused. Only if it is still the current one: of many calls that met the same 401, the
   * first has it renewed and the others take the new one.
   */
  async discard(refused: Token): Promise<void> {
    const kept = await this.store.get<Token>(this.key);
    if (kept?.accessToken === refused.accessToken) await this.store.delete(this.key);
  }

  #checkPause(): void {
    if (!this.#pause) return;
    const { error, until } = this.#pause;
    const left = until - this.runtime.now();
    if (left <= 0) this.#pause = undefined;
    else
      throw new ProcoreError(
        { ...error.toJSON(), transient: error.transient, retryAfter: Math.ceil(left / 1000) },
        error.answer,
      );
  }

  async #renew(): Promise<Token> {
    try {
      const token = await this.request();
      await this.store.set(this.key, token, (token.expiresAt * 1000 - this.runtime.now()) * RENEW_AT);
      return token;
    } catch (thrown) {
      // A rejected key stays rejected: asking again would only look like an attack on it.
      if (isKeyRejected(thrown)) this.#rejected = thrown;
      if (thrown instanceof ProcoreError && thrown.retryAfter) {
        const seconds = Math.min(thrown.retryAfter, LONGEST_TOLD);
        this.#pause = { error: thrown, until: this.runtime.now() + seconds * 1000 };
      }
      throw thrown;
    }
  }
}
