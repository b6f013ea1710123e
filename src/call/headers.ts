import type { Plan } from '../plan.js';
import { declaredType } from '../transport/body-form.js';
import { VERSION } from '../version.js';

/** What the headers of a call are made from. */
export interface HeaderParts {
  readonly plan: Plan;
  /** The address that the call was made for. */
  readonly url: URL;
  /** The connection's own API. */
  readonly apiUrl: URL;
  readonly accessToken: string;
  /** @default what the plan or its operation declares */
  readonly contentType?: string | undefined;
  /** @default 'application/json' */
  readonly accept?: string;
}

/**
 * The headers of a call for an address, to which a redirect may have led. The token and the company are for the
 * connection's own API and nobody else, whatever made the call; what the flow wrote is for the address it was written for.
 * What the connection decides comes last, so that nothing else can.
 */
export function headersTo(to: URL, parts: HeaderParts): Record<string, string> {
  const { plan, url, apiUrl, accessToken, contentType = contentTypeOf(plan) } = parts;
  const headers: Record<string, string> = {
    accept: parts.accept ?? 'application/json',
    'user-agent': `node-red-procore/${VERSION}`,
  };
  if (to.origin === url.origin) {
    for (const name in plan.headers) headers[name] = plan.headers[name] as string;
    if (plan.body !== undefined) headers['content-type'] = contentType;
  }
  if (to.origin === apiUrl.origin) {
    if (plan.companyId) headers['procore-company-id'] = plan.companyId;
    headers.authorization = `Bearer ${accessToken}`;
  }
  return headers;
}

/** The content type of a plan's body: of its headers, or else the one that its operation declares. */
export function contentTypeOf({ headers, method, path }: Plan): string {
  return headers['content-type'] ?? declaredType(method, path);
}
