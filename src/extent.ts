import { configError, ProcoreError } from './errors.js';

/**
 * How much a body or a query may hold. A flow can put one object into many places, and into itself: then forty objects
 * make more values than any memory holds, and a walk that only minds its depth does not end.
 */
export class Extent {
  #values = 0;

  /**
   * @param what what is written: `body`
   * @param deepest most levels of nesting
   * @param most most values, those of an object that is in several places counted in each
   */
  constructor(
    private readonly what: string,
    private readonly deepest: number,
    private readonly most: number,
  ) {}

  /**
   * A value as JSON, with whole numbers of any size as texts.
   * @throws ProcoreError PROCORE_CONFIG if there is no JSON of it, such as of a circle, or it has too many values
   * @throws RangeError if it is nested too deeply
   */
  json(value: unknown): string {
    try {
      return JSON.stringify(value, (_, item: unknown) => {
        this.take(0);
        return typeof item === 'bigint' ? String(item) : item;
      });
    } catch (thrown) {
      if (thrown instanceof ProcoreError || thrown instanceof RangeError) throw thrown;
      throw this.#fault('has a value of which no JSON can be made');
    }
  }

  /** Takes in one more value. @throws ProcoreError PROCORE_CONFIG if it lies too deep, or there are too many */
  take(depth: number): void {
    if (depth > this.deepest) throw this.#fault('is nested too deeply, or in a circle');
    if (++this.#values > this.most)
      throw this.#fault(`has more than ${this.most.toLocaleString('en-US')} values`);
  }

  #fault(is: string) {
    return configError(`The ${this.what} ${is}.`, 'Correct it in the node or the message.');
  }
}

/** Walks through a value as its writing would. @throws ProcoreError PROCORE_CONFIG if it holds more than it may */
function checkExtent(value: unknown, extent: Extent, depth = 0): void {
  extent.take(depth);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const item of Object.values(value)) checkExtent(item, extent, depth + 1);
}

/** How deeply the objects of a query may be nested. */
export const DEEPEST_QUERY = 10;

/** Most values in a query. No server takes an address as long as these make it. */
const MOST_PARAMETERS = 10_000;

/** How much a query may hold. */
export function queryExtent(): Extent {
  return new Extent('query', DEEPEST_QUERY, MOST_PARAMETERS);
}

/**
 * Checks that the query of a plan ends. What is made of it before it is sent, such as a name for what it asks for, needs that.
 * @throws ProcoreError PROCORE_CONFIG if it is in a circle, or has more values than an address
 */
export function checkQuery({
  query = {},
  parameters = [],
}: {
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly parameters?: ReadonlyArray<readonly [name: string, value: unknown]> | undefined;
}): void {
  const extent = queryExtent();
  for (const value of [...Object.values(query), ...parameters.map(([, each]) => each)])
    checkExtent(value, extent);
}
