import type { RunOptions } from '../../call/run-options.js';
import type { Operation } from '../../catalogue/operation.js';
import { ChangesReader, type Cover, type Request } from '../../changes/changes.js';
import { type Area, coverOf } from '../../changes/cover.js';
import { unknownWay, wayOf } from '../../changes/strategy.js';
import type { Client } from '../../client.js';
import { asProcoreError, type ProcoreError } from '../../errors.js';
import type { PlanInput } from '../../plan.js';
import type { Runtime } from '../../runtime.js';
import { projectNeed } from '../../scope/aim.js';
import type { Piece } from '../../scope/piece.js';
import type { NewEvent } from '../event.js';
import { eventFor, eventsFor, type Finding, SECOND } from './found.js';
import { listOf } from './lists.js';
import { type Told, toldSince } from './told.js';
import { removedUnread } from './unread.js';

/** Days of a dated list, such as a daily log, that are compared each time. */
const WINDOW_DAYS = 14;

/** Percent of the records of a project; if more are gone at once, none of these removals becomes an event. */
const BRAKE = 5;

/** Records that become events at once. */
const TOGETHER = 500;

export interface ReconciliationParts {
  readonly client: Client;
  /** The name of the inbox. It names the cursors too: each node compares for itself. */
  readonly name: string;
  /** The resources to compare, as webhooks name them. */
  readonly resources: readonly string[];
  readonly area: Area;
  /** How its events say that they were learned. */
  readonly source: 'reconciled' | 'polled';
  readonly runtime: Pick<Runtime, 'now' | 'sleep'>;
  /** Takes events in. They are safe when it resolves. */
  accept(events: readonly NewEvent[]): Promise<unknown>;
}

/** What one comparison has found. */
export interface Reconciled {
  /** Events that were taken in. Some of them may be known from deliveries. */
  readonly found: number;
  /** Up to when every change is known now, ms since the epoch; not moved by a comparison that is not complete. */
  readonly completeTo: number | undefined;
  /** Why something was not compared. */
  readonly failures: readonly ProcoreError[];
  /** Resources whose records no list has: their events come by deliveries only. */
  readonly unlisted: readonly string[];
}

/** How far the comparisons have come, kept in the store. */
interface Kept {
  /** When the first one of each resource began, ms since the epoch: what changed before is no event. */
  readonly since: Readonly<Record<string, number>>;
  readonly completeTo?: number;
  /**
   * The places of the last handled events at the two last complete comparisons, the newer one last. The older one counts:
   * events that were handled at the same moment may come in any order.
   */
  readonly told?: readonly string[];
}

/**
 * Finds what deliveries did not tell. Procore delivers as well as it can, and promises nothing: events may be late or
 * lost. So the records themselves are compared with what was seen of them last, and each difference becomes an event.
 * The first comparison only takes in what is there.
 */
export class Reconciliation {
  readonly #key: string;

  constructor(private readonly parts: ReconciliationParts) {
    this.#key = `${parts.name}|reconciled`;
  }

  /** Up to when every change is known, ms since the epoch; undefined before the first complete comparison. */
  async completeTo(): Promise<number | undefined> {
    return (await this.#kept())?.completeTo;
  }

  /** Keeps up to when every change was handed out: not before the flow has had what was found. */
  async reached(completeTo: number): Promise<void> {
    const kept = await this.#kept();
    await this.#keep({ since: {}, ...kept, completeTo });
  }

  /**
   * Compares once.
   * @param full whether every record is read again, also where a filter would show what changed
   * @throws ProcoreError what every further call would fail with
   */
  async run(full: boolean, run: RunOptions): Promise<Reconciled> {
    const { client, resources, runtime, name } = this.parts;
    const began = runtime.now();
    const { since, completeTo, told: places = [] } = await this.#begun(began);
    const told = await toldSince(client.state.queue, name, places.at(-2));
    const operations = await client.operations.all();
    const unlisted: string[] = [];
    const failures: ProcoreError[] = [];
    let found = 0;
    let isComplete = true;
    let ahead = 0;
    let readSince = began;
    for (const resource of resources) {
      const list = listOf(resource, operations);
      if (!list) {
        unlisted.push(resource);
        continue;
      }
      const one = await this.#compare(
        {
          resource,
          list,
          operations,
          since: since[resource] ?? began,
          began,
          full,
          told: told.records.filter((each) => each.resource.toLowerCase() === resource.toLowerCase()),
        },
        run,
      );
      found += one.found;
      failures.push(...one.failures);
      isComplete &&= one.isComplete;
      ahead = Math.min(ahead, one.ahead);
      // What goes on with a comparison that was cut off knows nothing newer of the projects that it had read.
      readSince = Math.min(readSince, one.readSince);
    }
    if (!isComplete) return { found, completeTo, failures, unlisted };
    if (told.last !== undefined) await this.#toldUpTo(told.last);
    // By the clock that is behind: a change has its time from Procore's, and must not be earlier than this.
    const now = inSeconds(readSince + ahead);
    return { found, completeTo: now, failures, unlisted };
  }

  async #compare(one: Comparison, run: RunOptions): Promise<Result> {
    const { client, runtime } = this.parts;
    const failures: ProcoreError[] = [];
    let found = 0;
    const accept = async (events: readonly NewEvent[]) => {
      for (let at = 0; at < events.length; at += TOGETHER)
        await this.parts.accept(events.slice(at, at + TOGETHER));
      found += events.length;
    };
    try {
      const request = this.#request(one);
      const reader = new ChangesReader(client, request, run, runtime);
      const met = new Set<string>();
      for await (const result of reader.results()) {
        if ('failure' in result) {
          if (!result.failure.remembered) failures.push(result.failure);
          continue;
        }
        const { step } = result;
        for (const { key } of step.changes) met.add(placed(step.piece, key));
        await accept(
          eventsFor(step.changes, step.piece, reader.isNew(step.piece), this.#finding(one, reader)),
        );
        // Only now: if the process ends before, the same changes are found again.
        await step.confirmed();
      }
      const unmet = one.told.filter(
        ({ action, companyId, projectId, resourceId }) =>
          action !== 'delete' && !met.has(recordKey(companyId, projectId, resourceId)),
      );
      for await (const { piece, key, row } of removedUnread(client, unmet, request, run))
        await accept([eventFor({ op: 'delete', key, row }, piece, this.#finding(one, reader))]);
      const ahead = reader.clock.now() - runtime.now();
      return { found, failures, isComplete: reader.isComplete, ahead, readSince: reader.readSince };
    } catch (thrown) {
      run.signal?.throwIfAborted();
      const failure = asProcoreError(thrown);
      if (failure.code === 'PROCORE_AUTH' || failure.code === 'PROCORE_STATE') throw failure;
      return { found, failures: [...failures, failure], isComplete: false, ahead: 0, readSince: one.began };
    }
  }

  #request({ list, operations, full }: Comparison): Request {
    const { client, name, area } = this.parts;
    const plan: PlanInput = { method: 'GET', path: list.path, operation: list.name, paging: 'all' };
    const companyId = area.companyId ?? client.connection.companyId;
    const isOfCompany = projectNeed(list.path, list) === 'never' && companyId !== undefined;
    return {
      ...coverOf(client, plan, list, area),
      // A node that watches projects also watches what belongs to their company, as its webhooks do.
      ...(isOfCompany && area.scope === 'projects' && { cover: async () => onlyCompany(companyId) }),
      way: wayOf(list, operations) ?? unknownWay(list.path),
      operation: list,
      plan,
      name,
      deletes: true,
      windowDays: WINDOW_DAYS,
      brake: BRAKE,
      isConfirmed: false,
      full,
      forget: false,
    };
  }

  #finding({ resource, since, began }: Comparison, { clock }: ChangesReader): Finding {
    const { source, runtime } = this.parts;
    const now = clock.now();
    const comparedAt = inSeconds(began + now - runtime.now());
    return { resource, source, since, began, comparedAt, now };
  }

  async #toldUpTo(place: string): Promise<void> {
    const kept = await this.#kept();
    const last = kept?.told?.at(-1);
    await this.#keep({ since: {}, ...kept, told: [...(last === undefined ? [] : [last]), place] });
  }

  /** What is kept, with the begin of resources that are new. */
  async #begun(began: number): Promise<Kept> {
    const kept = await this.#kept();
    const { resources } = this.parts;
    const known = kept?.since ?? {};
    if (kept && resources.every((resource) => Object.hasOwn(known, resource))) return kept;
    const start = inSeconds(began);
    const since = { ...Object.fromEntries(resources.map((resource) => [resource, start])), ...known };
    const begun: Kept = { ...kept, since };
    await this.#keep(begun);
    return begun;
  }

  async #kept(): Promise<Kept | undefined> {
    const [kept] = await this.parts.client.state.store.get<Kept>([this.#key]);
    return kept?.value;
  }

  async #keep(kept: Kept): Promise<void> {
    await this.parts.client.state.store.set(this.#key, kept);
  }
}

interface Comparison {
  readonly resource: string;
  readonly list: Operation;
  readonly operations: readonly Operation[];
  readonly since: number;
  readonly began: number;
  readonly full: boolean;
  /** The records of the resource that deliveries have told of since a comparison before. */
  readonly told: readonly Told[];
}

interface Result {
  readonly found: number;
  readonly failures: readonly ProcoreError[];
  readonly isComplete: boolean;
  /** ms by which Procore's clock is ahead. */
  readonly ahead: number;
  /** The earliest moment at which something may have been read, ms since the epoch. */
  readonly readSince: number;
}

function onlyCompany(id: string): Cover {
  return { pieces: [{ company: { id, name: '' } }], leftOut: new Set() };
}

function placed({ company, project }: Piece, key: string): string {
  return recordKey(String(company.id), project && String(project.id), key);
}

function recordKey(companyId: string, projectId: string | undefined, id: string): string {
  return `${companyId}/${projectId ?? ''}/${id}`;
}

function inSeconds(ms: number): number {
  return Math.floor(ms / SECOND) * SECOND;
}
