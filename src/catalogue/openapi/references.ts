import { type JsonObject, objectOf, own } from './json-value.js';

/** Longest chain of references that is followed. */
const LONGEST_CHAIN = 20;
/** Characters of a reference. */
const LONGEST_REFERENCE = 1_000;

/**
 * Follows `$ref` within the document. A reference to another document is never fetched. It gives an empty object, and
 * so does a reference that leads nowhere or in a circle; both are counted.
 */
export class References {
  external = 0;
  broken = 0;
  readonly #done = new Map<string, WeakMap<JsonObject, unknown>>();

  constructor(private readonly document: JsonObject) {}

  /** The object itself, or what it refers to. */
  follow(value: unknown): JsonObject {
    let object = objectOf(value);
    for (let step = 0; step < LONGEST_CHAIN; step++) {
      const reference = own(object, '$ref');
      if (typeof reference !== 'string') return object;
      if (!reference.startsWith('#')) {
        this.external++;
        return {};
      }
      object = objectOf(this.#at(reference));
    }
    this.broken++;
    return {};
  }

  /**
   * The result of some work on an object of the document. It is done once: every operation may refer to the same object,
   * so that a small document would stand for a huge one.
   */
  once<T>(what: string, object: JsonObject, work: () => T): T {
    const done = this.#done.get(what) ?? new WeakMap<JsonObject, unknown>();
    this.#done.set(what, done);
    if (!done.has(object)) done.set(object, work());
    return done.get(object) as T;
  }

  #at(reference: string): unknown {
    const parts = reference.length > LONGEST_REFERENCE ? undefined : reference.slice(1).split('/').slice(1);
    let found: unknown = parts && this.document;
    for (const part of parts ?? []) {
      // Reads own properties only, in lists as in objects.
      found =
        typeof found === 'object' && found !== null ? own(found as JsonObject, decoded(part)) : undefined;
    }
    if (found === undefined) this.broken++;
    return found;
  }
}

/** One part of a JSON pointer in a URI fragment (RFC 6901, section 6). */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return part;
  }
}
