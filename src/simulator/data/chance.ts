/** Chance without randomness: the same numbers on every run, on every machine. */

/** Mix two integers into one of 32 bits (the finaliser of MurmurHash3, which is public domain). */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The numbers drawn for one thing: each `salt` gives another draw for it. */
export class Chance {
  readonly #seed: number;

  constructor(seed: number, index = 0) {
    this.#seed = mix(seed, index);
  }

  /** A whole number from `least` to `most`, both included. */
  between(salt: number, least: number, most: number): number {
    return least + (mix(this.#seed, salt) % (most - least + 1));
  }

  /** One of the list. */
  pick<T>(salt: number, list: readonly T[]): T {
    return list[mix(this.#seed, salt) % list.length] as T;
  }

  /** True `percent` times of a hundred. */
  happens(salt: number, percent: number): boolean {
    return mix(this.#seed, salt) % 100 < percent;
  }

  /** Money as Procore writes it: a decimal string, here in whole units of `step` and with cents. */
  money(salt: number, least: number, most: number): string {
    const cents = this.happens(salt + 7919, 30) ? this.between(salt + 104729, 1, 99) : 0;
    return `${this.between(salt, least, most)}.${String(cents).padStart(2, '0')}`;
  }
}
