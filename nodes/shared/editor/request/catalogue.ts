import { OperationMatcher } from '../../../../src/catalogue/match';
import { readsList } from '../../../../src/catalogue/needs';
import { type Operation, signatureOf } from '../../../../src/catalogue/operation';
import { RecordSources } from '../../../../src/catalogue/record-source';
import { OperationSearch } from '../../../../src/catalogue/search';
import { type CatalogueTable, unpack } from '../../../../src/catalogue/table';
import { type Branch, browse } from '../../../../src/catalogue/tree';
import { steadierThan, supersededBy } from '../../../../src/catalogue/versions';
import { ask } from '../ask';

/** What to use in place of an operation: its successor, or a steady version of one that is beta or going away. */
export interface Instead {
  readonly operation: Operation;
  readonly isNewer: boolean;
}

/** The operations as the dialog uses them. Indexes are built when they are first needed, and then kept. */
export class Catalogue {
  readonly #bySignature: ReadonlyMap<string, Operation>;
  readonly #byId: ReadonlyMap<string, Operation>;
  #search: OperationSearch | undefined;
  #tree: readonly Branch[] | undefined;
  #matcher: OperationMatcher | undefined;
  #newer: ReadonlyMap<string, string> | undefined;
  #steadier: ReadonlyMap<string, string> | undefined;
  #sources: RecordSources | undefined;
  #lists: Catalogue | undefined;

  /** @param whole the catalogue that it is a part of */
  constructor(
    readonly operations: readonly Operation[],
    private readonly whole?: Catalogue,
  ) {
    this.#bySignature = new Map(operations.map((operation) => [signatureOf(operation), operation]));
    this.#byId = new Map(operations.map((operation) => [operation.id, operation]));
  }

  get search(): OperationSearch {
    this.#search ??= new OperationSearch(this.operations);
    return this.#search;
  }

  get tree(): readonly Branch[] {
    this.#tree ??= browse(this.operations);
    return this.#tree;
  }

  /** Which list gives the ids of a field. */
  get sources(): RecordSources {
    if (this.whole) return this.whole.sources;
    this.#sources ??= new RecordSources(this.operations);
    return this.#sources;
  }

  /** Only the operations that read a list. */
  get lists(): Catalogue {
    this.#lists ??= new Catalogue(this.operations.filter(readsList), this);
    return this.#lists;
  }

  /** The operation with exactly this method and path. */
  exact(method: string, path: string): Operation | undefined {
    return this.#bySignature.get(signatureOf({ method, path }));
  }

  /** The operation that a path with values in it belongs to. */
  behind(method: string, path: string): Operation | undefined {
    this.#matcher ??= new OperationMatcher(this.operations);
    return this.#matcher.match(method, path);
  }

  /** What to use in place of an operation; undefined if it is this one. */
  insteadOf({ id }: Operation): Instead | undefined {
    this.#newer ??= supersededBy(this.operations);
    this.#steadier ??= steadierThan(this.operations, this.#newer);
    const newer = this.#byId.get(this.#newer.get(id) ?? '');
    const operation = newer ?? this.#byId.get(this.#steadier.get(id) ?? '');
    return operation && { operation, isNewer: newer !== undefined };
  }

  /** Paths that contain the typed text; those that begin with it come first. */
  paths(typed: string, most = 30): string[] {
    const text = typed.toLowerCase();
    const paths = [...new Set(this.operations.map(({ path }) => path))];
    const found = paths.filter((path) => path.toLowerCase().includes(text));
    return found
      .sort((a, b) => Number(b.toLowerCase().startsWith(text)) - Number(a.toLowerCase().startsWith(text)))
      .slice(0, most);
  }
}

let current: Promise<Catalogue> | undefined;

/** The catalogue. It is fetched when a dialog first asks for it, once per editor session. @throws Refused */
export function loadCatalogue(): Promise<Catalogue> {
  current ??= ask<CatalogueTable>('catalogue', undefined, 'GET')
    .then((table) => new Catalogue(unpack(table)))
    .catch((failure: unknown) => {
      current = undefined;
      throw failure;
    });
  return current;
}

/** Fetches the catalogue again, since the table was replaced. */
export function reloadCatalogue(): Promise<Catalogue> {
  current = undefined;
  return loadCatalogue();
}
