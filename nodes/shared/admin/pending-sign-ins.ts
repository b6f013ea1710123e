import { createHash, randomBytes } from 'node:crypto';

/** How long a sign-in may take, ms: as long as Procore's codes are good. */
export const PATIENCE = 600_000;

/** Sign-ins that are open at a time; the oldest gives way. */
const MOST = 100;

/** Bytes of what must not be guessed. */
const SECRET_BYTES = 32;

/** A sign-in that somebody began. */
export interface Pending {
  readonly connectionId: string;
  /** What the connection was when it began: its hosts and its client id. */
  readonly boundTo: string;
  readonly redirectUri: string;
}

/** How a sign-in stands. */
export type Outcome<Failure> = 'waiting' | 'done' | { readonly error: Failure };

interface Kept<Failure> extends Pending {
  readonly browser: string;
  readonly until: number;
  used: boolean;
  outcome: Outcome<Failure>;
}

/** What a new sign-in is known by. */
export interface Begun {
  /** Goes to Procore and comes back once: 256 bits. */
  readonly state: string;
  /** Stays in the browser that began, which alone may end it: another 256 bits. */
  readonly browser: string;
  /** The name by which its outcome may be asked for; it opens nothing. */
  readonly attempt: string;
}

/** Sign-ins between their beginning and their end. Only hashes are kept, so nothing here can be replayed. */
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
   * The sign-in that a redirect ends: once, within its time, and in the browser that began it.
   * @param browserOf what the browser holds for an attempt
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

  /** The sign-in of a connection that a typed code ends; it stays open until one is taken, since people mistype. */
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

  /** How a sign-in of a connection stands; undefined when it is unknown or its time is over. */
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
