import { type FailedAnswer, ProcoreError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import type { Store } from '../state/contract.js';
import { unlessAborted } from '../transport/deadline.js';
import { LONGEST_TOLD } from '../transport/retry.js';
import { isKeyRejected } from './grant-refusal.js';
import { Pause } from './pause.js';
import { RefusedTokens } from './refused-tokens.js';
import { type Token, type Tokens, usableFor } from './token.js';

/**
 * The only source of a connection's token. One request is in flight however many messages wait. The token is kept until
 * shortly before it expires. None is requested before the time that the login host named, nor ever again once Procore
 * has rejected the key.
 */
export class TokenSource implements Tokens {
  #flight: Promise<Token> | undefined;
  #rejected: unknown;
  readonly #pause: Pause;
  readonly #refused: RefusedTokens;

  constructor(
    private readonly request: () => Promise<Token>,
    private readonly store: Store,
    private readonly key: string,
    private readonly runtime: Runtime,
  ) {
    this.#pause = new Pause(0, 0, runtime);
    this.#refused = new RefusedTokens(runtime);
  }

  /**
   * A token that is valid now. A caller that stops waiting for a new one does not end the request for the others.
   * @throws ProcoreError PROCORE_AUTH at once, without asking again, after the key was rejected; the login host's
   *   last error until the wait that it named is over, and while the API takes no token at all; the signal's reason
   */
  async get(signal?: AbortSignal): Promise<Token> {
    if (this.#rejected) throw this.#rejected;
    const [kept] = await this.store.get<Token>([this.key]);
    if (kept) return kept.value;
    if (!this.#flight) {
      this.#pause.check();
      this.#refused.check();
    }
    this.#flight ??= this.#renew().finally(() => {
      this.#flight = undefined;
    });
    return unlessAborted(this.#flight, signal);
  }

  /**
   * Forgets a token that Procore refused, but only if it is still the current one: if many calls meet the same 401, the
   * first has the token renewed and the others use the new one.
   */
  async discard(refused: Token, answer?: FailedAnswer): Promise<void> {
    const [kept] = await this.store.get<Token>([this.key]);
    if (kept?.value.accessToken !== refused.accessToken) return;
    if (answer) this.#refused.add(answer);
    await this.store.delete(this.key, kept.revision);
  }

  accepted(): void {
    this.#refused.clear();
  }

  async #renew(): Promise<Token> {
    try {
      const token = await this.request();
      await this.store.set(this.key, token, { ttlMs: usableFor(token, this.runtime.now()) });
      return token;
    } catch (thrown) {
      // A rejected key stays rejected: asking again would only look like an attack.
      if (isKeyRejected(thrown)) this.#rejected = thrown;
      if (thrown instanceof ProcoreError && thrown.retryAfter) this.#pause.begin(thrown, LONGEST_TOLD);
      throw thrown;
    }
  }
}
