import { OperationMatcher } from './match.js';
import type { Operation } from './operation.js';

/** Finds the operation of a call. The catalogue is loaded, and made ready for it, with the first question. */
export class KnownOperations {
  #matcher: Promise<OperationMatcher> | undefined;

  constructor(private readonly load: () => Promise<readonly Operation[]>) {}

  /** The whole catalogue. */
  all(): Promise<readonly Operation[]> {
    return this.load();
  }

  /**
   * @param path with values or placeholders; its query is ignored
   * @throws what the catalogue cannot be read for; the next question tries again
   */
  async find(method: string, path: string): Promise<Operation | undefined> {
    this.#matcher ??= this.load().then((operations) => new OperationMatcher(operations));
    try {
      return (await this.#matcher).match(method === 'HEAD' ? 'GET' : method, path);
    } catch (thrown) {
      this.#matcher = undefined;
      throw thrown;
    }
  }
}
