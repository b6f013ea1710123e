import { LEVELS, type Level, levelOn, toolLevels } from '../catalogue/levels.js';
import { ProcoreError } from '../errors.js';
import { showPermissions } from '../operations.js';
import type { PlanInput } from '../plan.js';
import type { Piece } from '../scope/piece.js';
import { Collection, type Printed } from './collection.js';
import { IDS_AT_ONCE, type Questions, REFUSED } from './questions.js';
import { lostSight, unsettled } from './refused.js';
import type { Task } from './task.js';

/** Rows that asking has found, by their keys, as the list has them. */
export type Found = ReadonlyMap<string, Printed>;

/** What is known of a list that is asked for rows of another one; see {@link foundIn}. */
interface Place {
  /** Whether the list, asked for some ids, has given those rows and no others. */
  readonly takesIds: boolean;
  /** From when on what was updated shows all that is new, ms since the epoch; undefined if the whole list is less. */
  readonly since: number | undefined;
  /** The key of a row that was there; undefined if none was. */
  readonly control: string | undefined;
  /** The account's level on the tool at an earlier read. */
  readonly level: string | undefined;
  /** How many rows the list had when it was read; undefined if they have been counted since, in this run. */
  readonly rows: number | undefined;
  /** Of these rows, how many were not there when the list was read. */
  readonly newsAmong: (keys: ReadonlySet<string>) => Promise<number>;
  /** Whether the list has shown a moment ago that it may be seen, in this run. */
  readonly isShown: boolean;
}

/** Readings of a list until two agree. */
export const MOST_LOOKS = 4;

/** The level that the account has on the list's tool; undefined if the catalogue or Procore does not say. */
export async function levelNow(task: Task, piece: Piece): Promise<Level | undefined> {
  const { client, run, operation } = task;
  const { company, project } = piece;
  const plan = showPermissions(String(company.id), project && String(project.id));
  try {
    for await (const { body } of client.pages(plan, { ...run, lane: 'bulk', probing: true }))
      return operation && levelOn(toolLevels(body), operation.tool)?.level;
  } catch (thrown) {
    if (!(thrown instanceof ProcoreError) || !REFUSED.has(thrown.status)) throw thrown;
  }
  return undefined;
}

/**
 * Checks that the account still sees what it saw: an empty list may mean that it does not.
 * @param before the level at an earlier read
 * @param isEmpty whether the list has no rows at all
 * @returns the level
 * @throws ProcoreError if it does not, or that cannot be found out
 */
export async function stillSees(
  task: Task,
  piece: Piece,
  before: string | undefined,
  isEmpty: boolean,
): Promise<Level | undefined> {
  const level = await levelNow(task, piece);
  if (level === 'None') throw lostSight('The tool is off for this account.', 'tool off', piece);
  if (task.isConfirmed) return level;
  if (level === undefined && isEmpty)
    throw lostSight('The list is empty, and Procore does not say whether the tool is on.', 'tool off', piece);
  if (level === undefined && before !== undefined)
    throw lostSight('Procore does not say any more which level the account has.', 'level too low', piece);
  const isLower = level !== undefined && LEVELS.indexOf(level) < LEVELS.indexOf(before as Level);
  if (isLower) {
    const cause = `The level of the account on the tool was ${before} and is ${level} now, so it may see fewer rows.`;
    throw lostSight(cause, 'level too low', piece);
  }
  return level;
}

/**
 * Asks for rows by their ids, together with one that is there. A row is proved to be gone if one answer has the row that
 * is there, and not this one.
 * @param control the key of a row that is there
 * @returns the rows that are there, of which the others are gone; undefined if the list does not do what the filter says
 */
export async function foundById(
  task: Task,
  questions: Questions,
  keys: readonly string[],
  control: string,
): Promise<Found | undefined> {
  const found = new Map<string, Printed>();
  const step = IDS_AT_ONCE - 1;
  for (let at = 0; at < keys.length; at += step) {
    const asked = [control, ...keys.slice(at, at + step)];
    const plan = questions.withIds(asked);
    if (!plan) return undefined;
    const { list, wanted } = await readingOf(task, plan, new Set(keys));
    const isAnswered = list.fault === undefined && list.seen.has(control);
    if (!isAnswered || [...list.seen].some((key) => !asked.includes(key))) return undefined;
    for (const [key, row] of wanted) found.set(key, row);
  }
  return found;
}

/**
 * Asks a list for rows that are missing in another one: they may have been moved there. That it does not have them counts
 * only if its answers show that it has rows, where there were some: otherwise they may be a refusal in disguise.
 * @returns those that it has
 * @throws ProcoreError if that cannot be found out
 */
export async function foundIn(
  task: Task,
  piece: Piece,
  questions: Questions,
  keys: readonly string[],
  place: Place,
): Promise<Found> {
  const { takesIds, control, level, isShown } = place;
  const byId =
    takesIds && control !== undefined ? await foundById(task, questions, keys, control) : undefined;
  const found = byId ?? (await foundInWhole(task, piece, questions, keys, place));
  if (found.size < keys.length && !isShown) await stillSees(task, piece, level, false);
  return found;
}

async function foundInWhole(
  task: Task,
  piece: Piece,
  questions: Questions,
  keys: readonly string[],
  { since, control, rows, newsAmong, isShown }: Place,
): Promise<Found> {
  if (since !== undefined) {
    const news = await readingFor(task, piece, questions.updatedSince(since), keys, isShown);
    // That it has no more and no fewer rows than that tells that all of them may be seen, and that none came with an old time.
    const isWhole =
      news.found.size === keys.length ||
      rows === undefined ||
      (await questions.count()) === rows + (await newsAmong(news.seen));
    if (isWhole) return news.found;
  }
  const all = await readingFor(task, piece, questions.plan, keys, isShown);
  if (all.seen.size === 0 && control !== undefined)
    throw unsettled('it is empty, and had rows before', piece);
  return all.found;
}

/**
 * Which of the rows a list has. Of a longer list, two readings must agree that it does not have one, unless it was read
 * before; rows that were found stay found.
 */
async function readingFor(
  task: Task,
  piece: Piece,
  plan: PlanInput,
  keys: readonly string[],
  isOnce: boolean,
): Promise<{ readonly found: Found; readonly seen: ReadonlySet<string> }> {
  const found = new Map<string, Printed>();
  let last: string | undefined;
  const { list } = await wholeReading(task, piece, plan, keys, ({ list, wanted }) => {
    for (const [key, row] of wanted) found.set(key, row);
    const isProof = isOnce || list.pages === 1 || found.size === keys.length || list.digest === last;
    last = list.digest;
    return isProof ? undefined : 'it changed each time it was read';
  });
  return { found, seen: list.seen };
}

/** A reading of a list whose rows are not sent. */
interface Reading {
  readonly list: Collection;
  /** Those of the rows that are looked for. */
  readonly wanted: Found;
}

/**
 * Reads a list, without sending its rows, until a reading has all of it.
 * @param keys of rows that are looked for
 * @param why says what else speaks against a reading
 * @throws ProcoreError if no reading had all of it
 */
export async function wholeReading(
  task: Task,
  piece: Piece,
  plan: PlanInput,
  keys: readonly string[],
  why: (reading: Reading) => string | undefined = () => undefined,
): Promise<Reading> {
  let fault = '';
  for (let look = 0; look < MOST_LOOKS; look++) {
    const reading = await readingOf(task, plan, new Set(keys));
    const found = reading.list.fault ?? why(reading);
    if (found === undefined) return reading;
    fault = found;
  }
  throw unsettled(fault, piece);
}

async function readingOf(task: Task, plan: PlanInput, keys: ReadonlySet<string>): Promise<Reading> {
  const list = new Collection();
  const wanted = new Map<string, Printed>();
  for await (const page of task.client.pages(plan, { ...task.run, lane: 'bulk' }))
    for (const row of list.take(page)) if (keys.has(row.print.key)) wanted.set(row.print.key, row);
  return { list, wanted };
}
