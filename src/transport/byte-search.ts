import { wordsOf } from './words.js';

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

/** Of fewer bytes, not every occurrence has a whole word of four bytes in it, wherever it begins. */
const FEWEST = 2 * GRAM - 1;

/** Bytes from one place to the next are never more, so that a number is there even if nothing is sought. */
const MOST = 1024;

/** A place in one of the byte strings, at which four bytes begin that the search may meet. */
interface Place {
  readonly of: Uint8Array;
  readonly offset: number;
}

/**
 * Finds several byte strings in one pass. It looks at words of four bytes at regular distances, so far apart that every
 * occurrence covers exactly one such word with its first bytes, and compares only where these four occur in one of the
 * byte strings. Looking for each with `indexOf` takes many times as long (docs/performance.md), and every answer is
 * looked through.
 */
export class ByteSearch {
  /** By the hash of four bytes: 0 if they occur in none. It spares nearly all bytes the look into `#places`. */
  readonly #known = new Uint8Array(2 ** BITS);
  /** By four bytes as a number. */
  readonly #places = new Map<number, Place[]>();
  /** Words from one place to the next. */
  readonly #step: number;

  /**
   * @param sought byte strings of at least seven bytes
   * @throws RangeError for a shorter one
   */
  constructor(sought: readonly Uint8Array[]) {
    const shortest = Math.min(...sought.map(({ length }) => length), MOST);
    if (shortest < FEWEST) throw new RangeError(`${FEWEST} bytes or more can be searched for.`);
    this.#step = Math.floor((shortest - GRAM + 1) / GRAM);
    // Later places first: of occurrences that cover the same place, they give the one that begins earlier.
    for (let offset = this.#step * GRAM - 1; offset >= 0; offset--)
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
    const word = wordAt(place);
    this.#known[hashOf(word)] = 1;
    const places = this.#places.get(word);
    if (places) places.push(place);
    else this.#places.set(word, [place]);
  }

  *#eachIn(bytes: Buffer): Generator<Span, void> {
    const { words, start: first } = wordsOf(bytes);
    for (let at = this.#candidate(words, 0); at >= 0; at = this.#candidate(words, at + this.#step)) {
      for (const { of, offset } of this.#places.get(words[at] as number) as Place[]) {
        const start = first + at * GRAM - offset;
        const end = start + of.length;
        const fits = start >= 0 && end <= bytes.length;
        if (fits && bytes[end - 1] === of[of.length - 1] && bytes.compare(of, 0, of.length, start, end) === 0)
          yield { start, end };
      }
    }
  }

  /** The next place to compare at; -1 if there is none. Apart from the generator, since V8 compiles it better so. */
  #candidate(words: Int32Array, from: number): number {
    const known = this.#known;
    const { length } = words;
    for (let at = from; at < length; at += this.#step) {
      const word = words[at] as number;
      if (known[hashOf(word)] !== 0 && this.#places.has(word)) return at;
    }
    return -1;
  }
}

/** The four bytes at a place as one number. */
function wordAt({ of, offset }: Place): number {
  return wordsOf(Uint8Array.from(of.subarray(offset, offset + GRAM))).words[0] as number;
}

/** Spreads four bytes over the table, by multiplication with the golden ratio. */
function hashOf(word: number): number {
  return Math.imul(word, 0x9e3779b1) >>> (32 - BITS);
}
