import { createHash } from 'node:crypto';
import { rowOf } from '../../access/foreign.js';
import type { RunOptions } from '../../call/run-options.js';
import type { Operation } from '../../catalogue/operation.js';
import { ChangesReader, type Request } from '../../changes/changes.js';
import { type Area, coverOf } from '../../changes/cover.js';
import { printOf } from '../../changes/row-print.js';
import type { Step } from '../../changes/step.js';
import { UNKNOWN_WAY, wayOf } from '../../changes/strategy.js';
import type { Client } from '../../client.js';
import { asProcoreError, type ProcoreError } from '../../errors.js';
import type { PlanInput } from '../../plan.js';
import type { Runtime } from '../../runtime.js';
import { type Action, instantOf, type NewEvent } from '../event.js';
import { listOf } from './lists.js';

/** Days of a dated list, such as a daily log, that are compared each time. */
const WINDOW_DAYS = 14;

/** Percent of the records of a project; if more are gone at once, none of these removals becomes an event. */
const BRAKE = 5;

/** Times of answers, and of many rows, have no fractions of it, ms. */
const SECOND = 1_000;

/** ms by which Procore's clock may be fast. A row with a later time was not changed then. */
const FAST = 600_000;

/** Records that become events at once. */
const TOGETHER = 500;

export interface ReconciliationParts {
  readonly client: Client;
  /** Names the cursors: each node compares for itself. */
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
    await this.#keep({ since: kept?.since ?? {}, completeTo });
  }

  /**
   * Compares once.
   * @param full whether every record is read again, also where a filter would show what changed
   * @throws ProcoreError what every further call would fail with
   */
  async run(full: boolean, run: RunOptions): Promise<Reconciled> {
    const { client, resources, runtime } = this.parts;
    const began = runtime.now();
    const { since, completeTo } = await this.#begun(began);
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
        { resource, list, operations, since: since[resource] ?? began, began, full },
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
    // By the clock that is behind: a change has its time from Procore's, and must not be earlier than this.
    const now = Math.floor((readSince + ahead) / SECOND) * SECOND;
    return { found, completeTo: now, failures, unlisted };
  }

  async #compare(one: Comparison, run: RunOptions): Promise<Result> {
    const { client, runtime } = this.parts;
    const failures: ProcoreError[] = [];
    let found = 0;
    try {
      const reader = new ChangesReader(client, this.#request(one), run, runtime);
      for await (const result of reader.results()) {
        if ('failure' in result) {
          if (!result.failure.remembered) failures.push(result.failure);
          continue;
        }
        const { step } = result;
        const events = this.#eventsOf(one, step, reader);
        for (let at = 0; at < events.length; at += TOGETHER)
          await this.parts.accept(events.slice(at, at + TOGETHER));
        // Only now: if the process ends before, the same changes are found again.
        await step.confirmed();
        found += events.length;
      }
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
    return {
      ...coverOf(client, plan, list, area),
      way: wayOf(list, operations) ?? UNKNOWN_WAY,
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

  /** The changes of a step as events. Of a piece that was never read, only what changed since the first comparison. */
  #eventsOf(one: Comparison, { piece, changes }: Step, reader: ChangesReader): NewEvent[] {
    const isNew = reader.isNew(piece);
    // By Procore's clock, from which the events of deliveries have their times.
    const seenAt = new Date(reader.clock.now()).toISOString();
    const { resource, since, began } = one;
    const { source } = this.parts;
    const companyId = String(piece.company.id);
    const projectId = piece.project && String(piece.project.id);
    return changes.flatMap(({ op, key, row }) => {
      const { created, updated } = timesOf(row);
      const changedAt = updated ?? created;
      if (isNew && !isWithin(changedAt, since, began + FAST)) return [];
      const at = op === 'upsert' && changedAt ? changedAt.text : seenAt;
      const isCreated =
        created !== undefined && created.ms >= since && created.ms === (updated ?? created).ms;
      const action: Action = op === 'delete' ? 'delete' : isCreated ? 'create' : 'update';
      const record = [companyId, projectId ?? '', resource, key];
      // The content tells two changes apart that have the same time, or none.
      const eventId = `${source}:${digest([...record, action, at, printOf(key, row).hash])}`;
      return [
        {
          eventId,
          resource,
          action,
          resourceId: key,
          companyId,
          ...(projectId !== undefined && { projectId }),
          at,
          source,
          raw: row,
        },
      ];
    });
  }

  /** What is kept, with the begin of resources that are new. */
  async #begun(began: number): Promise<Kept> {
    const kept = await this.#kept();
    const { resources } = this.parts;
    const known = kept?.since ?? {};
    if (kept && resources.every((resource) => Object.hasOwn(known, resource))) return kept;
    const start = Math.floor(began / SECOND) * SECOND;
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

interface Time {
  readonly text: string;
  readonly ms: number;
}

function isWithin(time: Time | undefined, from: number, to: number): time is Time {
  return time !== undefined && time.ms >= from && time.ms <= to;
}

function timesOf(row: unknown): { readonly created: Time | undefined; readonly updated: Time | undefined } {
  const { created_at: created, updated_at: updated } = rowOf(row);
  return { created: timeOf(created), updated: timeOf(updated) };
}

function timeOf(value: unknown): Time | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const ms = instantOf(value) / 1_000;
  return Number.isFinite(ms) ? { text: value, ms } : undefined;
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
