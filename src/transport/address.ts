import { configError } from '../errors.js';

/** A query as flows write it: values, lists (`a[]=1`) and objects (`a[b]=1`), nested as deep as needed. */
export type Query = Readonly<Record<string, unknown>>;

/** Objects within objects that a query may have. */
const DEEPEST_QUERY = 10;

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
  return path.replace(PLACEHOLDER, (_, name: string) => {
    const value = values[name];
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
export function apiUrl(origin: URL, path: string, query: Query = {}): URL {
  const fault = pathFault(path);
  if (fault)
    throw configError(fault, 'Write the path as in Procore’s reference, for example /rest/v1.0/projects.');
  const url = new URL(path, origin);
  for (const [name, value] of queryPairs(query)) url.searchParams.append(name, value);
  return url;
}

/**
 * Where a `Link: …; rel="next"` leads: its path and query on our own origin, since a header must not send a token
 * elsewhere. Query parameters that it leaves out are kept from the request it answers (Procore's own example drops
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

function* queryPairs(value: unknown, name = '', depth = 0): Generator<[string, string]> {
  if (depth > DEEPEST_QUERY) {
    throw configError(
      'The query is nested too deeply, or in a circle.',
      'Correct it in the node or the message.',
    );
  }
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) yield* queryPairs(item, `${name}[]`, depth + 1);
  } else if (value instanceof Date) {
    yield [name, value.toISOString()];
  } else if (typeof value === 'object') {
    for (const [key, item] of Object.entries(value))
      yield* queryPairs(item, name ? `${name}[${key}]` : key, depth + 1);
  } else {
    yield [name, String(value)];
  }
}
