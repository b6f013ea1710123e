import { countIn } from './answer-headers.js';
import { opened, type Read, saysNext } from './opened.js';
import type { Answer, Page } from './page.js';

/** A single call's answer as the only page. */
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

/** An answer that is no list although a list was to be read: as the only page, which says so if there is more of it. */
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

/** The rows that an object holds as far as can be told: those of its longest list. */
function rowsWithin(content: unknown): number {
  if (typeof content !== 'object' || content === null) return 0;
  const lists = Object.values(content).filter(Array.isArray);
  return Math.max(0, ...lists.map((list) => list.length));
}
