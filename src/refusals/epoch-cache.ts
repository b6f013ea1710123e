import type { Store } from '../state/contract.js';

interface Note<T> {
  readonly value: T;
  readonly mark: number;
}

const MARK = 'mark';

/**
 * What was learned about one key, kept for a time and forgotten all at once: every note carries the mark of its time, and
 * forgetting is a new mark.
 */
export class EpochCache {
  /** @param about what all of it is about, e.g. host and client id: the beginning of every key */
  constructor(
    private readonly store: Store,
    private readonly about: string,
  ) {}

  /** The values under some keys, undefined where there is none. */
  async read<T>(keys: readonly string[]): Promise<Array<T | undefined>> {
    const found = await this.store.get<Note<T> | number>([MARK, ...keys].map((key) => this.#key(key)));
    const [mark = 0, ...notes] = found.map((kept) => kept?.value);
    return (notes as Array<Note<T> | undefined>).map((note) =>
      note?.mark === mark ? note.value : undefined,
    );
  }

  /** Keeps a value for `ttlMs` milliseconds. */
  async write<T>(key: string, value: T, ttlMs: number): Promise<void> {
    const note: Note<T> = { value, mark: await this.#mark() };
    await this.store.set(this.#key(key), note, { ttlMs });
  }

  async forget(): Promise<void> {
    await this.store.set(this.#key(MARK), (await this.#mark()) + 1);
  }

  async #mark(): Promise<number> {
    const [kept] = await this.store.get<number>([this.#key(MARK)]);
    return kept?.value ?? 0;
  }

  #key(key: string): string {
    return `${this.about}:${key}`;
  }
}
