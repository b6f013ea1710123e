import type { Plan } from '../plan.js';
import type { Address } from '../transport/address.js';
import { declaredType } from '../transport/body-form.js';
import { VERSION } from '../version.js';

/** What the headers of a call are made from. */
export interface HeaderParts {
  readonly plan: Plan;
  /** The address that the call was made for. */
  readonly url: Address;
  /** Origin of the connection's own API. */
  readonly apiOrigin: string;
  readonly accessToken: string;
  /** @default what the plan or its operation declares */
  readonly contentType?: string | undefined;
  /** @default 'application/json' */
  readonly accept?: string;
}

/**
 * The headers of a call to an address, which may be the target of a redirect. The token and the company go only to the
 * connection's own API, whatever made the call. Headers of the flow go only to the origin that the call was made for.
 * The connection's own headers come last, so that nothing can override them.
 */
export function headersTo(to: Address, parts: HeaderParts): Record<string, string> {
  const { plan, url, apiOrigin, accessToken, contentType = contentTypeOf(plan) } = parts;
  const headers: Record<string, string> = {
    accept: parts.accept ?? 'application/json',
    'user-agent': `node-red-procore/${VERSION}`,
  };
  const { origin } = to;
  if (to === url || origin === url.origin) {
    for (const name in plan.headers) headers[name] = plan.headers[name] as string;
    if (plan.body !== undefined) headers['content-type'] = contentType;
  }
  if (origin === apiOrigin) {
    if (plan.companyId) headers['procore-company-id'] = plan.companyId;
    headers.authorization = `Bearer ${accessToken}`;
  }
  return headers;
}

/** The content type of a plan's body: the one in its headers, or else the one that its operation declares. */
export function contentTypeOf({ headers, method, path }: Plan): string {
  return headers['content-type'] ?? declaredType(method, path);
}
