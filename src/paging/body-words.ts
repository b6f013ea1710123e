/**
 * What a body says about the pages after it. Procore's guide names `has_next_page`; the other spellings are in use too.
 */
export interface BodyWords {
  /** The next page, as an address, a page number or a cursor. */
  readonly link?: string;
  readonly page?: number;
  readonly cursor?: string;
  /** True if the body says that another page follows, but not which; false if it says that none follows. */
  readonly another?: boolean;
}

/** Objects beside the rows that may hold these words. */
const PLACES = ['meta', 'pagination', 'paging', 'page_info', 'links', '_links'];

/** The words of a body: at its top level, or in one of the usual places. Undefined if there are none. */
export function bodyWords(body: unknown): BodyWords | undefined {
  if (!isRecord(body)) return undefined;
  const found = wordsIn(body);
  if (found) return found;
  for (const name of PLACES) {
    const place = own(body, name);
    const within = isRecord(place) ? wordsIn(place) : undefined;
    if (within) return within;
  }
  return undefined;
}

/** A no ends the list. A yes counts only if there is no cursor and nothing else about the next page. */
function wordsIn(place: Readonly<Record<string, unknown>>): BodyWords | undefined {
  const another = first(place, ['has_next_page', 'hasNextPage', 'has_more', 'hasMore']);
  if (another === false) return { another: false };
  const cursor = first(place, ['next_cursor', 'nextCursor', 'cursor']);
  if (typeof cursor === 'string' && cursor) return { cursor };
  const page = first(place, ['next_page', 'nextPage']);
  if (page !== undefined) return pageWord(page) ?? { another: false };
  const next = first(place, ['next']);
  if (next !== undefined) return nextWord(next) ?? { another: false };
  if (typeof another === 'boolean') return { another };
  return cursor === undefined ? undefined : { another: false };
}

function pageWord(page: unknown): BodyWords | undefined {
  if (typeof page === 'number' && page > 0) return { page };
  if (typeof page !== 'string' || page === '') return undefined;
  return /^\d{1,9}$/.test(page) ? { page: Number(page) } : { link: page };
}

function nextWord(next: unknown): BodyWords | undefined {
  const target = isRecord(next) ? own(next, 'href') : next;
  if (typeof target === 'number') return pageWord(target);
  if (typeof target !== 'string' || target === '') return undefined;
  return /^(https?:|\/|\?)/i.test(target) ? { link: target } : { cursor: target };
}

function first(place: Readonly<Record<string, unknown>>, names: readonly string[]): unknown {
  for (const name of names) {
    const value = own(place, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function own(place: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(place, name) ? place[name] : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
