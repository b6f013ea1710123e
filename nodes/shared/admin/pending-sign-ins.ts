import { createHash, randomBytes } from 'node:crypto';

/** Longest time of a sign-in, ms: the lifetime of Procore's codes. */
export const PATIENCE = 600_000;

/** Most sign-ins that are open at a time; the oldest is dropped. */
const MOST = 100;

/** Bytes of each random value that must not be guessed. */
const SECRET_BYTES = 32;

/** A sign-in that has begun. */
export interface Pending {
  readonly connectionId: string;
  /** What the sign-in belongs to: the connection's hosts and key when it began. */
  readonly boundTo: string;
  readonly redirectUri: string;
}

/** State of a sign-in. */
export type Outcome<Failure> = 'waiting' | 'done' | { readonly error: Failure };

interface Kept<Failure> extends Pending {
  readonly browser: string;
  readonly until: number;
  used: boolean;
  outcome: Outcome<Failure>;
}

/** The values that identify a new sign-in. */
export interface Begun {
  /** Sent to Procore, and comes back once: 256 bits. */
  readonly state: string;
  /** Stays in the browser that began the sign-in; only that browser can end it. Another 256 bits. */
  readonly browser: string;
  /** The name for asking about the outcome; it grants nothing. */
  readonly attempt: string;
}

/** Sign-ins that have begun and not ended. Only hashes are stored, so nothing here can be replayed. */
export class PendingSignIns<Failure> {
  readonly #kept = new Map<string, Kept<Failure>>();

  constructor(private readonly now: () => number = Date.now) {}

  begin(pending: Pending): Begun {
    this.#sweep();
    const [state, browser] = [randomText(), randomText()];
    const attempt = hash(state);
    this.#kept.set(attempt, {
      ...pending,
      browser: hash(browser),
      until: this.now() + PATIENCE,
      used: false,
      outcome: 'waiting',
    });
    return { state, browser, attempt };
  }

  /**
   * The sign-in that a redirect ends: once, within its time, and only in the browser that began it.
   * @param browserOf the value that the browser holds for an attempt
   */
  redeem(
    state: string,
    browserOf: (attempt: string) => string | undefined,
  ): { readonly attempt: string; readonly pending: Pending } | undefined {
    const attempt = hash(state);
    const kept = this.#live(attempt);
    const browser = browserOf(attempt);
    if (!kept || kept.used || browser === undefined || hash(browser) !== kept.browser) return undefined;
    kept.used = true;
    return { attempt, pending: kept };
  }

  /** The sign-in of a connection that a typed code ends. It stays open until a code is accepted, since people mistype. */
  typed(attempt: string, connectionId: string): Pending | undefined {
    const kept = this.#live(attempt);
    return kept && !kept.used && kept.connectionId === connectionId ? kept : undefined;
  }

  end(attempt: string, outcome: Outcome<Failure>, again = false): void {
    const kept = this.#kept.get(attempt);
    if (!kept) return;
    kept.used = !again;
    kept.outcome = outcome;
  }

  /** State of a connection's sign-in; undefined if it is unknown or its time is over. */
  outcome(attempt: string, connectionId: string): Outcome<Failure> | undefined {
    const kept = this.#live(attempt);
    return kept?.connectionId === connectionId ? kept.outcome : undefined;
  }

  #live(attempt: string): Kept<Failure> | undefined {
    const kept = this.#kept.get(attempt);
    return kept && kept.until > this.now() ? kept : undefined;
  }

  #sweep(): void {
    for (const [attempt, { until }] of this.#kept) {
      if (until <= this.now() || this.#kept.size >= MOST) this.#kept.delete(attempt);
    }
  }
}

function randomText(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
