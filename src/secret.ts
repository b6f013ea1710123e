import { inspect } from 'node:util';

const HIDDEN = '***';

/**
 * Something that must not be seen where its owner is logged, shown in a debugger's output, or written as JSON: all of
 * these get three asterisks. Only who asks for it by name gets it.
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
