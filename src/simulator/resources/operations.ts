/** The two kinds of reading: a list and one record. Every tool's table is built from these. */
import { parameterMissing, recordUnknown } from '../assumed-answers.js';
import { type Context, declaredAnswer } from '../context.js';
import type { Row, Rows } from '../data/rows.js';
import type { Answer } from '../http.js';
import { type PageSizes, pageOf, V1_PAGES, V2_PAGES } from '../paging.js';
import type { Route } from '../router.js';
import type { Tool } from '../tools.js';
import { viewAsked } from '../views.js';
import { type Filters, filterValues } from './filters.js';
import type { Sorts, Test } from './selection.js';

/** What a list and its single records have in common. */
export interface Resource {
  readonly scope: Route['scope'];
  readonly tool?: Tool;
  rows(context: Context): Rows;
}

export interface ListOptions {
  /** Page sizes. `unpaged`: the whole list, without headers. @default those of the API version */
  pages?: PageSizes | 'unpaged' | ((context: Context) => PageSizes);
  filters?: Filters;
  /** Parameters of their own that search, by their names. */
  searches?: Filters;
  /** Names of further filters, which its rows have passed already. */
  passed?: readonly string[];
  sorts?: Sorts;
  /** The views that the list declares, by the parameter that asks for them. */
  views?: Readonly<Record<string, readonly string[]>>;
  /** A query parameter that the operation declares as required. */
  requires?: 'company_id' | 'namespace';
  /** Makes the item of the list from the record. */
  shape?: (context: Context) => (row: Row) => unknown;
}

/** `GET` of a list. v2 wraps it in `data` (announcements/new_rest_v2_version.md). */
export function list(path: string, resource: Resource, options: ListOptions = {}): Route {
  const isV2 = path.startsWith('/rest/v2.');
  const {
    pages = isV2 ? V2_PAGES : V1_PAGES,
    filters = {},
    searches = {},
    passed = [],
    sorts = {},
    views = {},
    shape,
    requires,
  } = options;
  const declared = Object.entries(views).map(
    ([name, names]) => ({ name, in: 'query', enum: names }) as const,
  );
  return {
    ...routed(resource),
    method: 'GET',
    path,
    async handle(context): Promise<Answer> {
      const { call } = context;
      if (requires && !call.query.has(requires)) return parameterMissing(call, requires);
      const rows = resource.rows(context);
      const selected = context.selections.of(
        rows,
        call.query,
        [
          ...testsOf(filters, (name) => filterValues(call.query, name)),
          ...testsOf(searches, (name) => call.query.getAll(name)),
          ...(await othersOf(context, [...Object.keys(filters), ...Object.keys(searches), ...passed])),
        ],
        sorts,
      );
      const total = selected?.length ?? rows.length;
      const sizes = typeof pages === 'function' ? pages(context) : pages;
      const page =
        sizes === 'unpaged'
          ? { from: 0, to: total, headers: {} }
          : pageOf(total, sizes, `${call.origin}${call.path}`, call.query);
      const shaped = shape?.(context) ?? viewAsked(call.query, declared);
      const items: unknown[] = [];
      for (let place = page.from; place < page.to; place++) {
        const row = rows.at(selected?.[place] ?? place);
        items.push(shaped(row));
      }
      return { status: 200, headers: page.headers, json: isV2 ? { data: items } : items };
    },
  };
}

function testsOf(filters: Filters, valuesOf: (name: string) => readonly string[]): Test[] {
  return Object.entries(filters).flatMap(([name, filter]) => {
    const values = valuesOf(name);
    return values.length > 0 ? [filter(values)] : [];
  });
}

/** The test for filters and searches that the list does not know, but the catalogue declares. */
async function othersOf(context: Context, known: readonly string[]): Promise<Test[]> {
  const isOther = (key: string) => {
    const name = /^filters?\[([^\]]*)\]/.exec(key)?.[1] ?? /^(search|query)/.exec(key)?.input;
    return name !== undefined && !known.includes(name);
  };
  const isAsked = [...context.call.query.keys()].some(isOther);
  const test = isAsked ? (await context.declared())?.tests(known) : undefined;
  return test ? [test] : [];
}

/** `GET` of one record by its `{id}`. */
export function show(
  path: string,
  resource: Resource,
  shape?: (row: Row, context: Context) => unknown,
): Route {
  return {
    ...routed(resource),
    method: 'GET',
    path,
    async handle(context): Promise<Answer> {
      const row = resource.rows(context).find(context.params.id ?? '');
      if (!row) return recordUnknown(context.call);
      const json = await declaredAnswer(context, shape ? shape(row, context) : row, row);
      return { status: 200, json: path.startsWith('/rest/v2.') ? { data: json } : json };
    },
  };
}

/** The same operation under several versions of its path. */
export function versions(names: readonly string[], path: string): string[] {
  return names.map((name) => `/rest/${name}/${path}`);
}

function routed({ scope, tool }: Resource): Pick<Route, 'scope' | 'tool'> {
  return tool ? { scope, tool } : { scope };
}
