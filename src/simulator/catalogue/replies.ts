/** Replies to RFIs: the body that was written is shown as plain and as rich text, with the name of who wrote it. */
import type { Row } from '../data/rows.js';
import { WRITTEN } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';

export function replyFields(row: Row): Fields {
  const own: Fields = { ...row, ...row[WRITTEN] };
  if (own.body === undefined) return {};
  const author = isFields(own.created_by) ? own.created_by : {};
  return {
    plain_text_body: own.body,
    rich_text_body: own.body,
    answer_date: own.created_at,
    official: own.official ?? false,
    created_by_name: author.name,
  };
}
