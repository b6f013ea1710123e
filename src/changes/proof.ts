import { LEVELS, type Level, levelOn, toolLevels } from '../catalogue/levels.js';
import { ProcoreError } from '../errors.js';
import { showPermissions } from '../operations.js';
import type { PlanInput } from '../plan.js';
import type { Piece } from '../scope/piece.js';
import { Collection } from './collection.js';
import { lostSight, unsettled } from './refused.js';
import { type Task, withParameters } from './task.js';

/** Rows that are asked for by their ids at once: the address stays below 4,000 characters. */
const IDS_AT_ONCE = 50;

/** Answers of an account that may not ask for its levels. */
const REFUSED: ReadonlySet<number | undefined> = new Set([403, 404]);

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
  plan: PlanInput,
  keys: readonly string[],
  control: string,
): Promise<string[] | undefined> {
  const { client, run, way } = task;
  if (way.byId === undefined || isFiltered(plan, way.byId)) return undefined;
  const name = `${way.byId.replace(/\[\]$/, '')}[]`;
  const gone: string[] = [];
  for (let at = 0; at < keys.length; at += IDS_AT_ONCE) {
    const asked = [control, ...keys.slice(at, at + IDS_AT_ONCE)];
    const answer = new Collection();
    const ids = asked.map((key) => [name, key] as const);
    for await (const page of client.pages(withParameters(plan, ...ids), { ...run, lane: 'bulk' }))
      answer.take(page);
    const isAnswered = answer.fault === undefined && answer.seen.has(control);
    if (!isAnswered || [...answer.seen].some((key) => !asked.includes(key))) return undefined;
    gone.push(...asked.filter((key) => !answer.seen.has(key)));
  }
  return gone;
}

/**
 * Reads the list again, until a reading has all of it. @returns the keys that it does not have either
 * @throws ProcoreError if no reading had all of it
 */
export async function goneAgain(
  task: Task,
  piece: Piece,
  plan: PlanInput,
  keys: readonly string[],
): Promise<string[]> {
  let why = '';
  for (let look = 0; look < MOST_LOOKS; look++) {
    const again = new Collection();
    for await (const page of task.client.pages(plan, { ...task.run, lane: 'bulk' })) again.take(page);
    if (again.fault === undefined && again.pages === 1) return keys.filter((key) => !again.seen.has(key));
    why = again.fault ?? 'it has become longer than one page';
  }
  throw unsettled(why, piece);
}

/** Whether the plan has this filter itself. */
function isFiltered({ query = {}, parameters = [], path }: PlanInput, name: string): boolean {
  const { filters } = query as { readonly filters?: unknown };
  const isInQuery = typeof filters === 'object' && filters !== null && 'id' in filters;
  const start = name.replace(/\[\]$/, '');
  const names = [
    ...parameters.map(([each]) => each),
    ...Object.keys(query),
    decodeURIComponent(path.split('?')[1] ?? ''),
  ];
  return isInQuery || names.some((each) => each.includes(start));
}
