import { pagingForm } from '../paging/paging-form.js';
import type { Operation, OperationParam } from './operation.js';
import { singular } from './words.js';

/**
 * The part of the dialog that shows a field. `filters` choose which rows come, `query` says how the answer looks and what a
 * write does beside. The node fills in `paging` itself, so it is not shown.
 */
export type FieldGroup = 'path' | 'query' | 'filters' | 'paging' | 'body';

/** What the group of a field depends on. */
export type Grouped = Pick<OperationParam, 'name' | 'type' | 'enum'> & {
  readonly in: OperationParam['in'] | 'body';
};

/** Whether a name is written as a filter: `filters[status]`. */
export const isFilter = (name: string) => /^filters?\[/.test(name);

/** Written as filters, but they choose columns, groups and remarks. */
const NO_FILTERS = /^filters?\[(columns|group_by|display_line_changes)\]$/;

/** What the answer has for each row, in which order and form, and what Procore remembers of the question. */
const LOOK =
  /^(view|serializer_view|locale|included|as_datetimes|no_previews|limit_per_day|url_expires_in|group|group_by|fields|direction)$|(^|_)sort(_|\[|$)|^order(_by)?$|(^|_)format$|count$|^wrap_|column_state$|_column_ids$|^custom_fields?_|sticky_filters$|^table_configuration/;

/** Pages that the node does not turn. */
const PAGES = /^(\w+_)?(page|per_page)$|^cursor$/;

/** `include_`, `with_` and the like, and what follows. */
const SWITCH = /^(includes?|with|show|exclude)_(\w+)$/;

/** What such a word brings in or leaves out are whole rows: those in a certain state, or next to others. */
const OF_ROWS =
  /^(all|ancestors|archived|child|children|closed|default|deleted|descendants|files|folders|hidden|ids?|inactive|internal|obsolete|readonly|recycled|sub)(_|$)/;

/** The views that are the recycle bin, or the rows of earlier times. */
const VIEW_OF_ROWS = /recycle|previous/;

export function groupOf(key: Grouped, operation: Operation): FieldGroup {
  if (key.in !== 'query') return key.in;
  if (isPaging(key.name, operation)) return 'paging';
  return choosesRows(key, operation) ? 'filters' : 'query';
}

/** Whether a field switches rows on or off, so that it has no value which all rows match. */
export function isSwitch({ name }: Pick<Grouped, 'name'>): boolean {
  const plain = name.replace(/^filters?\[(\w+)\].*$/, '$1');
  return SWITCH.test(plain) || /^(all|only|no|deleted_only|hide)(_|$)|_only$/.test(plain);
}

function isPaging(name: string, { path, paging }: Operation): boolean {
  const form = pagingForm(path);
  const own = form === 'numbered' ? ['page', 'per_page'] : [form.parameter, form.size, 'page', 'per_page'];
  return own.includes(name) && (paging !== undefined || form !== 'numbered');
}

function choosesRows(key: Grouped, operation: Operation): boolean {
  const { name, type } = key;
  if (isFilter(name)) return !NO_FILTERS.test(name);
  // The parameters of a write say what it does. Where it is done is in them, too.
  if (operation.method !== 'GET') return false;
  if (/view$/.test(name) && key.enum?.some((view) => VIEW_OF_ROWS.test(String(view)))) return true;
  if (LOOK.test(name) || PAGES.test(name)) return false;
  // Reports of Resource Planning have a switch for each of their columns.
  if (operation.path.includes('/reports/') && (type === 'boolean' || name === 'assignmentCount'))
    return false;
  const [, , what] = SWITCH.exec(name) ?? [];
  return what === undefined || bringsRows(what, key, operation);
}

function bringsRows(what: string, { type, enum: choices }: Grouped, { path }: Operation): boolean {
  // `with_name` compares a name.
  if (type === 'string' && !choices) return true;
  return OF_ROWS.test(what) || isOwnNoun(what, path);
}

/** Whether the last word names the rows of the operation: `include_free_companies` of `/companies`. */
function isOwnNoun(what: string, path: string): boolean {
  const last = (text: string) => singular(text.split(/[_-]/).at(-1) ?? '');
  const segment =
    path
      .split('/')
      .filter((each) => !each.includes('{'))
      .at(-1) ?? '';
  return last(what) === last(segment);
}
