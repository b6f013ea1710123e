import type { NodeMessage } from 'node-red';
import type { Gathering } from './node-kind.js';
import type { Entry } from './taken.js';

/** Collects messages until they contain enough rows or none has come for a while. Then they become one run. */
export class Gatherer {
  #entries: Entry[] = [];
  #rows = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly gathering: Gathering,
    private readonly begin: (entries: readonly Entry[]) => void,
  ) {}

  add(entry: Entry): void {
    this.#entries.push(entry);
    this.#rows += rowsIn(entry.msg);
    clearTimeout(this.#idle);
    if (this.#rows >= this.gathering.rows) this.flush();
    else this.#idle = setTimeout(() => this.flush(), this.gathering.idleMs);
  }

  /** Starts a run with the messages collected so far. */
  flush(): void {
    clearTimeout(this.#idle);
    const entries = this.#entries;
    this.#entries = [];
    this.#rows = 0;
    if (entries.length > 0) this.begin(entries);
  }
}

/** A message without a list is one row. */
function rowsIn({ payload }: NodeMessage): number {
  return Array.isArray(payload) ? payload.length : 1;
}
