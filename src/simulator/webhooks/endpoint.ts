/**
 * The line of deliveries to one address. They go one after the other. If one fails, all others wait; it is tried again
 * after 1 s, 2 s, 4 s and so on, at most after an hour. If nothing got through for 12 hours, all that wait is discarded, and
 * the next event starts afresh (`plan_your_app/webhooks_api.md`).
 */
import type { Clock } from '../clock.js';
import { timestamp } from '../data/dates.js';
import { exactJson } from '../json.js';
import type { Delivery } from './delivery.js';
import type { Post } from './post.js';

/** ms; all three are documented. */
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 3_600_000;
const GIVEN_UP_AFTER = 12 * 3_600_000;

/** What the endpoints of one simulator share. */
export interface EndpointParts {
  readonly clock: Clock;
  readonly post: Post;
  /** A new id for an attempt. */
  attemptId(): string;
  /** Is given the work on each attempt. */
  track(work: Promise<void>): void;
}

export class Endpoint {
  readonly #url: URL;
  readonly #parts: EndpointParts;
  #waiting: Delivery[] = [];
  /** Position of the first that waits. Those before it are over, and dropped now and then. */
  #first = 0;
  #isBusy = false;
  #isPaused = false;
  #failures = 0;
  #failingSince: number | undefined;

  constructor(url: URL, parts: EndpointParts) {
    this.#url = url;
    this.#parts = parts;
  }

  add(delivery: Delivery): void {
    this.#waiting.push(delivery);
    this.#go();
  }

  #go(): void {
    if (this.#isBusy || this.#isPaused) return;
    for (let next = this.#waiting[this.#first]; next; next = this.#waiting[this.#first]) {
      const hook = next.hook();
      if (hook?.status === 'active') {
        this.#isBusy = true;
        this.#parts.track(this.#attempt(next, hook.destination_headers));
        return;
      }
      next.status = 'discarded';
      this.#advance();
    }
  }

  async #attempt(delivery: Delivery, headers: unknown): Promise<void> {
    const { clock, post, attemptId } = this.#parts;
    const started = clock.now();
    const { Authorization: authorization } = (headers ?? {}) as { Authorization?: unknown };
    const answer = await post.send(this.#url, authorization, exactJson(delivery.payload));
    delivery.attempts.push({
      id: attemptId(),
      success: answer.success,
      response_status: answer.status,
      response_body: answer.body,
      response_headers: answer.headers,
      started_at: timestamp(started),
      completed_at: timestamp(clock.now()),
    });
    this.#isBusy = false;
    if (answer.success) this.#succeeded(delivery);
    else this.#failed(delivery);
    this.#go();
  }

  #succeeded(delivery: Delivery): void {
    delivery.status = 'delivered';
    this.#advance();
    this.#failures = 0;
    this.#failingSince = undefined;
  }

  #failed(delivery: Delivery): void {
    const { clock } = this.#parts;
    const now = clock.now();
    delivery.status = 'retrying';
    this.#failingSince ??= now;
    const left = this.#failingSince + GIVEN_UP_AFTER - now;
    const wait = Math.min(FIRST_RETRY * 2 ** this.#failures, LONGEST_RETRY);
    this.#failures++;
    this.#isPaused = true;
    clock.after(Math.max(0, Math.min(wait, left)), () => {
      this.#isPaused = false;
      if (wait >= left) this.#discard();
      this.#go();
    });
  }

  #discard(): void {
    for (const delivery of this.#waiting.slice(this.#first)) delivery.status = 'discarded';
    this.#waiting = [];
    this.#first = 0;
    this.#failures = 0;
    this.#failingSince = undefined;
  }

  #advance(): void {
    this.#first++;
    if (this.#first < 1000 || this.#first < this.#waiting.length / 2) return;
    this.#waiting = this.#waiting.slice(this.#first);
    this.#first = 0;
  }
}
