import type { ProcoreError } from '../errors.js';
import {
  type Decision,
  isThrottled,
  type RetryBudget,
  type RetryClock,
  retryDecision,
} from '../transport/retry.js';

/** What was tried for one call, and whether it is tried again. */
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

  /** Attempts that were sent, whatever became of them. */
  get sent(): number {
    return this.#sent;
  }

  /** Whether the last one was told to come back, and so has its turn already. */
  get wasThrottled(): boolean {
    return this.#isThrottled;
  }

  begun(): void {
    this.#sent++;
  }

  /** Whether a refused token may be renewed; once: if the next one is refused as well, it is not the token. */
  renews(): boolean {
    const first = !this.#renewed;
    this.#renewed = true;
    return first;
  }

  /** An attempt failed: another one, or not. */
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
