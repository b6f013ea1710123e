/** `…/filter_options/status`: the values that the rows of a list have in the field of a filter, as `key` and `value`. */
import { type Fields, isFields } from '../form.js';

/** The list and the field that an operation on filter options is about. Undefined: it is about something else. */
export function optionsAsked(key: string): { readonly of: string; readonly field: string } | undefined {
  const parts = key.split('/');
  const at = parts.indexOf('filter_options');
  const field = parts[at + 1];
  return at > 0 && parts.length === at + 2 && field !== undefined && field !== '*'
    ? { of: parts.slice(0, at).join('/'), field }
    : undefined;
}

/** Each value once, in the order of the rows. An object gives its id and its name. */
export function optionsIn(rows: readonly Fields[], field: string): Fields[] {
  const stem = field.replace(/_ids?$/, '');
  const names = [stem, `${stem}s`, `${stem.replace(/^assigned$/, 'assignee')}s`, field];
  const options = new Map<string, Fields>();
  for (const row of rows) {
    const name = names.find((each) => row[each] !== undefined && row[each] !== null);
    const own = name === undefined ? [] : row[name];
    for (const value of Array.isArray(own) ? own : [own]) {
      const option = isFields(value) ? { key: value.id, value: value.name } : { key: value, value };
      if (option.key !== undefined && option.key !== null) options.set(String(option.key), option);
    }
  }
  return [...options.values()];
}
