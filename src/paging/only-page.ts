import { countIn } from './answer-headers.js';
import { opened, type Read, saysNext } from './opened.js';
import type { Answer, Page } from './page.js';

/** The answer of a single call as its only page. */
export function onlyPage(answer: Answer, path: string, limit = Number.POSITIVE_INFINITY): Page {
  const { content, rows, envelope } = opened(answer.body, path);
  const total = countIn(answer.headers.total);
  return {
    ...answer,
    body: rows && rows.length > limit ? rows.slice(0, limit) : content,
    isList: rows !== undefined,
    total,
    last: true,
    ...(envelope && { envelope }),
  };
}

/** The only page of an answer that is not a list, although a list was requested. It says so if there is more of it. */
export function unpaged(read: Read, limit?: number): Page {
  const { answer, content, envelope, total } = read;
  const known = rowsWithin(content);
  const isMore = saysNext(read) || (total !== undefined && total > known);
  const isWanted = known < (limit ?? Number.POSITIVE_INFINITY);
  return {
    ...answer,
    body: content,
    isList: false,
    total,
    last: true,
    ...(envelope && { envelope }),
    ...(isMore && isWanted && { incomplete: { read: known, total } }),
  };
}

/** The number of rows in an object, as far as we can tell: the length of its longest list. */
function rowsWithin(content: unknown): number {
  if (typeof content !== 'object' || content === null) return 0;
  const lists = Object.values(content).filter(Array.isArray);
  return Math.max(0, ...lists.map((list) => list.length));
}
