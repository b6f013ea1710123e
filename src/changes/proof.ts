import { LEVELS, type Level, levelOn, toolLevels } from '../catalogue/levels.js';
import { ProcoreError } from '../errors.js';
import { showPermissions } from '../operations.js';
import type { PlanInput } from '../plan.js';
import type { Piece } from '../scope/piece.js';
import { Collection } from './collection.js';
import { IDS_AT_ONCE, type Questions, REFUSED } from './questions.js';
import { lostSight, unsettled } from './refused.js';
import type { Task } from './task.js';

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
