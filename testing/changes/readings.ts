/** When a project was read, as numbers of the last changes before. */
export interface Reading {
  /** Before its list was asked for first. */
  readonly began: number;
  /** Before its list was asked for last, until the run said that the project was read to its end. */
  readonly ended: number;
}

/** A run that was cut off longer ago than this begins anew, ms. */
const GOES_ON = 3_600_000;

/**
 * When each project was read in a run, as the server in front of the source sees it. A run that goes on after a cut keeps
 * what was noted of the projects that it does not read again.
 */
export class Readings {
  /** Number of the last change before the run, or before the run that it goes on with. */
  mark = 0;
  /** When the run began that has not ended, ms since the epoch. */
  #openSince: number | undefined;
  readonly #of = new Map<number, Reading>();
  /** Projects that were read to their end, and whether the flow has confirmed that. */
  readonly #ended = new Map<number, boolean>();

  /**
   * A run begins.
   * @param last number of the last change
   * @param isNew whether it must not go on with another one
   * @returns whether it goes on with the one that was cut off
   */
  begin(last: number, now: number, isNew: boolean): boolean {
    const goesOn = !isNew && this.#openSince !== undefined && now - this.#openSince <= GOES_ON;
    for (const project of [...this.#of.keys()]) {
      if (goesOn && this.#ended.get(project)) continue;
      this.#of.delete(project);
      this.#ended.delete(project);
    }
    if (goesOn) return true;
    this.#openSince = now;
    this.mark = last;
    return false;
  }

  /** A project's list is asked for. */
  asked(project: number, last: number): void {
    if (this.#ended.has(project)) return;
    this.#of.set(project, { began: this.#of.get(project)?.began ?? last, ended: last });
  }

  /** The run says that a project was read to its end. */
  ended(project: number, isConfirmed: boolean): void {
    this.#ended.set(project, isConfirmed);
  }

  /** The run has ended, and is not gone on with. */
  close(): void {
    this.#openSince = undefined;
  }

  of(project: number): Reading | undefined {
    return this.#of.get(project);
  }

  /** All projects that were read. */
  get all(): ReadonlyMap<number, Reading> {
    return this.#of;
  }
}
