import type { Store } from '../../src/state/contract.js';
import type { Column } from '../../src/table/column.js';

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
  async columns(): Promise<readonly Column[] | undefined> {
    const [kept] = await this.store.get<readonly Column[]>([this.#key]);
    return kept?.value;
  }

  async keep(columns: readonly Column[]): Promise<void> {
    await this.store.set(this.#key, columns);
  }

  async forget(): Promise<void> {
    await this.store.delete(this.#key);
  }
}
