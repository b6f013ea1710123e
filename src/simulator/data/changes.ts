/** What happened to the records of a world, in order: a test can compare what an integration saw with this. */

import type { Company, Project } from './company.js';

export type Action = 'create' | 'update' | 'delete' | 'restore' | 'move';

/** Who wrote. */
export interface Writer {
  readonly userId: number;
  /** The app through which it was written, by its client id; none for a change in Procore's own pages. */
  readonly clientId: string | undefined;
}

export interface Change {
  /** Counts the changes of a world, from 1 and without gaps. */
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly action: Action;
  /** Name of the kind of record, e.g. `rfis`. */
  readonly resource: string;
  readonly id: number;
  readonly companyId: number;
  readonly projectId: number;
  /** The project that a record was moved from. */
  readonly fromProjectId: number | undefined;
  readonly by: Writer;
}

/** When something is written, and by whom. */
export interface Write {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly by: Writer;
}

/** Something that was written, as its list of records knows it. */
export interface Written {
  readonly action: Action;
  readonly resource: string;
  readonly id: number;
  readonly project: Place;
  /** The project that a record was moved from. */
  readonly from: Place | undefined;
  readonly write: Write;
}

type Place = Pick<Project, 'id'> & { readonly company: Pick<Company, 'id'> };

/** The changes for those who read them. */
export interface ChangeFeed {
  /** Number of the last change; 0 before the first. */
  readonly last: number;
  /**
   * The changes after a number, oldest first.
   * @param number @default 0, which gives all changes
   * @throws RangeError if changes after it are no longer kept
   */
  since(number?: number): readonly Change[];
  /**
   * Calls the listener with each change from now on, before the writer gets an answer.
   * @returns a function that ends the subscription
   */
  subscribe(listener: (change: Change) => void): () => void;
}

/** Least number of changes that are kept. There is a limit because a simulator may run for weeks. */
const KEPT = 100_000;

export class Changes implements ChangeFeed {
  #kept: Change[] = [];
  #last = 0;
  readonly #listeners = new Set<(change: Change) => void>();

  get last(): number {
    return this.#last;
  }

  since(number = 0): readonly Change[] {
    const first = this.#last - this.#kept.length;
    if (number < first) throw new RangeError(`Changes up to ${first} are no longer kept.`);
    return this.#kept.slice(number - first);
  }

  subscribe(listener: (change: Change) => void): () => void {
    // The same function may subscribe twice and end one of the two subscriptions.
    const own = (change: Change) => listener(change);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  add({ action, resource, id, project, from, write }: Written): void {
    this.#last++;
    const change: Change = {
      number: this.#last,
      at: write.now,
      action,
      resource,
      id,
      companyId: project.company.id,
      projectId: project.id,
      fromProjectId: from?.id,
      by: write.by,
    };
    this.#kept.push(change);
    // Dropped now and then, not each time: dropping from the front moves all other entries.
    if (this.#kept.length > 2 * KEPT) this.#kept = this.#kept.slice(-KEPT);
    for (const listener of this.#listeners) told(listener, change);
  }
}

/** A listener that throws must not undo or stop the write. */
function told(listener: (change: Change) => void, change: Change): void {
  try {
    listener(change);
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
