/** One list of the catalogue with its rows and, if there is an operation for them, their single reads. */
import { isObject, rowsIn } from './shape-reader.js';
import { type Known, recordsOf, type Stage } from './stage.js';

/** Rows in one page: as many as a v2 list gives at most. */
const PAGE = '100';

export class ListUnderTest {
  readonly stage: Stage;
  readonly known: Known;
  readonly #show: Known | undefined;
  #all: Promise<readonly unknown[]> | undefined;
  readonly #singles = new Map<string, Promise<unknown>>();

  constructor(stage: Stage, known: Known) {
    this.stage = stage;
    this.known = known;
    this.#show = stage.find('GET', `${known.operation.path}/{}`);
  }

  get hasSingles(): boolean {
    return this.#show !== undefined;
  }

  /** The rows that pass a filter, or all. */
  rows(query?: readonly [string, string]): Promise<readonly unknown[]> {
    if (query) return this.#read(query);
    this.#all ??= this.#read();
    return this.#all;
  }

  /** The row as the operation for one record shows it. Undefined: it has no id. */
  single(row: unknown): Promise<unknown> {
    const id = isObject(row) ? (row.id ?? row.uuid) : row;
    if (!this.#show || (typeof id !== 'number' && typeof id !== 'string')) return Promise.resolve(undefined);
    const known = this.#singles.get(String(id));
    if (known) return known;
    const { operation } = this.#show;
    // The id goes in first: otherwise each project would be read as the one that everything else is in.
    const path = operation.path.replace(/\{\w+\}$/, String(id));
    const read = this.stage.send('GET', this.stage.address({ ...operation, path })).then(({ json }) => {
      return isObject(json) && isObject(json.data) ? json.data : json;
    });
    this.#singles.set(String(id), read);
    return read;
  }

  async #read(query?: readonly [string, string]): Promise<readonly unknown[]> {
    const { json } = await this.answer(query);
    return (rowsIn(this.known.shapes.returns, json)?.rows ?? []).flatMap(recordsOf);
  }

  /** The rows of each group of a list that is grouped; all rows of any other one. */
  async groups(query: readonly [string, string]): Promise<ReadonlyArray<readonly unknown[]>> {
    const { json } = await this.answer(query);
    const items = rowsIn(this.known.shapes.returns, json)?.rows ?? [];
    const groups = items.map(recordsOf);
    return groups.every((group, index) => group[0] === items[index]) ? [items] : groups;
  }

  /** The answer of the list itself. */
  answer(query?: readonly [string, string]) {
    const { operation } = this.known;
    const asked = [['per_page', PAGE], ...(query ? [query] : [])] as ReadonlyArray<readonly [string, string]>;
    return this.stage.send('GET', this.stage.address(operation, asked));
  }
}
