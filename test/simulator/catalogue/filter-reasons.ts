/** Declared filters that cannot be tried, each with the reason, which is looked up and not only said. */

import type { Filter } from './filter.js';
import { offeredTo } from './filter-cases.js';
import { takesField } from './filter-writing.js';

/** Why nothing proves the filter. Undefined: no reason is known. */
export async function named({ list, param, field }: Filter): Promise<{ readonly named: string } | undefined> {
  if (param.type === 'object') return { named: 'takes an object that is not described' };
  if (takesField(list, field)) return undefined;
  const offered = await offeredTo(param.name, field, list.known, list.stage);
  if (offered.length === 0)
    return { named: 'no answer shows the field, no list gives its values, and no body takes it' };
  return (await list.rows()).some((row) => showsUnset(row, field))
    ? { named: 'all rows show the field as empty, and no body takes it' }
    : undefined;
}

function showsUnset(row: unknown, field: string): boolean {
  const stem = field.replace(/_ids?$/, '');
  const shown = typeof row === 'object' && row !== null ? (row as Record<string, unknown>) : {};
  return [field, stem].some((name) => name in shown && shown[name] === null);
}
