import type { BodyDrift, Edition } from '../../../src/catalogue/drift.js';
import type { Catalogue } from '../../../src/catalogue/load.js';
import { asProcoreError, cancelledError } from '../../../src/errors.js';
import type { KnownCatalogue } from '../known-catalogue.js';
import { type PublicError, told } from './answer.js';

/** Most operations that are told by name. */
const MOST_NAMED = 10;

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
  /** Operations among those changed of which the body is another one inside; the first ones by name. */
  readonly bodies: { readonly all: number; readonly named: readonly BodyDrift[] };
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
export async function importYaml(known: KnownCatalogue, text: string): Promise<Imported> {
  const [{ parseYaml }, { readDocument }, { packWithBodies }] = await Promise.all([
    import('../../../src/catalogue/yaml.js'),
    import('../../../src/catalogue/openapi/read.js'),
    import('../../../src/catalogue/table.js'),
  ]);
  const { operations, bodies, problems } = readDocument(await parseYaml(text));
  return importTable(known, packWithBodies(operations, bodies), problems);
}

/** Imports a table. @throws ProcoreError PROCORE_CONFIG if it is none; then nothing is changed */
export async function importTable(
  { store, bodies }: KnownCatalogue,
  table: unknown,
  problems: readonly string[] = [],
): Promise<Imported> {
  const before = await bodies.edition();
  const after = await store.import(table);
  return { about: about(after), changes: await changesOf(before, await bodies.edition()), problems };
}

async function changesOf(before: Edition, after: Edition): Promise<Changes> {
  const { driftBetween } = await import('../../../src/catalogue/drift.js');
  const { came, changed, went, bodies } = driftBetween(before, after);
  return {
    came: came.length,
    changed: changed.length,
    went: went.length,
    bodies: { all: bodies.length, named: bodies.slice(0, MOST_NAMED) },
  };
}

/** The update from Procore's reference, of which one runs at a time. It goes on if the dialog is closed meanwhile. */
export class ReferenceUpdate {
  #state: UpdateState = { state: 'idle' };
  #stop: AbortController | undefined;

  /** @param origin another host than Procore's, such as a mirror */
  constructor(
    private readonly known: () => Promise<KnownCatalogue>,
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
    const [{ readReference, withRemoved }, { packWithBodies }, { signatureOf }] = await Promise.all([
      import('../../../src/catalogue/reference.js'),
      import('../../../src/catalogue/table.js'),
      import('../../../src/catalogue/operation.js'),
    ]);
    const onProgress = (done: number, total: number) => {
      if (!signal.aborted) this.#state = { state: 'running', done, total };
    };
    const reference = await readReference({ origin: this.origin, signal, onProgress });
    const known = await this.known();
    const before = await known.store.load();
    const earlier = await known.store.bodies();
    signal.throwIfAborted();
    const operations = withRemoved(reference, before.operations);
    // What is gone keeps the body that it had.
    const gone = new Set(operations.filter(({ removed }) => removed).map(signatureOf));
    const bodies = new Map([...earlier].filter(([signature]) => gone.has(signature)));
    for (const [signature, body] of reference.bodies) bodies.set(signature, body);
    const table = packWithBodies(operations, bodies);
    return { state: 'done', unread: reference.unread, ...(await importTable(known, table)) };
  }
}
