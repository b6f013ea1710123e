import type { ProcoreError } from '../errors.js';
import type { Runtime } from '../runtime.js';

/**
 * A time in which something that failed is not tried again: as long as the server said, else twice as long each time.
 */
export class Pause {
  #failures = 0;
  #last: { readonly error: ProcoreError; readonly until: number } | undefined;

  constructor(
    private readonly first: number,
    private readonly longest: number,
    private readonly runtime: Pick<Runtime, 'now'>,
  ) {}

  /** @throws the last failure, with the seconds that are left, during the pause */
  check(): void {
    if (!this.#last) return;
    const left = this.#last.until - this.runtime.now();
    if (left > 0) throw waiting(this.#last.error, left);
    this.#last = undefined;
  }

  /**
   * Begins a pause. @param most longest wait that the server may ask for, s @returns the failure, for the caller to
   * throw
   */
  begin(error: ProcoreError, most: number): ProcoreError {
    const own = Math.min(this.longest, this.first * 2 ** this.#failures++);
    const ms = error.retryAfter ? Math.min(error.retryAfter, most) * 1000 : own;
    this.#last = { error, until: this.runtime.now() + ms };
    return error.retryAfter ? error : waiting(error, ms);
  }

  end(): void {
    this.#failures = 0;
    this.#last = undefined;
  }
}

function waiting(error: ProcoreError, ms: number): ProcoreError {
  return error.with({ retryAfter: Math.ceil(ms / 1000) });
}
