/** Most that is kept: about ten lists. */
const MOST = 500;

/**
 * What was made of rows, until something is written anywhere. Pages, filters and orders ask for the rows of one list again and again,
 * and making a row is most of the work of an answer.
 */
export class Kept<T> {
  #version = 0;
  readonly #made = new Map<string, T>();

  /** @param version number of the last change of the world */
  get(version: number, key: string, make: () => T): T {
    if (version !== this.#version || this.#made.size > MOST) this.#made.clear();
    this.#version = version;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#made.set(key, made);
    return made;
  }
}
