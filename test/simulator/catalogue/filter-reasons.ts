/**
 * Declared filters of which no value is known, each with the reason, which is looked up and not only said. They filter as well: a value
 * that is nowhere leaves no row.
 */
import { type Filter, type Finding, passing } from './filter.js';
import { offeredTo } from './filter-cases.js';
import { takesField } from './filter-writing.js';

/** Why nothing proves the filter further. Undefined: no reason is known. */
export async function named(filter: Filter): Promise<Finding | undefined> {
  const { param } = filter;
  if (param.type === 'object') return { named: 'takes an object that is not described' };
  const reason = await reasonOf(filter);
  if (reason === undefined) return undefined;
  const nowhere = /integer|number/.test(param.type) ? '987654321987' : 'zzqqxxjj';
  const { size } = await passing(filter, nowhere);
  if (size > 0) return { by: 'parts of the list', wrong: `${size} rows for a value that is nowhere` };
  return { named: `a value that is nowhere leaves no row; others are not known: ${reason}` };
}

async function reasonOf({ list, param, field }: Filter): Promise<string | undefined> {
  if (takesField(list, field)) return undefined;
  const offered = await offeredTo(param.name, field, list.known, list.stage);
  if (offered.length === 0)
    return 'no answer shows the field, no list gives its values, and no body takes it';
  const isUnset = (await list.rows()).some((row) => showsUnset(row, field));
  return isUnset ? 'all rows show the field as empty, and no body takes it' : undefined;
}

function showsUnset(row: unknown, field: string): boolean {
  const stem = field.replace(/_ids?$/, '');
  const shown = typeof row === 'object' && row !== null ? (row as Record<string, unknown>) : {};
  return [field, stem].some((name) => name in shown && shown[name] === null);
}
