import type { ProcoreEvent } from '../../src/events/event.js';
import type { Change } from '../../src/simulator/index.js';

const SECOND = 1_000;

/** An event as the flow was told it. */
interface Told {
  /** Its own time, and when the flow got it, ms since the epoch. */
  readonly at: number;
  readonly toldAt: number;
  readonly action: ProcoreEvent['action'];
}

/** How a change stands with what the flow was told. */
export type Verdict =
  /** The flow was told at or after the change, by an event that is as new. */
  | 'told'
  /**
   * Nothing can have told it: the deliveries were lost, and the record came and went again while no comparison read
   * its project.
   */
  | 'came and went'
  /**
   * The flow was told of a change in the same second, before this one. Records have their times in whole seconds, so a
   * comparison cannot tell the two apart.
   */
  | 'same second'
  | 'missing';

/** A record whose last change is not known to the flow, although it should be. */
export interface Wrong {
  readonly record: string;
  readonly why: string;
}

/**
 * What has happened, as Procore's own journal has it, beside what the flow was told. A change is known to the flow if it
 * was told of the record at or after it, by an event that is not older: an event says that a record changed, and not
 * what is in it, so of several changes the last one counts.
 */
export class Truth {
  /** Events handed out again, and changes told by a delivery and by a comparison, without saying so. */
  twice = 0;
  /** Changes told by a comparison that was under way when they were made, and then by their delivery. */
  whileCompared = 0;
  events = 0;
  found = 0;
  redelivered = 0;
  /** The numbers of removals that were undone before the comparison that would have told them had ended. */
  readonly undone = new Set<number>();
  readonly #changes = new Map<string, Change[]>();
  /** Changes of records in projects from which they were moved away. Their deliveries may still be on the way. */
  readonly #left = new Map<string, Change[]>();
  readonly #told = new Map<string, Told[]>();
  readonly #ids = new Set<string>();
  /** The numbers of changes that were told, with the begin of the comparison that has told it, ms since the epoch. */
  readonly #toldChanges = new Map<number, number>();
  /** When a project's list was read by a comparison that was complete, ms since the epoch. */
  readonly #reads = new Map<number, number[]>();
  #open: Array<readonly [project: number, at: number]> = [];

  /** Something happened. */
  note(change: Change): void {
    const { fromProjectId, projectId, id } = change;
    // What was moved goes on in its new project, and nothing tells the old one.
    if (fromProjectId !== undefined) this.#leave(keyOf(fromProjectId, id));
    const key = keyOf(projectId, id);
    const known = this.#changes.get(key);
    if (known) known.push(change);
    else this.#changes.set(key, [change]);
  }

  #leave(key: string): void {
    this.#left.set(key, [...(this.#left.get(key) ?? []), ...(this.#changes.get(key) ?? [])]);
    this.#changes.delete(key);
  }

  get changes(): number {
    return [...this.#changes.values()].reduce((sum, all) => sum + all.length, 0);
  }

  /** A list was read. It counts once its comparison has ended. */
  read(project: number, at: number): void {
    this.#open.push([project, at]);
  }

  /** A comparison has ended. */
  compared(isComplete: boolean): void {
    for (const [project, at] of isComplete ? this.#open : [])
      this.#reads.set(project, [...(this.#reads.get(project) ?? []), at]);
    this.#open = [];
  }

  /** The flow was told. */
  tell(event: ProcoreEvent, now: number): void {
    const { eventId, projectId, resourceId, action, source, redelivered, comparedAt } = event;
    const key = keyOf(projectId, resourceId);
    // Of a removal that was found, only that it was before is known; its time is that of a clock that may be behind.
    const isRemoval = source !== 'delivery' && action === 'delete';
    const told: Told = { at: isRemoval ? now : Date.parse(event.at), toldAt: now, action };
    this.events++;
    if (source !== 'delivery') this.found++;
    if (redelivered) this.redelivered++;
    if (this.#ids.has(eventId)) {
      if (!redelivered) this.twice++;
    } else {
      const change = this.#changeOf(key, told, source === 'delivery');
      const compared = change && this.#toldChanges.get(change.number);
      if (compared !== undefined && !redelivered)
        this[change && change.at >= compared ? 'whileCompared' : 'twice']++;
      if (change)
        this.#toldChanges.set(change.number, comparedAt ? Date.parse(comparedAt) : Number.POSITIVE_INFINITY);
    }
    this.#ids.add(eventId);
    const before = this.#told.get(key);
    if (before) before.push(told);
    else this.#told.set(key, [told]);
  }

  /**
   * The records whose state at a time the flow does not know. A removal that was undone since is none of them: the record
   * was missing in the list, and was there when that was to be proved. The next comparison tells how it is then.
   */
  wrongs(upTo: number): Wrong[] {
    const wrongs: Wrong[] = [];
    for (const [key, changes] of this.#changes) {
      const index = changes.findLastIndex(({ at }) => at <= upTo);
      const [last, next] = [changes[index], changes[index + 1]];
      if (!last) continue;
      const verdict = this.#verdict(last);
      const told = this.#told.get(key)?.at(-1);
      const isGone = last.action === 'delete';
      const isNewest = last === changes.at(-1);
      const isUndone = last.action === 'delete' && next !== undefined && isBegin(next.action);
      if (verdict === 'missing' && isUndone) this.undone.add(last.number);
      else if (verdict === 'missing') wrongs.push({ record: key, why: `missing: ${this.#history(key)}` });
      else if (verdict === 'told' && isNewest && told && (told.action === 'delete') !== isGone)
        wrongs.push({ record: key, why: `told ${told.action} last: ${this.#history(key)}` });
    }
    return wrongs;
  }

  /** How many changes were never delivered, with what has arrived. */
  undelivered(arrived: ReadonlyArray<Pick<ProcoreEvent, 'resourceId' | 'at'>>): number {
    const known = new Set(arrived.map(({ resourceId, at }) => `${resourceId} ${Date.parse(at)}`));
    return [...this.#changes.values()].flat().filter(({ id, at }) => !known.has(`${id} ${at}`)).length;
  }

  /** How many changes stand how, and how many of those that were told have no event of their own. */
  sorted() {
    const counts = { told: 0, 'came and went': 0, 'same second': 0, missing: 0 };
    let joined = 0;
    for (const change of [...this.#changes.values()].flat()) {
      const verdict = this.#verdict(change);
      counts[verdict]++;
      if (verdict === 'told' && !this.#toldChanges.has(change.number)) joined++;
    }
    return { ...counts, joined };
  }

  #verdict(change: Change): Verdict {
    const key = keyOf(change.projectId, change.id);
    const told = this.#told.get(key) ?? [];
    const asNew = told.filter(({ at }) => secondOf(at) >= secondOf(change.at));
    if (asNew.some(({ toldAt }) => toldAt >= change.at)) return 'told';
    if (this.#hasComeAndGone(key, change)) return 'came and went';
    return asNew.length > 0 ? 'same second' : 'missing';
  }

  /** Whether the change is part of a life that nothing has shown to the flow or to a comparison. */
  #hasComeAndGone(key: string, { number, at, projectId }: Change): boolean {
    const changes = this.#changes.get(key) ?? [];
    const own = changes.findIndex((each) => each.number === number);
    const begin = changes.findLastIndex(({ action }, index) => index <= own && isBegin(action));
    const end = changes.findIndex(({ action }, index) => index >= own && action === 'delete');
    const [from, to] = [changes[begin], changes[end]];
    if (!from || !to) return false;
    const isTold = (this.#told.get(key) ?? []).some(
      (each) => each.action !== 'delete' && each.toldAt >= from.at && each.toldAt <= to.at,
    );
    const reads = this.#reads.get(projectId) ?? [];
    // What is edited with a request comes before its answer.
    const isRead = reads.some((time) => time >= from.at && time < to.at);
    return !isTold && !isRead && at <= to.at;
  }

  /** The change that an event is about. */
  #changeOf(key: string, { at, toldAt, action }: Told, isDelivery: boolean): Change | undefined {
    const changes = this.#changes.get(key) ?? [];
    const isIt = (each: Change) => each.at === at && actionOf(each) === action;
    if (isDelivery) {
      // There may be two in one millisecond, also of a record that was moved away and back.
      const all = [...(this.#left.get(key) ?? []), ...changes].filter(isIt);
      return all.find(({ number }) => !this.#toldChanges.has(number)) ?? all[0];
    }
    if (action === 'delete') return changes.findLast((each) => each.action === 'delete' && each.at <= at);
    return changes.findLast((each) => secondOf(each.at) === secondOf(at) && each.at <= toldAt);
  }

  #history(key: string): string {
    const time = (ms: number) => new Date(ms).toISOString().slice(5, 23);
    const done = (this.#changes.get(key) ?? []).map(({ action, at }) => `${action} ${time(at)}`);
    const told = (this.#told.get(key) ?? []).map(
      ({ action, at, toldAt }) => `${action} of ${time(at)} at ${time(toldAt)}`,
    );
    return `${key} ${done.join(', ')}; told ${told.join(', ') || 'nothing'}`;
  }
}

/** What a delivery calls it. */
function actionOf({ action }: Change): ProcoreEvent['action'] {
  return action === 'create' || action === 'delete' ? action : 'update';
}

function isBegin(action: Change['action']): boolean {
  return action === 'create' || action === 'restore' || action === 'move';
}

function secondOf(ms: number): number {
  return Math.floor(ms / SECOND);
}

function keyOf(projectId: number | string | undefined, id: number | string): string {
  return `${projectId}/${id}`;
}
