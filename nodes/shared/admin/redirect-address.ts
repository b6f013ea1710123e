import type { Request } from 'express';
import { configError } from '../../../src/errors.js';

const PATH = '/procore/callback';

/**
 * The address to which Procore sends the browser back. The editor sends it, since only the browser knows its own
 * address behind proxies. It must have the origin of the request itself, so that a code never goes to anybody else.
 * @throws ProcoreError PROCORE_CONFIG
 */
export function redirectAddress(text: string, headers: Request['headers']): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.href !== text || url.search || url.hash || url.username || !url.pathname.endsWith(PATH)) {
    throw configError(`The redirect address does not end with ${PATH}.`, 'Reload the editor.');
  }
  if (!isOwn(url, headers)) {
    throw configError(
      'The redirect address is not that of this Node-RED.',
      'Open the editor at the address that the reverse proxy passes on in the Host header, or type the code in.',
    );
  }
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)) return url.href;
  throw configError(
    'Procore sends codes to https:// addresses and to this machine alone, and the editor is open at neither.',
    'Open the editor by https:// or on the machine itself, or type the code in.',
  );
}

/**
 * Browsers send the origin of the requesting page with every POST, and no page can change that. Behind a proxy that
 * rewrites Host, the two still show whether page and address have the same origin.
 */
function isOwn(url: URL, headers: Request['headers']): boolean {
  const { host, origin } = headers;
  if (origin !== undefined && origin !== url.origin) return false;
  return url.host === host || (origin !== undefined && headers['sec-fetch-site'] === 'same-origin');
}
