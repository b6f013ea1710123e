import { OperationMatcher } from './match.js';
import type { Operation } from './operation.js';
import { isGoing, supersededBy } from './versions.js';

/** What speaks against using an operation. */
export interface Standing {
  readonly operation: Operation;
  /** `ended`: Procore may refuse it already. `ending`: it may from the operation's `sunset` on. */
  readonly state: 'removed' | 'ended' | 'ending' | 'deprecated';
  /** What to use in its place. */
  readonly instead?: Operation;
}

/** Judges calls by a catalogue: whether their operations are deprecated, past their sunset or removed. */
export class Standings {
  readonly #matcher: OperationMatcher;
  #newer: ReadonlyMap<string, Operation | undefined> | undefined;

  constructor(private readonly operations: readonly Operation[]) {
    this.#matcher = new OperationMatcher(operations);
  }

  /**
   * @param path with values or placeholders
   * @param today YYYY-MM-DD
   * @returns undefined if nothing speaks against it, or if the catalogue does not know it
   */
  of(method: string, path: string, today: string): Standing | undefined {
    const operation = this.#matcher.match(method, path);
    const state = operation && stateOf(operation, today);
    if (!state) return undefined;
    const instead = this.#insteadOf(operation);
    return { operation, state, ...(instead && { instead }) };
  }

  #insteadOf({ id }: Operation): Operation | undefined {
    if (!this.#newer) {
      const byId = new Map(this.operations.map((operation) => [operation.id, operation]));
      const superseded = [...supersededBy(this.operations)];
      this.#newer = new Map(superseded.map(([older, newer]) => [older, byId.get(newer)]));
    }
    return this.#newer.get(id);
  }
}

function stateOf(operation: Operation, today: string): Standing['state'] | undefined {
  const { removed, sunset } = operation;
  if (removed) return 'removed';
  // Days in this form sort as they follow each other.
  if (sunset !== undefined) return sunset <= today ? 'ended' : 'ending';
  return isGoing(operation) ? 'deprecated' : undefined;
}
