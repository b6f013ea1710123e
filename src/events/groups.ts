import type { TakenPiece } from '../queue/work-queue.js';
import { instantOf, type ProcoreEvent, recordOf } from './event.js';

/** An event that was taken from the inbox and is not settled. */
export interface Held {
  readonly event: ProcoreEvent;
  readonly piece: TakenPiece;
  readonly replayed: boolean;
  /** Events that it stands for. */
  readonly count: number;
  /** The flow is done with it. */
  done(): void;
  /** The flow never had it, and need not have it. */
  leaveOut(): void;
  fail(thrown: Error): void;
}

/** Events of one record that are handed out as one. */
export interface Group {
  readonly record: string;
  readonly held: Held[];
  /** When it may be handed out, ms since the epoch. */
  readonly due: number;
}

/** The newest event of a group. */
export function newestOf({ held }: Group): Held {
  return held.reduce((newest, each) =>
    instantOf(each.event.at) >= instantOf(newest.event.at) ? each : newest,
  );
}

/** How many events these stand for. */
export function countOf(held: readonly Held[]): number {
  return held.reduce((sum, { count }) => sum + count, 0);
}

/** Events that wait to be handed out, joined by record if there is a window. */
export class Groups {
  readonly #waiting = new Set<Group>();
  /** Groups that further events of the record may join. */
  readonly #open = new Map<string, Group>();
  /** Records that the flow works on: nothing else of them is handed out meanwhile, so that the order is kept. */
  readonly #out = new Set<string>();

  /** @param windowMs how long events of a record are collected, counted from the first; 0 joins none */
  constructor(private readonly windowMs: number) {}

  add(held: Held, now: number): void {
    const record = recordOf(held.event);
    const open = held.replayed ? undefined : this.#open.get(record);
    if (open) {
      open.held.push(held);
      return;
    }
    const group = { record, held: [held], due: now + (held.replayed ? 0 : this.windowMs) };
    this.#waiting.add(group);
    if (this.windowMs > 0 && !held.replayed) this.#open.set(record, group);
  }

  remove(held: Held): void {
    for (const group of this.#waiting) {
      const index = group.held.indexOf(held);
      if (index < 0) continue;
      group.held.splice(index, 1);
      if (group.held.length === 0) this.#close(group);
      return;
    }
  }

  /** Takes groups that are due, the oldest event first, each of another record that the flow does not work on. */
  take(now: number, most: number): readonly Group[] {
    const due = [...this.#waiting].filter((group) => group.due <= now);
    due.sort((one, other) => oldestOf(one) - oldestOf(other));
    const taken: Group[] = [];
    for (const group of due) {
      if (taken.length === most) break;
      if (this.#out.has(group.record)) continue;
      this.#out.add(group.record);
      this.#close(group);
      taken.push(group);
    }
    return taken;
  }

  /** The flow is done with a record. */
  free({ record }: Group): void {
    this.#out.delete(record);
  }

  /** When the next group is due that is not yet; undefined if there is none. */
  nextDue(now: number): number | undefined {
    let next: number | undefined;
    for (const { due } of this.#waiting) if (due > now && (next === undefined || due < next)) next = due;
    return next;
  }

  #close(group: Group): void {
    this.#waiting.delete(group);
    if (this.#open.get(group.record) === group) this.#open.delete(group.record);
  }
}

function oldestOf({ held }: Group): number {
  return Math.min(...held.map(({ event }) => instantOf(event.at)));
}
