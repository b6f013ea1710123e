/** When the slots of answered requests become free, in order. Not an array that is shifted: with a limit of thousands that is slow. */
export class HeldSlots {
  #until: number[] = [];
  #first = 0;

  get size(): number {
    return this.#until.length - this.#first;
  }

  /** When the next one becomes free, ms. */
  get nextFree(): number | undefined {
    return this.#until[this.#first];
  }

  /** Holds one more. @param time not before those held already, ms */
  until(time: number): void {
    this.#until.push(time);
  }

  /** Lets go of those whose time has come. */
  free(now: number): void {
    while ((this.#until[this.#first] ?? Number.POSITIVE_INFINITY) <= now) this.#first++;
    if (this.#first * 2 > this.#until.length) {
      this.#until = this.#until.slice(this.#first);
      this.#first = 0;
    }
  }
}
