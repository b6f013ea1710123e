import { configError } from '../errors.js';
import { DEEPEST_QUERY, type Extent, queryExtent } from '../extent.js';
import { isDate, isPlainObject, kindOf, plainText } from './plain-text.js';

/**
 * What a request needs to know of an address. A URL has all of it. The pages of a list differ in a number only, and to
 * make a URL of each takes as long as everything that is done with its quota (measured: 5 µs).
 */
export type Address = Pick<URL, 'href' | 'origin' | 'host' | 'pathname' | 'search'>;

/** A query as flows write it: values, lists (`a[]=1`) and objects (`a[b]=1`), nested as deep as needed. */
export type Query = Readonly<Record<string, unknown>>;

/** Query parameters in the order in which they are sent; a name may come several times. */
export type Parameters = ReadonlyArray<readonly [name: string, value: unknown]>;

const PLACEHOLDER = /\{([^{}]*)\}/g;

/** The names in a path's `{placeholders}`, in order. */
export function placeholdersOf(path: string): string[] {
  return [...path.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}

/**
 * Fills `{placeholders}`, each value percent-encoded so that it stays one segment.
 * @throws ProcoreError PROCORE_CONFIG naming the placeholder that has no value
 */
export function fillPath(path: string, values: Readonly<Record<string, string>>): string {
  const fault = notationFault(path);
  if (fault) throw configError(fault, 'Write a placeholder as {project_id}.');
  return path.replace(PLACEHOLDER, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || value === '') {
      throw configError(
        `The path needs a value for {${name}}.`,
        `Fill it in the node, or set msg.params.${name}.`,
      );
    }
    // A lone surrogate cannot be encoded; the replacement character can.
    return encodeURIComponent(value.toWellFormed());
  });
}

/**
 * The address of an API call: always on the connection's own API origin and below /rest/, whatever the flow wrote.
 * A query in the path and `query` are joined.
 * @throws ProcoreError PROCORE_CONFIG before anything is sent
 */
export function apiUrl(origin: URL, path: string, query: Query = {}, parameters: Parameters = []): URL {
  const fault = pathFault(path);
  if (fault)
    throw configError(fault, 'Write the path as in Procore’s reference, for example /rest/v1.0/projects.');
  const url = new URL(path, origin);
  const extent = queryExtent();
  for (const [name, value] of [...Object.entries(query), ...parameters]) {
    for (const [sent, text] of pairs(value, name, extent)) url.searchParams.append(sent, text);
  }
  return url;
}

/**
 * The name of the first filter that is an empty list, if there is one. Nothing matches an empty list, but it would be
 * left out when sent, which means everything. Parameters that only choose the form of an answer, such as `view` and
 * `sort`, are not filters.
 */
export function emptyFilter(query: Query, parameters: Parameters): string | undefined {
  const seen = new Set<object>();
  for (const [name, value] of [...Object.entries(query), ...parameters]) {
    const found = emptyListIn(value, name, 0, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Parameters that choose the form of an answer and do not filter it. */
const MANNER =
  /^(view|serializer_view|sort|order|order_by|fields?|includes?|include_\w+|expand|page|per_page)(\[|$)/;

function emptyListIn(value: unknown, name: string, depth: number, seen: Set<object>): string | undefined {
  if (MANNER.test(name) || depth > DEEPEST_QUERY) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? name : undefined;
  if (!isPlainObject(value) || seen.has(value)) return undefined;
  seen.add(value);
  for (const [key, item] of Object.entries(value)) {
    const found = emptyListIn(item, nameWithin(name, key), depth + 1, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The address in a `Link: …; rel="next"`: its path and query on our own origin, since a header must not send a token
 * elsewhere. Query parameters that the link leaves out are copied from the current address (Procore's own example drops
 * project_id).
 */
export function followLink(current: URL, link: string): URL | undefined {
  const base = new URL(current);
  if (!URL.canParse(link, base.href)) return undefined;
  const target = new URL(link, base);
  if (pathFault(target.pathname)) return undefined;
  const next = new URL(target.pathname + target.search, base.origin);
  for (const [name, value] of current.searchParams) {
    if (!target.searchParams.has(name)) next.searchParams.append(name, value);
  }
  return next;
}

export function pathFault(path: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'The path holds a control character.';
  if (/^[a-z][a-z\d+.-]*:/i.test(path))
    return 'The path is a whole address; only the part from /rest/ on belongs there.';
  if (!path.startsWith('/rest/')) return `The path "${path}" does not begin with /rest/.`;
  const [pathname = ''] = path.split(/[?#]/);
  if (pathname.includes('\\') || pathname.includes('//')) return 'The path holds // or a backslash.';
  // The URL standard reads %2e as a dot, so ".." must be looked for in that spelling too.
  const dots = pathname.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment));
  if (dots) return 'The path holds a "." or ".." segment.';
  if (path.includes('#')) return 'The path holds a #.';
  return undefined;
}

/**
 * What is wrong with the placeholders of a path, if anything. Those in another tool's notation would be sent literally.
 */
function notationFault(path: string): string | undefined {
  const [pathname = ''] = path.split('?');
  const foreign =
    /\{\{[^{}]*\}\}/.exec(path)?.[0] ??
    /\$\{[^{}]*\}/.exec(path)?.[0] ??
    /%7b(?:(?!%7b)[^/])*%7d/i.exec(pathname)?.[0] ??
    /(?<=\/):[a-z_]\w*/i.exec(pathname)?.[0] ??
    /<[^<>/]*>/.exec(pathname)?.[0];
  if (foreign) return `The path holds ${foreign}, which is no placeholder here.`;
  const left = path.replace(PLACEHOLDER, '');
  return /[{}]/.test(left) ? 'The path holds a { or } without its other half.' : undefined;
}

/** The names and values that one parameter is sent as. A name that ends in [] is already the name of a list. */
function* pairs(
  value: unknown,
  name: string,
  extent: Extent,
  depth = 0,
  inList = false,
): Generator<[string, string]> {
  extent.take(depth);
  if (value === undefined || value === null) {
    if (!inList) return;
    throw configError(`An item of the parameter ${name} is empty.`, 'Leave it out of the list, or set it.');
  }
  if (Array.isArray(value)) {
    if (value.length === 0 && !MANNER.test(name)) throw matchesNothing(name);
    const item = name.endsWith('[]') && !inList ? name : `${name}[]`;
    for (const each of value) yield* pairs(each, item, extent, depth + 1, true);
  } else if (isPlainObject(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0 && name.includes('[')) throw notAValue(name, value);
    for (const [key, item] of entries) yield* pairs(item, nameWithin(name, key), extent, depth + 1);
  } else if (typeof value === 'object' && !isDate(value)) {
    throw notAValue(name, value);
  } else {
    yield [name, plainText(value, `The parameter ${name}`, true)];
  }
}

/** The name of a property on the wire: `a[b]`, and `a[b][]` if it is written `b[]`. */
export function nameWithin(name: string, key: string): string {
  return key.endsWith('[]') ? `${name}[${key.slice(0, -2)}][]` : `${name}[${key}]`;
}

function notAValue(name: string, value: unknown) {
  return configError(
    `The parameter ${name} is ${kindOf(value)}, which cannot be sent as a value.`,
    'Set a text or a number there.',
  );
}

/** The error for a filter that is an empty list. */
export function matchesNothing(name: string) {
  return configError(
    `The parameter ${name} is an empty list, which nothing matches.`,
    'Leave the parameter out to ask without it, or send nothing.',
  );
}
