import { ProcoreError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { Allowance, type Sent } from './allowance.js';
import type { Quota } from './headers.js';
import { type Lane, Lanes } from './lanes.js';

/** A wait shorter than this is not worth telling, ms. */
const WORTH_TELLING = 1_000;

export interface Admission {
  readonly lane: Lane;
  /** Whose turn it is counted as: a node, so that nodes share fairly. */
  readonly owner: string;
  readonly signal?: AbortSignal | undefined;
  /** ms since the epoch; a pause that would outlast it is refused at once. */
  readonly deadline?: number | undefined;
  /** Told until when (ms since the epoch) there is a wait. */
  readonly onWait?: ((until: number) => void) | undefined;
  /** The request was sent before and told to come back: it goes first among its owner's. */
  readonly again?: boolean | undefined;
}

/** Leave to send one request. Must be settled once, whatever became of it. */
export interface Permit {
  /** @returns what the answer said of the quota */
  answered(status: number, headers: Readonly<Record<string, string>>): Quota | undefined;
  lost(): void;
  /** Nothing left this machine: the slot is free at once. */
  unsent(): void;
}

interface Ticket extends Admission {
  grant(permit: Permit): void;
  refuse(reason: unknown): void;
}

/** Lets requests of one key go as fast as Procore's quota allows, and no faster. */
export class Governor {
  readonly #allowance: Allowance;
  readonly #waiting = new Lanes<Ticket>();
  #forgotten = false;
  #alarm: { at: number; controller: AbortController } | undefined;

  /** @param reserve share of the hour left to other users of the key, 0 to 1 */
  constructor(
    private readonly runtime: Pick<Runtime, 'now' | 'sleep' | 'log'>,
    reserve: number,
  ) {
    this.#allowance = new Allowance(reserve, (text) => runtime.log.warn(text));
  }

  /** Share of the hour left to other users of the key, 0 to 1. */
  set reserve(share: number) {
    this.#allowance.reserve = share;
  }

  /** What the last answer said. */
  get quota(): Quota | undefined {
    return this.#allowance.quota;
  }

  /** Whether another one in its place would decide the same: nobody waits, and no window counts any more. */
  get isIdle(): boolean {
    return this.#waiting.size === 0 && this.#allowance.isOver(this.runtime.now());
  }

  /** Whether another one may have taken its place, so that it must not be asked any more. */
  get isForgotten(): boolean {
    return this.#forgotten;
  }

  forget(): void {
    this.#forgotten = true;
  }

  /**
   * Waits for leave to send.
   * @throws ProcoreError PROCORE_RATE_LIMITED when the wait would outlast the deadline; the signal's reason when aborted
   */
  admit(admission: Admission): Promise<Permit> {
    const { signal } = admission;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const now = this.runtime.now();
    // Mostly nobody waits, and there is no line to stand in.
    if (this.#waiting.size === 0 && this.#allowance.verdict(now).go) {
      return Promise.resolve(this.#permit(this.#allowance.sent(now)));
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.remove(ticket);
        if (this.#waiting.size === 0) this.#stopWaiting();
        reject(signal?.reason);
      };
      const ticket: Ticket = {
        ...admission,
        grant: (permit) => {
          signal?.removeEventListener('abort', leave);
          resolve(permit);
        },
        refuse: (reason) => {
          signal?.removeEventListener('abort', leave);
          reject(reason);
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.add(admission.lane, admission.owner, ticket, admission.again);
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#waiting.size > 0) {
      const now = this.runtime.now();
      const verdict = this.#allowance.verdict(now);
      if (!verdict.go) {
        if (verdict.at !== undefined) this.#wait(now, verdict.at);
        return;
      }
      this.#waiting.take()?.grant(this.#permit(this.#allowance.sent(now)));
    }
  }

  #permit(sent: Sent): Permit {
    let settled = false;
    const settle = <T>(how: (now: number) => T): T | undefined => {
      if (settled) return undefined;
      settled = true;
      const outcome = how(this.runtime.now());
      this.#pump();
      return outcome;
    };
    return {
      answered: (status, headers) => settle((now) => this.#allowance.answered(sent, now, status, headers)),
      lost: () => settle((now) => this.#allowance.lost(now)),
      unsent: () => settle(() => this.#allowance.unsent()),
    };
  }

  #wait(now: number, until: number): void {
    if (until - now > WORTH_TELLING) {
      for (const ticket of [...this.#waiting]) {
        if (ticket.deadline !== undefined && until > ticket.deadline) {
          this.#waiting.remove(ticket);
          ticket.refuse(tooLong(until, now));
        } else {
          ticket.onWait?.(until);
        }
      }
      if (this.#waiting.size === 0) return;
    }
    if (this.#alarm && this.#alarm.at <= until) return;
    this.#stopWaiting();
    const alarm = { at: until, controller: new AbortController() };
    this.#alarm = alarm;
    this.runtime.sleep(until - now, alarm.controller.signal).then(
      () => {
        if (this.#alarm === alarm) this.#alarm = undefined;
        this.#pump();
      },
      () => undefined,
    );
  }

  /** A timer for nobody would keep the process from ending, for an hour perhaps. */
  #stopWaiting(): void {
    this.#alarm?.controller.abort();
    this.#alarm = undefined;
  }
}

function tooLong(until: number, now: number): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_RATE_LIMITED',
    cause: `The quota of this key is used up until ${new Date(until).toISOString()}, past this message’s deadline.`,
    fix: 'Allow the message more time, or run fewer flows on this key at once.',
    who: 'try again later',
    retryAfter: Math.ceil((until - now) / 1000),
  });
}
