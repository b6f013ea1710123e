import { type FailedAnswer, ProcoreError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { Pause } from './pause.js';

/** ms without requesting another token when the API takes none: the first wait and the longest. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 300_000;

/** Tokens that the API may refuse in a row before a pause: one or two may have been revoked or have expired. */
const PATIENCE = 3;

/**
 * Counts the tokens that the API refused in a row. A key of another environment gets as many tokens as it asks for, and
 * the API takes none of them. Then more are requested only after growing pauses, not once per message.
 */
export class RefusedTokens {
  #inARow = 0;
  readonly #pause: Pause;

  constructor(runtime: Pick<Runtime, 'now'>) {
    this.#pause = new Pause(FIRST_PAUSE, LONGEST_PAUSE, runtime);
  }

  /** @throws ProcoreError PROCORE_AUTH during a pause, with the seconds that are left */
  check(): void {
    this.#pause.check();
  }

  /** The API refused the current token. @param answer its 401 */
  add(answer: FailedAnswer): void {
    if (++this.#inARow >= PATIENCE) this.#pause.begin(noneTaken(answer), 0);
  }

  /** The API took a token. */
  clear(): void {
    if (this.#inARow === 0) return;
    this.#inARow = 0;
    this.#pause.end();
  }
}

function noneTaken(answer: FailedAnswer): ProcoreError {
  return new ProcoreError(
    {
      code: 'PROCORE_AUTH',
      status: 401,
      cause:
        'The API refused every access token of this connection (401), so that no new one is asked for during a pause.',
      fix: 'Check that the connection’s environment is the one the key was made for; retryAfter tells when the next token is asked for.',
      who: 'developer',
    },
    answer,
  );
}
