import type { ProcoreError } from '../errors.js';
import {
  type Decision,
  isThrottled,
  type RetryBudget,
  type RetryClock,
  retryDecision,
} from '../transport/retry.js';

/** Counts the attempts of one call, and decides whether there is another one. */
export class Attempts {
  #sent = 0;
  #counted = 0;
  #throttled = 0;
  #isThrottled = false;
  #renewed = false;

  /** @param budget what the client may spend on further attempts */
  constructor(
    private readonly method: string,
    private readonly budget: RetryBudget,
    private readonly clock: RetryClock,
  ) {}

  /** Attempts that were sent, whatever their outcome. */
  get sent(): number {
    return this.#sent;
  }

  /** Whether the last attempt was told to come back (429). The next one then goes first among its owner's requests. */
  get wasThrottled(): boolean {
    return this.#isThrottled;
  }

  begun(): void {
    this.#sent++;
  }

  /**
   * Whether a refused token may be renewed. This is true once: if the next token is refused too, the token is not at
   * fault.
   */
  renews(): boolean {
    const first = !this.#renewed;
    this.#renewed = true;
    return first;
  }

  /** Decides whether another attempt follows the failed one. */
  failed(error: ProcoreError): Decision {
    if (isThrottled(error)) this.#throttled++;
    else {
      this.#throttled = 0;
      this.#counted++;
    }
    const tried = { attempts: this.#counted, throttled: this.#throttled };
    const decision = retryDecision(error, tried, this.method, this.clock);
    if ('stop' in decision) return decision;
    this.#isThrottled = !decision.counts;
    return decision.counts && !this.budget.spend(error) ? { stop: error } : decision;
  }
}
