import { inspect } from 'node:util';

const HIDDEN = '***';

/**
 * Hides a value when its owner is logged, shown in a debugger's output, or written as JSON: all of these get three
 * asterisks. Only `reveal` gives the value.
 */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
