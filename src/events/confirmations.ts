import type { Runtime } from '../runtime.js';
import type { Handed } from './hand-out.js';

export interface ConfirmationOptions {
  /** Events that the flow may have at the same time without having confirmed one. */
  readonly most: number;
  /** How long the flow has for an event, ms. @default as long as it likes */
  readonly patienceMs?: number | undefined;
}

interface Open {
  readonly handed: Handed;
  readonly ended: AbortController;
}

/** Events that a flow has, and has neither confirmed nor given back. */
export class Confirmations {
  readonly #open = new Map<string, Open>();
  readonly #waiting: Array<() => void> = [];

  constructor(
    private readonly runtime: Pick<Runtime, 'sleep'>,
    private readonly options: ConfirmationOptions,
  ) {}

  /** Waits until the flow may have one more. @throws the signal's reason */
  async room(signal: AbortSignal): Promise<void> {
    while (this.#open.size >= this.options.most) {
      signal.throwIfAborted();
      await new Promise<void>((resolve) => {
        const go = () => {
          signal.removeEventListener('abort', go);
          resolve();
        };
        signal.addEventListener('abort', go, { once: true });
        this.#waiting.push(go);
      });
    }
    signal.throwIfAborted();
  }

  add(handed: Handed): void {
    const { eventId } = handed.event;
    const { patienceMs } = this.options;
    const open = { handed, ended: new AbortController() };
    this.#open.set(eventId, open);
    if (patienceMs === undefined) return;
    const isOver = () => {
      if (this.#open.get(eventId) === open)
        this.settle(eventId, `The flow did not confirm it within ${patienceMs / 1000} s.`);
    };
    this.runtime.sleep(patienceMs, open.ended.signal).then(isOver, () => undefined);
  }

  /**
   * The flow has confirmed an event, or given it back.
   * @param eventId undefined for the event that it has had for longest
   * @param failure why it is given back
   * @returns whether the flow had it
   */
  settle(eventId: string | undefined, failure?: string): boolean {
    const [oldest] = this.#open.keys();
    const id = eventId ?? oldest;
    const open = id === undefined ? undefined : this.#open.get(id);
    if (id === undefined || !open) return false;
    this.#open.delete(id);
    open.ended.abort();
    if (failure === undefined) open.handed.done();
    else open.handed.failed(failure);
    this.#waiting.shift()?.();
    return true;
  }

  /** Forgets all events: nobody waits for an answer to them any more. */
  close(): void {
    for (const { ended } of this.#open.values()) ended.abort();
    this.#open.clear();
  }
}
