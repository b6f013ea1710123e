/** A piece that has shown rows. */
export interface Sighting {
  readonly piece: string;
  /** The moment from which on it is kept; until then, no reading can have begun after it. */
  at: number;
}

/** A reading that is under way. */
export interface UnderWay {
  /** The moment at which it began. */
  readonly since: number;
}

/**
 * Which piece has sent a row last in this run. A page may wait for the flow long after Procore has sent it. If another piece
 * has sent one of its rows meanwhile, nobody knows which of the two is older: then the page must be asked for again.
 */
export class Sightings {
  #time = 0;
  readonly #last = new Map<string, Sighting>();
  readonly #readings = new Set<UnderWay>();

  begins(): UnderWay {
    const reading = { since: this.#time };
    this.#readings.add(reading);
    return reading;
  }

  /** A reading ends. What no other one can be behind is forgotten, so that this stays small. */
  ends(reading: UnderWay): void {
    this.#readings.delete(reading);
    const oldest = Math.min(this.#time, ...[...this.#readings].map(({ since }) => since));
    for (const [key, { at }] of this.#last) {
      if (at > oldest) return;
      this.#last.delete(key);
    }
  }

  /** Whether another piece has sent this row since the reading began. */
  isBehind(key: string, piece: string, { since }: UnderWay): boolean {
    const last = this.#last.get(key);
    return last !== undefined && last.piece !== piece && last.at > since;
  }

  /** A piece is about to send these rows. @returns what to end with `kept` once that they are there is kept */
  begin(keys: Iterable<string>, piece: string): Sighting {
    const sighting = { piece, at: Number.POSITIVE_INFINITY };
    for (const key of keys) {
      // The last one comes last, so that `ends` finds the old ones first.
      this.#last.delete(key);
      this.#last.set(key, sighting);
    }
    return sighting;
  }

  kept(sighting: Sighting): void {
    sighting.at = ++this.#time;
  }
}
