import type { RowIndex } from '../state/contract.js';
import { Sightings } from './sightings.js';

/**
 * Knows in which piece each row was seen last. A record that was moved to another project keeps its id: it is missing in
 * one project because it is in the other, and is no removed row. What was seen is kept before the flow gets the row.
 * So the piece that has a row is always the one that sends its removal, even if the flow never got the row from there.
 */
export class Whereabouts {
  readonly sightings = new Sightings();
  #read: Promise<string> | undefined;

  constructor(
    private readonly index: RowIndex,
    private readonly scope: string,
  ) {}

  /** Keeps that rows are in this piece. @returns those that were in another one before */
  async seen(keys: readonly string[], piece: string): Promise<ReadonlySet<string>> {
    const prints = keys.map((key) => ({ key, hash: piece }));
    const states = await this.index.compare(this.scope, prints);
    const fresh = prints.filter((_, place) => states[place] !== 'same');
    if (fresh.length > 0) {
      this.#read ??= this.index.begin(this.scope);
      await this.index.keep(this.scope, await this.#read, fresh);
    }
    return new Set(keys.filter((_, place) => states[place] === 'changed'));
  }

  /** Which of the rows were seen last in another piece. */
  async elsewhere(keys: readonly string[], piece: string): Promise<ReadonlySet<string>> {
    const prints = keys.map((key) => ({ key, hash: piece }));
    const states = await this.index.compare(this.scope, prints);
    return new Set(keys.filter((_, place) => states[place] === 'changed'));
  }
}
