import { LEVELS, type Level, levelOn, toolLevels } from '../catalogue/levels.js';
import { ProcoreError } from '../errors.js';
import { showPermissions } from '../operations.js';
import type { PlanInput } from '../plan.js';
import type { Piece } from '../scope/piece.js';
import { Collection } from './collection.js';
import { IDS_AT_ONCE, type Questions, REFUSED } from './questions.js';
import { lostSight, unsettled } from './refused.js';
import type { Task } from './task.js';

/** What is known of a list that is asked for rows of another one; see {@link goneFrom}. */
interface Place {
  /** Whether the list, asked for some ids, has given those rows and no others. */
  readonly takesIds: boolean;
  /** From when on what was updated shows all that is new, ms since the epoch; undefined if the whole list is less. */
  readonly since: number | undefined;
  /** The key of a row that was there; undefined if none was. */
  readonly control: string | undefined;
  /** The account's level on the tool at an earlier read. */
  readonly level: string | undefined;
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
 * @returns the keys that are gone; undefined if the list does not do what the filter says
 */
export async function goneById(
  task: Task,
  questions: Questions,
  keys: readonly string[],
  control: string,
): Promise<string[] | undefined> {
  const gone: string[] = [];
  const step = IDS_AT_ONCE - 1;
  for (let at = 0; at < keys.length; at += step) {
    const asked = [control, ...keys.slice(at, at + step)];
    const plan = questions.withIds(asked);
    if (!plan) return undefined;
    const answer = await readingOf(task, plan);
    const isAnswered = answer.fault === undefined && answer.seen.has(control);
    if (!isAnswered || [...answer.seen].some((key) => !asked.includes(key))) return undefined;
    gone.push(...asked.filter((key) => !answer.seen.has(key)));
  }
  return gone;
}

/**
 * Asks a list for rows that are missing in another one: they may have been moved there. That it does not have them counts
 * only if its answers show that it has rows, where there were some: otherwise they may be a refusal in disguise.
 * @returns the keys that it does not have
 * @throws ProcoreError if that cannot be found out
 */
export async function goneFrom(
  task: Task,
  piece: Piece,
  questions: Questions,
  keys: readonly string[],
  place: Place,
): Promise<ReadonlySet<string>> {
  const { takesIds, control, level } = place;
  const isById = takesIds && control !== undefined && keys.length < IDS_AT_ONCE;
  const byId = isById ? await goneById(task, questions, keys, control) : undefined;
  const gone = new Set(byId ?? (await goneFromWhole(task, piece, questions, keys, place)));
  if (gone.size > 0) await stillSees(task, piece, level, false);
  return gone;
}

async function goneFromWhole(
  task: Task,
  piece: Piece,
  questions: Questions,
  keys: readonly string[],
  { since, control }: Place,
): Promise<ReadonlySet<string>> {
  if (since !== undefined) {
    const news = await readingWithout(task, piece, questions.updatedSince(since), keys);
    // Nothing was updated, or nothing may be seen: the number of rows tells them apart.
    const isShown = !news.isEmpty || control === undefined || ((await questions.count()) ?? 0) > 0;
    if (isShown) return news.gone;
  }
  const all = await readingWithout(task, piece, questions.plan, keys);
  if (all.isEmpty && control !== undefined) throw unsettled('it is empty, and had rows before', piece);
  return all.gone;
}

/** Which of the rows a list does not have. Of a longer list, two readings must agree; rows that were found stay found. */
async function readingWithout(
  task: Task,
  piece: Piece,
  plan: PlanInput,
  keys: readonly string[],
): Promise<{ readonly gone: ReadonlySet<string>; readonly isEmpty: boolean }> {
  const left = new Set(keys);
  let last: string | undefined;
  const { seen } = await wholeReading(task, piece, plan, (reading) => {
    for (const key of keys) if (reading.seen.has(key)) left.delete(key);
    const isProof = reading.pages === 1 || left.size === 0 || reading.digest === last;
    last = reading.digest;
    return isProof ? undefined : 'it changed each time it was read';
  });
  return { gone: left, isEmpty: seen.size === 0 };
}

/**
 * Reads a list, without sending its rows, until a reading has all of it.
 * @param why says what else speaks against a reading
 * @throws ProcoreError if no reading had all of it
 */
export async function wholeReading(
  task: Task,
  piece: Piece,
  plan: PlanInput,
  why: (reading: Collection) => string | undefined = () => undefined,
): Promise<Collection> {
  let fault = '';
  for (let look = 0; look < MOST_LOOKS; look++) {
    const reading = await readingOf(task, plan);
    const found = reading.fault ?? why(reading);
    if (found === undefined) return reading;
    fault = found;
  }
  throw unsettled(fault, piece);
}

async function readingOf(task: Task, plan: PlanInput): Promise<Collection> {
  const reading = new Collection();
  for await (const page of task.client.pages(plan, { ...task.run, lane: 'bulk' })) reading.take(page);
  return reading;
}
