import type { Step } from './step.js';

/**
 * Several pieces are read at the same time, and a step that waits for the flow may be overtaken by one that was made
 * after it. If a record was moved between the two, the flow must not have it in the end as its old piece had it: the new one
 * does not send it again. So a step that was overtaken leaves out the rows of those that went before it.
 */
export class InOrder {
  /** Steps that the flow does not have yet, as they were made, with the rows in which they were overtaken. */
  readonly #waiting = new Map<Step, Set<string>>();

  /** A step was made. */
  made(step: Step): void {
    this.#waiting.set(step, new Set());
  }

  /** A step goes to the flow. @returns what it has to say now */
  taken(step: Step): Step {
    const overtaken = this.#waiting.get(step);
    for (const [earlier, keys] of this.#waiting) {
      if (earlier === step) break;
      for (const { key } of step.changes) keys.add(key);
    }
    this.#waiting.delete(step);
    if (!overtaken || overtaken.size === 0) return step;
    return { ...step, changes: step.changes.filter(({ key }) => !overtaken.has(key)) };
  }
}
