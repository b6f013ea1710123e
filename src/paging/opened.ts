import { countIn, nextLink } from './answer-headers.js';
import { type BodyWords, bodyWords, isRecord } from './body-words.js';
import type { Answer, FreshAnswer } from './page.js';

/** What an answer's body holds. */
export interface Opened {
  /** What goes into a flow. */
  readonly content: unknown;
  /** The rows, if the content is a list. */
  readonly rows: unknown[] | undefined;
  /** What stood beside the content in its envelope. */
  readonly envelope: Readonly<Record<string, unknown>> | undefined;
}

/** A page of a list as it was read, with what it says about the whole. */
export interface Read extends Opened {
  readonly answer: Answer;
  /** Rows in the whole list, if Procore says so. */
  readonly total: number | undefined;
  /** What its body says about the next page. */
  readonly words: BodyWords | undefined;
  /** Its rows as they came, whatever a flow has done with them; absent if they cannot be read again. */
  readonly again?: (() => readonly unknown[]) | undefined;
}

/**
 * Operations that page and answer with an object around the list, by Procore's specification (September 2026), and the
 * key that holds the list. They are opened even if there are few rows, so that a flow gets the same shape every time.
 */
const LIST_KEYS: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\/rest\/v1\.0\/companies\/[^/]+\/bid_packages$/, 'bidPackages'],
  [/^\/rest\/v1\.0\/companies\/[^/]+\/schedule\/resources$/, 'resources'],
  [/^\/rest\/v1\.0\/companies\/[^/]+\/email_communications\/emails$/, 'communication_threads'],
  [/^\/rest\/v1\.0\/project\/[^/]+\/email_communications\/emails$/, 'emails'],
  [/^\/rest\/v1\.0\/requested_changes$/, 'requested_changes'],
  [/^\/rest\/v1\.0\/(projects\/[^/]+\/)?project_dates$/, 'project_dates'],
  [/^\/rest\/v1\.1\/projects\/[^/]+\/meetings$/, 'meetings'],
  [/^\/rest\/v2\.0\/companies\/[^/]+\/projects\/[^/]+\/viewer_documents\/stamps$/, 'stamps'],
];

/**
 * The content of an answer's `data` envelope, and what stands beside it. Every v2 answer has an envelope, and so do the
 * lists of a few v1 operations (seven in the specification). Other bodies are their own content.
 */
export function opened(body: unknown, path: string): Opened {
  if (Array.isArray(body)) return { content: body, rows: body, envelope: undefined };
  if (!isRecord(body) || !Object.hasOwn(body, 'data')) return single(body, undefined);
  const { data, ...beside } = body;
  if (!path.startsWith('/rest/v2') && !Array.isArray(data)) return single(body, undefined);
  const envelope = Object.keys(beside).length > 0 ? beside : undefined;
  return Array.isArray(data) ? { content: data, rows: data, envelope } : single(data, envelope);
}

/**
 * Reads an answer as a page of a list. An object with one list in it counts as that list in two cases: the operation is
 * known for it, or the answer says that it is a page (by Total, Link or a word about the next page).
 */
export function readOf({ answer, again }: FreshAnswer, path: string): Read {
  const { body, headers } = answer;
  const { content, rows, envelope, words, total } = contentOf(body, headers, path);
  const rowsOnce = again && rows ? rowsAgain(again, headers, path) : undefined;
  return { answer, content, rows, envelope, words, total, again: rowsOnce };
}

/** Apart from {@link readOf}, since a function made there would keep the rows in memory as long as it lives. */
function rowsAgain(again: () => unknown, headers: Answer['headers'], path: string): () => readonly unknown[] {
  return () => contentOf(again(), headers, path).rows ?? [];
}

function contentOf(body: unknown, headers: Answer['headers'], path: string): Omit<Read, 'answer' | 'again'> {
  const plain = opened(body, path);
  const words = bodyWords(body);
  const total = countIn(headers.total);
  const { content, rows, envelope } = plain;
  if (rows || !isRecord(content)) return { ...plain, words, total };
  const known = LIST_KEYS.find(([pattern]) => pattern.test(path))?.[1];
  const isPage = total !== undefined || headers.link !== undefined || words !== undefined;
  const key = known !== undefined && Array.isArray(content[known]) ? known : isPage ? onlyList(content) : '';
  if (!key) return { ...plain, words, total };
  const { [key]: list, ...beside } = content;
  const all = { ...envelope, ...beside };
  return {
    content: list,
    rows: list as unknown[],
    envelope: Object.keys(all).length > 0 ? all : undefined,
    words,
    total: total ?? (known ? bodyTotal(beside) : undefined),
  };
}

/** The link to the next page, from the answer's header or from an address in its body. */
export function linkIn({ answer, words }: Read): string | undefined {
  return nextLink(answer.headers.link) ?? words?.link;
}

/** Whether an answer says that another page follows. */
export function saysNext(read: Read): boolean {
  const { words } = read;
  return (
    linkIn(read) !== undefined ||
    words?.another === true ||
    words?.page !== undefined ||
    words?.cursor !== undefined
  );
}

/** Whether an answer says anything at all about the pages of its list. */
export function saysAnything({ answer, words, total }: Read): boolean {
  return total !== undefined || answer.headers.link !== undefined || words !== undefined;
}

/** Merges two envelopes: lists are joined, and for anything else the later value counts. */
export function mergedEnvelopes(
  before: Opened['envelope'],
  after: Opened['envelope'],
): Readonly<Record<string, unknown>> | undefined {
  if (!before || !after) return before ?? after;
  const merged: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(after)) {
    const earlier = merged[name];
    merged[name] = Array.isArray(earlier) && Array.isArray(value) ? [...earlier, ...value] : value;
  }
  return merged;
}

function single(content: unknown, envelope: Opened['envelope']): Opened {
  return { content, rows: undefined, envelope };
}

/** The name of the only list in an object; undefined if there is none, or more than one. */
function onlyList(content: Readonly<Record<string, unknown>>): string | undefined {
  const lists = Object.keys(content).filter((name) => Array.isArray(content[name]));
  return lists.length === 1 ? lists[0] : undefined;
}

function bodyTotal({ total }: Readonly<Record<string, unknown>>): number | undefined {
  return typeof total === 'number' && Number.isSafeInteger(total) && total >= 0 ? total : undefined;
}
