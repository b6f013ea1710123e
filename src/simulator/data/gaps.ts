/** Indexes of a long list that are not shown of it, and which index stands at which position of what is left. */
export class Gaps {
  /** Rising. */
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

  /** The index at a position of what is left between the gaps. */
  between(position: number): number {
    // So many gaps lie before it: a gap's index less its place is how many that are left stand before the gap.
    return position + this.#first((place) => this.at(place) - place > position);
  }

  #placeOf(index: number): number {
    return this.#first((place) => this.at(place) >= index);
  }

  /** The first place of which something is true, that is true of all after it. */
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
