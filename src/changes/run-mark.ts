import type { Store } from '../state/contract.js';

/** A run that was cut off longer ago than this is not gone on with, ms: what it has read is too old. */
const OLDEST_RUN = 3_600_000;

interface Kept {
  readonly id: number;
  /** When the run began, ms since the epoch. */
  readonly at: number;
  readonly hasEnded?: true;
}

/** The mark of a run in the store, by which the next one sees whether it was cut off. */
export class RunMark {
  private constructor(
    private readonly store: Store,
    private readonly key: string,
    private readonly kept: Kept,
  ) {}

  /** The mark of this run. If the last one was cut off, it is that one's, unless a new one is wanted. */
  static async of(
    store: Store,
    key: string,
    { now, isNew }: { readonly now: number; readonly isNew: boolean },
  ): Promise<RunMark> {
    const [found] = await store.get<Kept>([key]);
    const before = found?.value;
    const isOver = before === undefined || before.hasEnded || now - before.at > OLDEST_RUN;
    if (!isOver && !isNew) return new RunMark(store, key, before);
    const mark: Kept = { id: (before?.id ?? 0) + 1, at: now };
    await store.set(key, mark);
    return new RunMark(store, key, mark);
  }

  /** Names the run. */
  get id(): string {
    return String(this.kept.id);
  }

  /** When the run began, ms since the epoch; with a mark of a run that was cut off, when that one did. */
  get at(): number {
    return this.kept.at;
  }

  async end(): Promise<void> {
    await this.store.set(this.key, { ...this.kept, hasEnded: true });
  }
}
