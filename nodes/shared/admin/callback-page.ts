import { createHash } from 'node:crypto';

/** The editor opened the window, so it may close itself. */
const SCRIPT = 'setTimeout(() => window.close(), 500)';
const STYLE = 'body{font:16px/1.5 system-ui,sans-serif;max-width:32em;margin:4em auto;padding:0 1em}';

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Headers of the page that the browser comes back to: it loads nothing, sends nothing, is not cached and cannot be
 * framed.
 */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    `default-src 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE)}; ` +
    `base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * The page, with a text of the catalogue and nothing from the request. After a failure it stays open, so that it can be
 * read.
 */
export function callbackPage(text: string, closes: boolean): string {
  const script = closes ? `<script>${SCRIPT}</script>` : '';
  return (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">' +
    `<title>Procore</title><style>${STYLE}</style></head><body><p>${escaped(text)}</p>${script}</body></html>\n`
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
