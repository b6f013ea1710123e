import { type JsonObject, objectOf, own } from './json-value.js';

/** Characters of a reference. */
const LONGEST_REFERENCE = 1_000;
/**
 * Objects that are looked at in a whole document. Each operation may look at the same ones, and schemas may combine each
 * other, so that a small document would stand for hours. 20,000 operations of Procore's kind take 600,000.
 */
const MOST_LOOKS = 2_000_000;

/**
 * Follows `$ref` within the document, each reference once. One to another document is never fetched. It gives an empty
 * object, and so does a reference that leads nowhere or in a circle; both are counted.
 */
export class References {
  external = 0;
  broken = 0;
  #looks = 0;
  readonly #targets = new Map<JsonObject, JsonObject>();
  readonly #done = new Map<string, Map<JsonObject, unknown>>();

  constructor(private readonly document: JsonObject) {}

  /** Whether so much was looked at that no further operation is to be read. */
  get isSpent(): boolean {
    return this.#looks > MOST_LOOKS;
  }

  /** The object itself, or what it refers to. */
  follow(value: unknown): JsonObject {
    this.#looks++;
    const object = objectOf(value);
    if (referenceOf(object) === undefined) return object;
    return this.#targets.get(object) ?? this.#walk(object);
  }

  /**
   * The result of some work on an object of the document. It is done once: every operation may refer to the same object,
   * so that a small document would stand for a huge one. It must need nothing but the object and what that refers to.
   */
  once<T>(what: string, object: JsonObject, work: () => T): T {
    const done = this.#done.get(what) ?? new Map<JsonObject, unknown>();
    this.#done.set(what, done);
    if (!done.has(object)) done.set(object, work());
    return done.get(object) as T;
  }

  /** Follows a chain of references, and keeps its end for each of them. */
  #walk(start: JsonObject): JsonObject {
    const chain = new Set<JsonObject>();
    let object = start;
    for (let reference = referenceOf(object); reference !== undefined; reference = referenceOf(object)) {
      const known = this.#targets.get(object);
      const isCircle = chain.has(object);
      if (isCircle) this.broken++;
      chain.add(object);
      object = known ?? (isCircle ? {} : this.#at(reference));
    }
    for (const each of chain) this.#targets.set(each, object);
    return object;
  }

  #at(reference: string): JsonObject {
    if (!reference.startsWith('#')) {
      this.external++;
      return {};
    }
    const parts = reference.length > LONGEST_REFERENCE ? undefined : reference.slice(1).split('/').slice(1);
    let found: unknown = parts && this.document;
    for (const part of parts ?? []) {
      // Reads own properties only, in lists as in objects.
      found =
        typeof found === 'object' && found !== null ? own(found as JsonObject, decoded(part)) : undefined;
    }
    if (found === undefined) this.broken++;
    return objectOf(found);
  }
}

function referenceOf(object: JsonObject): string | undefined {
  const reference = own(object, '$ref');
  return typeof reference === 'string' ? reference : undefined;
}

/** One part of a JSON pointer in a URI fragment (RFC 6901, section 6). */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return part;
  }
}
