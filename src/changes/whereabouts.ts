import type { RowIndex } from '../state/contract.js';

/**
 * Knows in which piece each row was seen last. A record that was moved to another project keeps its id: it is missing in
 * one project because it is in the other, and is no removed row.
 */
export class Whereabouts {
  #read: Promise<string> | undefined;
  /** Rows that are on their way to the flow, with their piece. */
  readonly #underWay = new Map<string, string>();

  constructor(
    private readonly index: RowIndex,
    private readonly scope: string,
  ) {}

  /** Notes rows that will be handed over. */
  sent(keys: readonly string[], piece: string): void {
    for (const key of keys) this.#underWay.set(key, piece);
  }

  /** Keeps where rows are. @returns those that were in another piece before */
  async keep(keys: readonly string[], piece: string): Promise<string[]> {
    const prints = keys.map((key) => ({ key, hash: piece }));
    const states = await this.index.compare(this.scope, prints);
    this.#read ??= this.index.begin(this.scope);
    const fresh = prints.filter((_, place) => states[place] !== 'same');
    if (fresh.length > 0) await this.index.keep(this.scope, await this.#read, fresh);
    for (const key of keys) if (this.#underWay.get(key) === piece) this.#underWay.delete(key);
    return keys.filter((_, place) => states[place] === 'changed');
  }

  /** Which of the rows are now in another piece. */
  async elsewhere(keys: readonly string[], piece: string): Promise<ReadonlySet<string>> {
    const states = await this.index.compare(
      this.scope,
      keys.map((key) => ({ key, hash: piece })),
    );
    const isElsewhere = (key: string, place: number) => {
      const next = this.#underWay.get(key);
      return next === undefined ? states[place] === 'changed' : next !== piece;
    };
    return new Set(keys.filter(isElsewhere));
  }
}
