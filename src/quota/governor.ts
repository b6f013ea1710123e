import { ProcoreError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { AnswerReader, type Quota } from './headers.js';
import { type Lane, Lanes } from './lanes.js';
import type { Leave, Ledger } from './ledger.js';

/** A wait shorter than this is not reported, ms. */
const WORTH_TELLING = 1_000;

/** Most leaves that are taken from the ledger at once, so that a remote ledger is not asked for each request. */
const FEW = 10;

export interface Admission {
  readonly lane: Lane;
  /** The node that the request counts for, so that nodes share fairly. */
  readonly owner: string;
  readonly signal?: AbortSignal | undefined;
  /** ms since the epoch; if a pause would last longer, the request is rejected at once. */
  readonly deadline?: number | undefined;
  /** Called with the end of a wait, ms since the epoch. */
  readonly onWait?: ((until: number) => void) | undefined;
  /** The request was sent before and must be sent again: it goes before its owner's other requests. */
  readonly again?: boolean | undefined;
}

/** Leave to send one request. It must be settled once, however the request ended. */
export interface Permit {
  /** @returns what the answer said about the quota */
  answered(status: number, headers: Readonly<Record<string, string>>): Quota | undefined;
  lost(): void;
  /** Nothing left this machine: the slot is free at once. */
  unsent(): void;
}

interface Ticket extends Admission {
  grant(permit: Permit): void;
  refuse(reason: unknown): void;
}

/** Sends the requests of one quota as fast as its ledger allows, and queues those that must wait. */
export class Governor {
  readonly #waiting = new Lanes<Ticket>();
  readonly #answers = new AnswerReader();
  #quota: Quota | undefined;
  #forgotten = false;
  #handingOut = false;
  /** Whether something has changed since the ledger was last asked. */
  #changed = false;
  #alarm: { at: number; controller: AbortController } | undefined;

  constructor(
    private readonly runtime: Pick<Runtime, 'now' | 'sleep'>,
    private readonly ledger: Ledger,
  ) {
    ledger.onRoom(() => this.#pump());
  }

  /** What the last answer said. */
  get quota(): Quota | undefined {
    return this.#quota;
  }

  /** Whether a new governor would decide the same: nothing waits, and no window counts any more. */
  get isIdle(): boolean {
    return this.#waiting.size === 0 && this.ledger.isOver();
  }

  /** Whether a new governor may have replaced this one, so that this one must not be used any more. */
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
    // Usually nothing waits, and the queue is not needed.
    const leave = this.#waiting.size === 0 ? this.ledger.takeNow?.() : undefined;
    if (leave) return Promise.resolve(this.#permit(leave));
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
    this.#changed = true;
    if (this.#handingOut || this.#waiting.size === 0) return;
    this.#handingOut = true;
    this.#handOut()
      .catch((thrown: unknown) => this.#refuseAll(thrown))
      .finally(() => {
        this.#handingOut = false;
        if (this.#changed) this.#pump();
      });
  }

  async #handOut(): Promise<void> {
    while (this.#changed && this.#waiting.size > 0) {
      this.#changed = false;
      const taken = await this.ledger.take(Math.min(this.#waiting.size, FEW));
      if ('until' in taken) {
        if (taken.until !== undefined) this.#wait(this.runtime.now(), taken.until);
        continue;
      }
      this.#changed = true;
      for (const leave of taken) {
        const ticket = this.#waiting.take();
        if (ticket) ticket.grant(this.#permit(leave));
        // The request that wanted it has left the queue meanwhile.
        else leave.unsent();
      }
    }
  }

  #refuseAll(reason: unknown): void {
    for (let ticket = this.#waiting.take(); ticket; ticket = this.#waiting.take()) ticket.refuse(reason);
  }

  #permit(leave: Leave): Permit {
    return {
      answered: (status, headers) => {
        const told = this.#answers.read(status, headers, this.runtime.now());
        if (told.quota) this.#quota = told.quota;
        leave.answered(told);
        return told.quota;
      },
      lost: () => leave.lost(),
      unsent: () => leave.unsent(),
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

  /** Stops the timer when nothing waits: it would keep the process from ending, perhaps for an hour. */
  #stopWaiting(): void {
    this.#alarm?.controller.abort();
    this.#alarm = undefined;
  }
}

function tooLong(until: number, now: number): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_RATE_LIMITED',
    cause: `The quota of this key is used up until ${new Date(until).toISOString()}, longer than this call may wait.`,
    fix: 'Wait until then, or run fewer flows on this key at once. A message may be given more time.',
    who: 'try again later',
    retryAfter: Math.ceil((until - now) / 1000),
  });
}
