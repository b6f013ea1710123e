/** Removing and restoring records, and the recycle bins in which removed ones are found. */
import { REMOVED_STATUS } from '../assumed.js';
import { recordLocked, recordUnknown } from '../assumed-answers.js';
import { type Context, declaredAnswer, projectOf, writeOf } from '../context.js';
import type { Kind, Rows } from '../data/rows.js';
import type { Route } from '../router.js';
import type { Tool } from '../tools.js';
import { filterValues } from './filters.js';
import { type ListOptions, list, type Resource, show } from './operations.js';

/** Records of a project that can be removed. */
export interface Removable {
  readonly kind: Kind;
  readonly tool: Tool;
}

/** Present records. */
export function present({ kind, tool }: Removable): Resource {
  return { scope: 'project', tool, rows: (context) => rowsOf(kind, context) };
}

/** Removed records. */
function removed({ kind, tool }: Removable): Resource {
  return { scope: 'project', tool, rows: (context) => rowsOf(kind, context).removed };
}

/** Present records; with `filters[include_deleted]` also removed ones: `with` gives both, `only` the removed ones. */
export function filteredByRemoval({ kind, tool }: Removable): Resource {
  return {
    scope: 'project',
    tool,
    rows(context): Rows {
      const rows = rowsOf(kind, context);
      const [asked] = filterValues(context.call.query, 'include_deleted');
      if (asked === 'only') return rows.removed;
      return asked === 'with' ? rows.all : rows;
    },
  };
}

/** One record; with `include_deleted` even if it was removed. */
export function shownWithRemoved({ kind, tool }: Removable): Resource {
  return {
    scope: 'project',
    tool,
    rows(context): Rows {
      const rows = rowsOf(kind, context);
      return context.call.query.get('include_deleted') === 'true' ? rows.all : rows;
    },
  };
}

/** `GET` of the removed records. */
export function recycleBin(path: string, of: Removable, options?: ListOptions): Route {
  return list(path, removed(of), options);
}

/** `GET` of one removed record. */
export function showRecycled(path: string, of: Removable): Route {
  return show(path, removed(of));
}

/** `DELETE`: the answer is only a status. */
export function remove(path: string, { kind, tool }: Removable, status: number = REMOVED_STATUS): Route {
  return {
    method: 'DELETE',
    path,
    scope: 'project',
    tool,
    handle(context) {
      const rows = rowsOf(kind, context);
      const id = context.params.id ?? '';
      if (context.settings.locked && rows.find(id)) return recordLocked(context.call);
      return rows.remove(id, writeOf(context)) ? { status } : recordUnknown(context.call);
    },
  };
}

/** Restores a removed record; the answer is the record. */
export function restore(method: 'PATCH' | 'PUT', path: string, { kind, tool }: Removable): Route {
  return {
    method,
    path,
    scope: 'project',
    tool,
    async handle(context) {
      const row = rowsOf(kind, context).restore(context.params.id ?? '', writeOf(context));
      return row
        ? { status: 200, json: await declaredAnswer(context, row, row) }
        : recordUnknown(context.call);
    },
  };
}

function rowsOf(kind: Kind, context: Context) {
  return context.world.rows(kind, projectOf(context));
}
