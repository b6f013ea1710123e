import type { Catalogue, CatalogueStore } from '../../../src/catalogue/load.js';
import { asProcoreError, cancelledError } from '../../../src/errors.js';
import { type PublicError, told } from './answer.js';

/** What the editor gets to know about the table in use. */
export interface About {
  readonly operations: number;
  readonly imported?: { readonly operations: number; readonly at: string };
  readonly problem?: string;
}

/** How many operations an import has brought, changed and taken away. */
export interface Changes {
  readonly came: number;
  readonly changed: number;
  readonly went: number;
}

/** An import that was made. */
export interface Imported {
  readonly about: About;
  readonly changes: Changes;
  /** What the user should know about what was read, one sentence each. */
  readonly problems: readonly string[];
}

/** An update from Procore's reference: none was started, it runs, or it has ended. */
export type UpdateState =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly done: number; readonly total: number }
  | ({ readonly state: 'done'; readonly unread: number } & Imported)
  | { readonly state: 'failed'; readonly failure: PublicError };

export function about({ operations, imported, problem }: Catalogue): About {
  return {
    operations: operations.length,
    ...(imported && { imported: { operations: imported.operations, at: imported.at.toISOString() } }),
    ...(problem !== undefined && { problem }),
  };
}

/** Reads an OpenAPI document in YAML and imports it. @throws ProcoreError PROCORE_CONFIG saying what it is instead */
export async function importYaml(store: CatalogueStore, text: string): Promise<Imported> {
  const [{ parseYaml }, { readDocument }, { pack }] = await Promise.all([
    import('../../../src/catalogue/yaml.js'),
    import('../../../src/catalogue/openapi/read.js'),
    import('../../../src/catalogue/table.js'),
  ]);
  const { operations, problems } = readDocument(await parseYaml(text));
  const before = await store.load();
  const after = await store.import(pack(operations));
  return imported(before, after, problems);
}

async function imported(before: Catalogue, after: Catalogue, problems: readonly string[]): Promise<Imported> {
  const { driftBetween } = await import('../../../src/catalogue/drift.js');
  const { came, changed, went } = driftBetween(before.operations, after.operations);
  const changes = { came: came.length, changed: changed.length, went: went.length };
  return { about: about(after), changes, problems };
}

/** The update from Procore's reference, of which one runs at a time. It goes on if the dialog is closed meanwhile. */
export class ReferenceUpdate {
  #state: UpdateState = { state: 'idle' };
  #stop: AbortController | undefined;

  /** @param origin another host than Procore's, such as a mirror */
  constructor(
    private readonly store: () => Promise<CatalogueStore>,
    private readonly origin: string | undefined,
  ) {}

  get state(): UpdateState {
    return this.#state;
  }

  /** Begins, unless it runs already. */
  start(): UpdateState {
    if (this.#stop) return this.#state;
    const stop = new AbortController();
    this.#stop = stop;
    this.#state = { state: 'running', done: 0, total: 0 };
    this.#run(stop.signal)
      .catch((thrown: unknown): UpdateState => ({ state: 'failed', failure: told(asProcoreError(thrown)) }))
      .then((state) => {
        if (this.#stop !== stop) return;
        this.#stop = undefined;
        this.#state = state;
      });
    return this.#state;
  }

  /** Ends what runs, and forgets what it told. Nothing is imported. */
  cancel(): UpdateState {
    this.#stop?.abort(cancelledError());
    this.#stop = undefined;
    this.#state = { state: 'idle' };
    return this.#state;
  }

  async #run(signal: AbortSignal): Promise<UpdateState> {
    const [{ readReference, withRemoved }, { pack }] = await Promise.all([
      import('../../../src/catalogue/reference.js'),
      import('../../../src/catalogue/table.js'),
    ]);
    const onProgress = (done: number, total: number) => {
      if (!signal.aborted) this.#state = { state: 'running', done, total };
    };
    const reference = await readReference({ origin: this.origin, signal, onProgress });
    const store = await this.store();
    const before = await store.load();
    signal.throwIfAborted();
    const after = await store.import(pack(withRemoved(reference, before.operations)));
    return { state: 'done', unread: reference.unread, ...(await imported(before, after, [])) };
  }
}
