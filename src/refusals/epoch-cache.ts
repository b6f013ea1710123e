import type { Store } from '../state/contract.js';

interface Note<T> {
  readonly value: T;
  readonly mark: number;
}

const MARK = 'mark';

/**
 * Keeps what was learned about one key for a time, and can forget all of it at once. Every note carries the mark of its
 * epoch; to forget is to set a new mark.
 */
export class EpochCache {
  /** @param about the beginning of every key: what the notes are about, e.g. host and client id */
  constructor(
    private readonly store: Store,
    private readonly about: string,
  ) {}

  /** The values of these keys; undefined for a key that has none. */
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
