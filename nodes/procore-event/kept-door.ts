import type { Door, Doors, Wish } from './doors.js';

/** The door of one node, opened anew when the values change by which deliveries are known. */
export class KeptDoor {
  #door: Door | undefined;
  #values = '';

  constructor(
    private readonly doors: Doors,
    private readonly place: Omit<Wish, 'values'>,
    private readonly signal: AbortSignal,
  ) {}

  /** Where deliveries go. It may hold the secret. */
  get address(): Pick<Door, 'url' | 'isInPath'> {
    return this.#door ?? { url: '', isInPath: false };
  }

  /** Lets deliveries in that come with one of these values. @throws ProcoreError PROCORE_NETWORK */
  async open(values: readonly string[]): Promise<void> {
    const key = values.join(' ');
    if (key === this.#values) return;
    const before = this.#door;
    this.#door = await this.doors.open({ ...this.place, values }, this.signal);
    this.#values = key;
    before?.close();
  }

  close(): void {
    this.#door?.close();
  }
}
