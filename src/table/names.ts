import { createHash } from 'node:crypto';
import type { Path } from './column.js';

/** Most bytes of a name: PostgreSQL cuts off what is longer, without a word. */
const LONGEST = 63;

/**
 * Characters that no column name keeps. The database nodes look for `$`, `?`, `{` and `}` in the whole statement, quoted
 * names included. MySQL has no characters beyond U+FFFF in names, and no database has control characters there.
 */
const UNUSABLE = /[$?{}\p{Cc}\p{Cs}\u{10000}-\u{10ffff}\u2028\u2029]/gu;

/** Names that a quoted column cannot have: PostgreSQL's own columns, and what JavaScript takes for a prototype. */
const TAKEN = ['ctid', 'cmax', 'cmin', 'oid', 'tableoid', 'xmax', 'xmin', '__proto__'];

/**
 * Gives each path a name that no other one has, in any database. The same paths in the same order get the same names.
 */
export class Names {
  readonly #taken = new Set(TAKEN.map(folded));

  /** Reserves a name that is already in use. */
  keep(name: string): void {
    this.#taken.add(folded(name));
  }

  /**
   * @param words what the name is made from, such as `assignee` and `name`
   * @param path where the value is: it makes the suffix, so that the name does not depend on what else there is
   */
  take(words: readonly string[], path: Path): string {
    const plain = usable(words.join('_'));
    // `location_id` and the id of `location` are often in the same row.
    for (const name of [plain, usable(words.join('__'))]) if (fits(name) && this.#takes(name)) return name;
    for (let round = 1; ; round++) {
      const name = `${cut(plain, LONGEST - 9)}_${hash(path, round)}`;
      if (this.#takes(name)) return name;
    }
  }

  /** Takes a name if it is free. @returns whether it was */
  #takes(name: string): boolean {
    const isFree = !this.#taken.has(folded(name));
    this.#taken.add(folded(name));
    return isFree;
  }
}

/** A text as a name can have it. */
export function usable(text: string): string {
  // MySQL has no names that end with a space.
  return text.replace(UNUSABLE, '_').trim() || 'column';
}

/**
 * What two names have in common if a database takes them for the same: it may ignore case, accents and width.
 */
function folded(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase();
}

function fits(name: string): boolean {
  return Buffer.byteLength(name) <= LONGEST;
}

/** The first bytes of a name, without half a character at its end. */
function cut(name: string, bytes: number): string {
  let short = name;
  while (Buffer.byteLength(short) > bytes) {
    short = short.slice(0, Math.max(Math.floor((short.length * bytes) / Buffer.byteLength(short)), 1));
    if (Buffer.byteLength(short) > bytes) short = short.slice(0, -1);
  }
  return short;
}

function hash(path: Path, round: number): string {
  return createHash('sha256')
    .update(JSON.stringify([path, round]))
    .digest('hex')
    .slice(0, 8);
}
