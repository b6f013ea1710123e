/**
 * `view` and `serializer_view`: how much of a row is shown. Procore names the views and does not say what is in them, so all of
 * this is assumed: see `assumed.ts`.
 */
import { COMPACT_FIELDS } from './assumed.js';
import { type Fields, isFields } from './form.js';

/** What a list declares of a parameter. */
interface Declared {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly enum?: ReadonlyArray<string | number>;
}

/** Makes the item of a list from a row, as the view that the query asks for has it. A view that is not declared is ignored. */
export function viewAsked(query: URLSearchParams, params: readonly Declared[]): (row: unknown) => unknown {
  for (const { name, in: place, enum: values } of params) {
    const asked = /^(serializer_)?view$/.test(name) && place === 'query' ? query.get(name) : null;
    if (asked !== null && (values === undefined || values.includes(asked))) return inView(asked);
  }
  return (row) => row;
}

function inView(view: string): (row: unknown) => unknown {
  if (/^(id|ids|ids_only|only_ids(_\w+)?)$/i.test(view)) return onlyId;
  return /compact|^(minimal|short|name)$/i.test(view) ? compact : (row) => row;
}

function onlyId(row: unknown): unknown {
  return isFields(row) && 'id' in row ? { id: row.id } : row;
}

function compact(row: unknown): unknown {
  return isFields(row) ? picked(row) : row;
}

function picked(row: Fields): Fields {
  return Object.fromEntries(Object.entries(row).filter(([name]) => COMPACT_FIELDS.test(name)));
}
