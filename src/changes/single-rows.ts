import { rowOf } from '../access/foreign.js';
import { ProcoreError } from '../errors.js';
import type { PlanInput } from '../plan.js';
import type { Piece } from '../scope/piece.js';
import { Collection, type Printed } from './collection.js';
import { DATES } from './facts.js';
import { unsettled } from './refused.js';
import { dayOf, keyOf } from './row-print.js';
import { type Task, withParameters } from './task.js';

/**
 * Looks at rows that are missing in the days that were read, one by one. Such a row may be gone, and it may have another
 * date now. It is gone if Procore does not find it alone either, and finds one that is there in the same way.
 * @param plan the list in its days
 * @param control the key of a row that is there; undefined if the list is empty
 * @returns the keys that are gone, and the rows that have another date. Of a list whose rows cannot be asked for alone,
 * nothing is known: neither
 * @throws ProcoreError if Procore refuses, or does not find the row that is there
 */
export async function lookAtMissing(
  task: Task,
  piece: Piece,
  plan: PlanInput,
  keys: readonly string[],
  control: string | undefined,
): Promise<{ readonly gone: readonly string[]; readonly redated: readonly Printed[] }> {
  const gone: string[] = [];
  const dates = new Map<string, string[]>();
  if (!task.way.show) return { gone, redated: [] };
  if (control !== undefined && !(await rowAlone(task, plan, control)))
    throw unsettled('Procore does not find a row of it alone', piece);
  for (const key of keys) {
    const row = await rowAlone(task, plan, key);
    const day = row && dayOf(row);
    if (!row) gone.push(key);
    else if (day !== undefined) dates.set(day, [...(dates.get(day) ?? []), key]);
  }
  const redated: Printed[] = [];
  for (const [day, wanted] of dates) redated.push(...(await rowsOn(task, plan, day, wanted)));
  return { gone, redated };
}

/** A row by its id; undefined if Procore does not find it. */
async function rowAlone(task: Task, plan: PlanInput, key: string): Promise<object | undefined> {
  const { show } = task.way;
  const { perPage: _, ...rest } = plan;
  const alone: PlanInput = {
    ...rest,
    paging: 'off',
    path: show?.path ?? plan.path,
    operation: show?.operation,
    placeholders: { ...plan.placeholders, [show?.id ?? 'id']: key },
    parameters: (plan.parameters ?? []).filter(([name]) => !DATES.includes(name)),
  };
  try {
    for await (const { body } of task.client.pages(alone, { ...task.run, lane: 'bulk', probing: true })) {
      if (keyOf(body) === key) return rowOf(body);
      throw new ProcoreError({
        code: 'PROCORE_BAD_RESPONSE',
        cause: 'Procore answered with another row than the one that was asked for.',
        fix: 'Nothing is lost: the next run asks again.',
        who: 'try again later',
      });
    }
  } catch (thrown) {
    if (thrown instanceof ProcoreError && thrown.status === 404) return undefined;
    throw thrown;
  }
  return undefined;
}

/** These rows as the list of a day has them; a row alone may have other properties. */
async function rowsOn(
  task: Task,
  plan: PlanInput,
  day: string,
  wanted: readonly string[],
): Promise<readonly Printed[]> {
  const others = (plan.parameters ?? []).filter(([name]) => !DATES.includes(name));
  const ofDay = withParameters({ ...plan, parameters: others }, ['start_date', day], ['end_date', day]);
  const list = new Collection();
  const rows: Printed[] = [];
  for await (const page of task.client.pages(ofDay, { ...task.run, lane: 'bulk' }))
    rows.push(...list.take(page).filter(({ print }) => wanted.includes(print.key)));
  return rows;
}
