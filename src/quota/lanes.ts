/** Who goes first: a person waiting in the editor, then single calls of flows, then the pages of bulk reads. */
export const LANES = ['interactive', 'flow', 'bulk'] as const;
export type Lane = (typeof LANES)[number];

/**
 * A queue of three lanes. Within a lane, owners take turns, however many items each has waiting, so that a read of a
 * thousand pages does not starve a look-up of one row.
 */
export class Lanes<T> {
  readonly #lanes = new Map<Lane, Map<string, T[]>>(LANES.map((lane) => [lane, new Map()]));
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param first puts the item before the owner's other items: for a request that had its turn and was sent back */
  add(lane: Lane, owner: string, item: T, first = false): void {
    const owners = this.#lanes.get(lane) as Map<string, T[]>;
    const waiting = owners.get(owner);
    this.#size++;
    if (!waiting) owners.set(owner, [item]);
    else if (first) waiting.unshift(item);
    else waiting.push(item);
  }

  /** Takes the item whose turn it is. */
  take(): T | undefined {
    for (const owners of this.#lanes.values()) {
      const [turn] = owners;
      if (!turn) continue;
      const [owner, waiting] = turn;
      const item = waiting.shift();
      // The owner moves to the end of the round, or leaves it.
      owners.delete(owner);
      if (waiting.length > 0) owners.set(owner, waiting);
      this.#size--;
      return item;
    }
    return undefined;
  }

  remove(item: T): void {
    for (const owners of this.#lanes.values()) {
      for (const [owner, waiting] of owners) {
        const at = waiting.indexOf(item);
        if (at < 0) continue;
        waiting.splice(at, 1);
        if (waiting.length === 0) owners.delete(owner);
        this.#size--;
        return;
      }
    }
  }

  /** All waiting items, in no particular order. */
  *[Symbol.iterator](): Generator<T> {
    for (const owners of this.#lanes.values()) for (const waiting of owners.values()) yield* waiting;
  }
}
