import type { Runtime } from '../runtime.js';
import type { Told } from './headers.js';
import type { Leave, Ledger, NoRoom, Terms } from './ledger.js';
import { ASK_AGAIN, isOver, type LedgerEvent, NOTHING_KNOWN, nextState, verdict } from './ledger-state.js';

/** A ledger in this process, lost when the process ends. */
export class MemoryLedger implements Ledger {
  #state = NOTHING_KNOWN;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly runtime: Pick<Runtime, 'now'>,
    private readonly terms: Terms,
  ) {}

  takeNow(): Leave | undefined {
    const now = this.runtime.now();
    return verdict(this.#state, now, this.terms.reserve).go ? this.#leave(now) : undefined;
  }

  async take(most: number): Promise<readonly Leave[] | NoRoom> {
    const now = this.runtime.now();
    const leaves: Leave[] = [];
    while (leaves.length < most) {
      const found = verdict(this.#state, now, this.terms.reserve);
      if (found.go) leaves.push(this.#leave(now));
      else return leaves.length > 0 ? leaves : { until: found.at };
    }
    return leaves;
  }

  onRoom(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  isOver(): boolean {
    return isOver(this.#state, this.runtime.now());
  }

  #leave(now: number): Leave {
    const answeredBefore = this.#state.answered;
    this.#state = nextState(this.#state, { type: 'sent', now });
    let settled = false;
    const settle = (event: LedgerEvent) => {
      if (settled) return;
      settled = true;
      this.#settle(event);
    };
    return {
      answered: (told: Told) =>
        settle({
          type: 'answered',
          now: this.runtime.now(),
          answeredBefore,
          told,
          reserve: this.terms.reserve,
        }),
      lost: () => settle({ type: 'lost', now: this.runtime.now() }),
      unsent: () => settle({ type: 'unsent' }),
    };
  }

  #settle(event: LedgerEvent): void {
    const { doubted } = this.#state;
    this.#state = nextState(this.#state, event);
    if (this.#state.doubted !== doubted) this.terms.warn(cannotBeRight(this.#state.doubted));
    for (const changed of this.#listeners) changed();
  }
}

function cannotBeRight(told: number): string {
  return (
    `An answer put the end of the quota’s window ${Math.round(told / 1000)} s from now, which cannot be right: ` +
    `a window is an hour at most. Asking again after ${ASK_AGAIN / 1000} s instead.`
  );
}
