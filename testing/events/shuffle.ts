import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewEvent } from '../../src/events/event.js';
import { instantOf } from '../../src/events/event.js';
import { HandOut } from '../../src/events/hand-out.js';
import { Inbox } from '../../src/events/inbox.js';
import { systemRuntime } from '../../src/runtime.js';
import { fileState } from '../../src/state/state.js';
import { VirtualTime } from '../virtual-time.js';

const DAY = 86_400_000;
const DAYS = 30;
const RECORDS = 50;
const COPIES = 5;
/** Longest time until the flow has had all events of a day, ms. */
const LONGEST = 60_000;

/** The last two must be 0. */
export interface ShuffleFigures {
  readonly delivered: number;
  readonly handedOut: number;
  /** Records whose newest event was not the last one that was handed out. */
  readonly notNewest: number;
  /** Events of a record that came after a newer one. */
  readonly backwards: number;
  /** Ids that came more than once. */
  readonly twice: number;
}

/**
 * Delivers events five times each and shuffled, some a day late, for 30 days of virtual time, with a restart each day.
 */
export async function shuffledMonth(perDay: number, seed: number): Promise<ShuffleFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'event-shuffle-'));
  const { random } = new VirtualTime(seed);
  const real = systemRuntime();
  let shift = 0;
  const runtime = { ...real, now: () => real.now() + shift };
  const times = new Map<string, number>();
  const newest = new Map<string, number>();
  const last = new Map<string, number>();
  const figures = { delivered: 0, handedOut: 0, backwards: 0, twice: 0 };
  let late: NewEvent[] = [];
  let failure: unknown;
  const take = (event: NewEvent) => {
    figures.handedOut++;
    if (times.has(event.eventId)) figures.twice++;
    times.set(event.eventId, 1);
    const instant = instantOf(event.at);
    if (instant < (last.get(event.resourceId) ?? 0)) figures.backwards++;
    last.set(event.resourceId, instant);
  };
  try {
    for (let day = 0; day < DAYS; day++) {
      const state = fileState(join(folder, 'state.db'), runtime);
      const inbox = new Inbox(state.queue, 'inbox', runtime);
      const stop = new AbortController();
      const flow = (async () => {
        for await (const { event, done } of new HandOut(state, 'inbox', runtime).events(stop.signal)) {
          take(event);
          done();
        }
      })().catch((thrown: unknown) => {
        if (!stop.signal.aborted) failure = thrown;
      });
      const made = Array.from({ length: perDay }, (_, n) => eventOf(day, n, random));
      for (const { resourceId, at } of made)
        newest.set(resourceId, Math.max(newest.get(resourceId) ?? 0, instantOf(at)));
      const copies = [...made, ...late].flatMap((event) => Array.from({ length: COPIES }, () => event));
      // One in a hundred comes a day late for the first time, and some come late once more.
      const today = shuffled(copies, random).filter(() => random() > 0.01);
      late = made.filter(() => random() < 0.05);
      for (let at = 0; at < today.length; at += 100) {
        figures.delivered += (
          await Promise.all(today.slice(at, at + 100).map((event) => inbox.accept([event])))
        ).length;
      }
      for (const began = real.now(); ; await real.sleep(5)) {
        if (failure) throw failure;
        const { waiting, taken } = await state.queue.counts('inbox');
        if (waiting + taken === 0) break;
        if (real.now() - began > LONGEST)
          throw new Error(`${waiting + taken} events were not handed out on day ${day}.`);
      }
      stop.abort();
      await flow;
      await state.close();
      shift += DAY - (real.now() % 1_000);
    }
    const notNewest = [...newest].filter(([record, instant]) => last.get(record) !== instant).length;
    return { ...figures, notNewest };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const START = Date.parse('2026-03-02T06:00:00Z');

function eventOf(day: number, n: number, random: () => number): NewEvent {
  return {
    eventId: `${day}-${n}`,
    resource: 'RFIs',
    action: 'update',
    resourceId: String(Math.floor(random() * RECORDS)),
    companyId: '1',
    at: new Date(START + day * DAY + n).toISOString(),
    source: 'delivery',
    raw: {},
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}
