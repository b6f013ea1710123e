import { type JsonObject, objectOf, own } from './json-value.js';

/** Longest chain of references that is followed. */
const LONGEST_CHAIN = 20;

/**
 * Follows `$ref` within the document. A reference to another document is never fetched. It gives an empty object, and
 * so does a reference that leads nowhere or in a circle; both are counted.
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
