import type { Store } from '../../src/state/contract.js';
import type { KnownTable } from '../../src/table/sql/tables.js';

/**
 * The columns that a node has given a table. A database says what it has only when it is asked, and this package asks
 * none; so what was created is remembered in the state of the connection.
 */
export class TableMemory {
  readonly #key: string;

  /** @param table names the table among all that this key's connections write */
  constructor(
    private readonly store: Store,
    table: string,
  ) {
    this.#key = `table/${table}`;
  }

  /** Undefined if nothing is known about the table. */
  async known(): Promise<KnownTable | undefined> {
    const [kept] = await this.store.get<KnownTable>([this.#key]);
    return kept?.value;
  }

  async keep(known: KnownTable): Promise<void> {
    await this.store.set(this.#key, known);
  }

  async forget(): Promise<void> {
    await this.store.delete(this.#key);
  }
}
