/** The table of hashes has 2^12 entries, few enough to stay in the processor’s fastest cache. */
const BITS = 12;

/** A stretch of bytes. */
export interface Span {
  readonly start: number;
  /** Index of the first byte after it. */
  readonly end: number;
}

/** Bytes that are looked at together. */
const GRAM = 4;

/** A place in one of the byte strings, at which four bytes begin that the search may meet. */
interface Place {
  readonly of: Uint8Array;
  readonly offset: number;
}

/**
 * Finds several byte strings in one pass. It looks at four bytes at regular distances, so far apart that every
 * occurrence covers exactly one such place with its first bytes, and compares only where these four occur in one of the
 * byte strings. Looking for each with `indexOf` takes many times as long (docs/performance.md), and every answer is
 * looked through.
 */
export class ByteSearch {
  /** By the hash of four bytes: 0 if they occur in none. It spares nearly all bytes the look into `#places`. */
  readonly #known = new Uint8Array(2 ** BITS);
  /** By four bytes as a number. */
  readonly #places = new Map<number, Place[]>();
  readonly #stride: number;

  /** @param sought byte strings of at least four bytes */
  constructor(sought: readonly Uint8Array[]) {
    this.#stride = Math.min(...sought.map(({ length }) => length)) - GRAM + 1;
    // Later places first: of occurrences that cover the same place, they give the one that begins earlier.
    for (let offset = this.#stride - 1; offset >= 0 && offset < Number.POSITIVE_INFINITY; offset--)
      for (const of of sought) this.#add({ of, offset });
  }

  /**
   * The stretches that they cover, in order; those that overlap are one. Each may be overwritten as soon as it is given,
   * and takes no memory after that: a body may consist of nothing else.
   */
  *spansIn(bytes: Buffer): Generator<Span, void> {
    let span: Span | undefined;
    for (const found of this.#eachIn(bytes)) {
      const { start, end } = found;
      if (!span) span = found;
      else if (start < span.end) span = { start: span.start, end: Math.max(end, span.end) };
      else {
        yield span;
        span = found;
      }
    }
    if (span) yield span;
  }

  #add(place: Place): void {
    const word = wordAt(place.of, place.offset);
    this.#known[hashOf(word)] = 1;
    const places = this.#places.get(word);
    if (places) places.push(place);
    else this.#places.set(word, [place]);
  }

  *#eachIn(bytes: Buffer): Generator<Span, void> {
    for (let at = this.#candidate(bytes, 0); at >= 0; at = this.#candidate(bytes, at + this.#stride)) {
      for (const { of, offset } of this.#places.get(wordAt(bytes, at)) as Place[]) {
        const start = at - offset;
        const end = start + of.length;
        const fits = start >= 0 && end <= bytes.length;
        if (fits && bytes[end - 1] === of[of.length - 1] && bytes.compare(of, 0, of.length, start, end) === 0)
          yield { start, end };
      }
    }
  }

  /** The next place to compare at; -1 if there is none. Apart from the generator, since V8 compiles it better so. */
  #candidate(bytes: Buffer, from: number): number {
    const known = this.#known;
    const last = bytes.length - GRAM;
    for (let at = from; at <= last; at += this.#stride) {
      const word = wordAt(bytes, at);
      if (known[hashOf(word)] !== 0 && this.#places.has(word)) return at;
    }
    return -1;
  }
}

/** Four bytes as one number. */
function wordAt(bytes: Uint8Array, at: number): number {
  const first = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  return first | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
}

/** Spreads four bytes over the table, by multiplication with the golden ratio. */
function hashOf(word: number): number {
  return Math.imul(word, 0x9e3779b1) >>> (32 - BITS);
}
