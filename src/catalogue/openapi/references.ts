import { type JsonObject, objectOf, own } from './json-value.js';

/** References that lead to references. */
const LONGEST_CHAIN = 20;

/**
 * Follows `$ref` within the document. What leads out of it is never fetched, and what leads nowhere or in a circle is an
 * empty object; both are counted.
 */
export class References {
  external = 0;
  broken = 0;

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

  #at(reference: string): unknown {
    let found: unknown = this.document;
    for (const part of reference.slice(1).split('/').slice(1)) {
      // In a list as in an object; of neither anything but what is its own.
      found =
        typeof found === 'object' && found !== null ? own(found as JsonObject, decoded(part)) : undefined;
    }
    if (found === undefined) this.broken++;
    return found;
  }
}

/** A part of a JSON pointer in a fragment (RFC 6901, section 6). */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return part;
  }
}
