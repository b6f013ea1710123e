import type { BodyLimits } from './body-limit.js';
import type { Stoppable } from './deadline.js';

/**
 * Limits the memory that the answers of one client take while they are read. When it is used up, answers wait in the
 * middle of their body. Only the one that has been held longest always goes on, up to its own limit, so that it gets
 * done, and then the next.
 */
export class ReadingRoom {
  /** In the order in which their first byte came. */
  readonly #holders = new Set<Holding>();
  #used = 0;

  constructor(readonly limits: BodyLimits) {}

  /** Bytes that are held now. */
  get used(): number {
    return this.#used;
  }

  open(): Holding {
    return new Holding(this);
  }

  /** @internal */
  take(holding: Holding, bytes: number): void {
    this.#holders.add(holding);
    this.#used += bytes;
  }

  /** @internal */
  hasRoom(holding: Holding): boolean {
    if (this.#used <= this.limits.all) return true;
    const [longest] = this.#holders;
    return holding === longest;
  }

  /** @internal */
  giveBack(holding: Holding, bytes: number): void {
    if (!this.#holders.delete(holding)) return;
    this.#used -= bytes;
    for (const other of this.#holders) if (this.hasRoom(other)) other.wake();
  }
}

/** The memory that one answer holds. */
export class Holding implements Stoppable {
  #size = 0;
  #wake: (() => void) | undefined;
  #fail: ((reason: unknown) => void) | undefined;
  #stopped: { readonly reason: unknown } | undefined;
  #released = false;

  constructor(private readonly room: ReadingRoom) {}

  /** Takes more bytes. They are in memory already, so this is never refused. */
  take(bytes: number): void {
    if (this.#released) return;
    this.#size += bytes;
    this.room.take(this, bytes);
  }

  /** Whether more may be read now. */
  get hasRoom(): boolean {
    return this.room.hasRoom(this);
  }

  /** Waits until more may be read. @throws the reason if it is stopped */
  async waitForRoom(): Promise<void> {
    while (!this.#stopped && !this.hasRoom) {
      await new Promise<void>((resolve, reject) => {
        this.#wake = resolve;
        this.#fail = reject;
      });
    }
    if (this.#stopped) throw this.#stopped.reason;
  }

  stop(reason: unknown): void {
    this.#stopped = { reason };
    this.#fail?.(reason);
  }

  /** @internal */
  wake(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    this.#fail = undefined;
    wake?.();
  }

  /** Gives all of it back. Idempotent. */
  release(): void {
    this.#released = true;
    this.room.giveBack(this, this.#size);
  }
}
