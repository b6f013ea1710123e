import type { Store } from '../state/store.js';

interface Note<T> {
  readonly value: T;
  readonly mark: number;
}

/**
 * What was learned about one key, kept for a time and forgotten all at once: every note carries the mark of its time, and
 * forgetting is a new mark.
 */
export class Notes {
  /** @param about what all of it is about, e.g. host and client id: the beginning of every key */
  constructor(
    private readonly store: Store,
    private readonly about: string,
  ) {}

  /** The values under some keys, undefined where there is none. */
  async read<T>(keys: readonly string[]): Promise<Array<T | undefined>> {
    const [mark, ...notes] = await Promise.all([
      this.#mark(),
      ...keys.map((key) => this.store.get<Note<T>>(this.#key(key))),
    ]);
    return notes.map((note) => (note?.mark === mark ? note.value : undefined));
  }

  /** Keeps a value for `ttlMs` milliseconds. */
  async write<T>(key: string, value: T, ttlMs: number): Promise<void> {
    const note: Note<T> = { value, mark: await this.#mark() };
    await this.store.set(this.#key(key), note, ttlMs);
  }

  async forget(): Promise<void> {
    await this.store.set(this.#key('mark'), (await this.#mark()) + 1);
  }

  async #mark(): Promise<number> {
    return (await this.store.get<number>(this.#key('mark'))) ?? 0;
  }

  #key(key: string): string {
    return `${this.about}:${key}`;
  }
}
