/** What a filter of a list means, read from its name and from a row; written apart from the simulator's own reading. */
import { isObject } from './shape-reader.js';
import type { Stage } from './stage.js';

/** The values of a row that a filter of this name is about: a field, the id of an object, the ids of the objects in a list. */
export function valuesOf(row: Record<string, unknown>, field: string): string[] {
  const stem = field.replace(/_ids?$/, '');
  const names = stem === field ? [field] : [field, `${stem}_id`, stem, `${stem}s`];
  for (const name of names) {
    const found = textsOf(row[name]);
    if (found.length > 0) return found;
  }
  return [];
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (isObject(value)) return textsOf(value.id ?? value.name);
  return value === null || value === undefined ? [] : [String(value)];
}

/** Ids that a filter of this name can have, from the list that is named like it. */
export async function offeredTo(field: string, stage: Stage): Promise<string[]> {
  const stem = field.replace(/_ids?$/, '');
  if (stem === field) return [];
  const names = PEOPLE.test(stem) ? ['users'] : /vendor|contractor/.test(stem) ? ['vendors'] : [`${stem}s`];
  return stage.idsOf(names);
}

const PEOPLE =
  /(^|_)(by|manager|assignee|approver|inspector|contact|from|owner|recipient|court|user|person)$/;
