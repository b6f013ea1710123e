import type { NamedValue } from '../../../src/catalogue/values.js';
import type { Picks } from './demo-ids.js';
import type { KnownBody } from './known-bodies.js';

/** The header by which a test knows the requests of its nodes. */
export const MARK = 'x-body';

/** What a request node stores of a body and of the path that belongs to it. */
export function requestNode(
  { operation: { method, path, name } }: KnownBody,
  { companyId, params }: Picks,
  { body, rows }: { readonly body: string; readonly rows: readonly NamedValue[] },
  mark: string,
): Record<string, unknown> {
  return {
    method,
    path,
    operation: name,
    company: companyId,
    companyType: 'num',
    params: params.map((row) => ({ ...row, type: 'str' })),
    headers: JSON.stringify({ [MARK]: mark }),
    headersType: 'json',
    body,
    bodyType: 'json',
    bodyRows: rows,
    messageInputs: 'taken',
  };
}
