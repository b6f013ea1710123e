import type { RunOptions } from '../../call/run-options.js';
import { showOf } from '../../changes/strategy.js';
import type { Client } from '../../client.js';
import { asProcoreError, type ProcoreError } from '../../errors.js';
import type { PlanInput } from '../../plan.js';
import { ahead } from '../../queue/ahead.js';
import type { Runtime } from '../../runtime.js';
import { aimed } from '../../scope/aim.js';
import type { NewEvent } from '../event.js';
import type { Handed } from '../hand-out.js';
import { listOf } from './lists.js';

/** The record that an event is about, as Procore has it now. */
export type RecordNow =
  | { readonly record: unknown }
  /** Procore has no such record, or does not show it to this account: it answers 404 for both. */
  | { readonly record: null; readonly isGone: true }
  /** It cannot be read. */
  | { readonly failure: ProcoreError }
  /** Nothing is known about how to read such a record. */
  | undefined;

/** An event that is handed out, with its record. */
export type WithRecord = Handed & { readonly now?: RecordNow };

/** Pauses before a record that could not be read is read again, ms. */
const SHORTEST = 1_000;
const LONGEST = 60_000;

/** Records that are read at the same time; the quota sets the speed. */
const AT_ONCE = 8;

/** Events with their records. Where a record cannot be read for the moment, its event waits until it can. */
export async function* withRecords(
  client: Client,
  events: AsyncIterable<Handed>,
  run: RunOptions,
  sleep: Runtime['sleep'],
): AsyncGenerator<WithRecord, void, undefined> {
  const records = new Records(client, sleep);
  const read = async (handed: Handed): Promise<WithRecord> =>
    handed.dead === undefined ? { ...handed, now: await records.read(handed.event, run) } : handed;
  yield* ahead(events, AT_ONCE, read);
}

/** Reads the records of events: Procore tells that a record changed, and not what is in it. */
class Records {
  constructor(
    private readonly client: Client,
    private readonly sleep: Runtime['sleep'],
  ) {}

  /** @throws the signal's reason */
  async read(event: NewEvent, run: RunOptions): Promise<RecordNow> {
    if (event.action === 'delete') return { record: null, isGone: true };
    const plan = await this.#planFor(event);
    for (let pause = SHORTEST; ; pause = Math.min(pause * 2, LONGEST)) {
      const now = await this.#once(plan, run);
      if (!now || !('failure' in now) || !isPassing(now.failure)) return now;
      // The attempts of an event are the flow's, and not those of a Procore that does not answer.
      await this.sleep(pause, run.signal);
    }
  }

  async #once(plan: PlanInput | undefined, run: RunOptions): Promise<RecordNow> {
    try {
      if (!plan) return undefined;
      for await (const { body } of this.client.pages(plan, run)) return { record: body };
      return undefined;
    } catch (thrown) {
      run.signal?.throwIfAborted();
      const failure = asProcoreError(thrown);
      if (failure.status === 404) return { record: null, isGone: true };
      return { failure };
    }
  }

  async #planFor({ resource, resourceId, companyId, projectId }: NewEvent): Promise<PlanInput | undefined> {
    const operations = await this.client.operations.all();
    const list = listOf(resource, operations);
    const show = list && showOf(list, operations);
    if (!show) return undefined;
    const plan: PlanInput = {
      method: 'GET',
      path: show.path,
      operation: show.operation,
      placeholders: { [show.id]: resourceId },
    };
    const piece = {
      company: { id: companyId, name: '' },
      ...(projectId !== undefined && { project: { id: projectId, name: '' } }),
    };
    return aimed(plan, piece, await this.client.operations.find('GET', show.path));
  }
}

/** Whether it may be possible later. */
function isPassing({ transient, code }: ProcoreError): boolean {
  return transient || code === 'PROCORE_RATE_LIMITED';
}
