/** The indexes of a long list that are hidden, and the index at each position of the visible rest. */
export class Gaps {
  /** In rising order. */
  readonly #indexes: number[] = [];

  get size(): number {
    return this.#indexes.length;
  }

  has(index: number): boolean {
    return this.#indexes[this.#placeOf(index)] === index;
  }

  add(index: number): void {
    if (!this.has(index)) this.#indexes.splice(this.#placeOf(index), 0, index);
  }

  delete(index: number): void {
    if (this.has(index)) this.#indexes.splice(this.#placeOf(index), 1);
  }

  /** The index of the gap at a position among the gaps. */
  at(position: number): number {
    return this.#indexes[position] as number;
  }

  /** The index at a position among the visible ones. */
  between(position: number): number {
    // Adds the number of gaps before it. A gap's index minus its place is the number of visible indexes before the gap.
    return position + this.#first((place) => this.at(place) - place > position);
  }

  #placeOf(index: number): number {
    return this.#first((place) => this.at(place) >= index);
  }

  /** The first place for which `isTrue` holds, given that it holds for all places after it (binary search). */
  #first(isTrue: (place: number) => boolean): number {
    let from = 0;
    let to = this.#indexes.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isTrue(middle)) to = middle;
      else from = middle + 1;
    }
    return from;
  }
}
