/** The few web pages of the login host. They show nothing from a request. */
import type { Answer } from './http.js';

/**
 * The page that is shown if no app asks for anything. Some clients fetch it before they ask for client credentials
 * (ProPyCore does); they need an answer to go on.
 */
export function signInPage(): Answer {
  return page(200, 'Simulated sign-in', '<p>No app asks for access.</p>');
}

/** Asks the person whether the app may act for them. @param request the name under which the decision comes back */
export function consentPage(request: string, person: string): Answer {
  const button = (decision: string, label: string) =>
    `<button type="submit" name="decision" value="${decision}">${label}</button>`;
  return page(
    200,
    'Simulated sign-in',
    `<h1>Simulated sign-in</h1><p>Signed in as ${escaped(person)}. An app wants to act for you.</p>` +
      `<form method="post" action="/oauth/authorize"><input type="hidden" name="request" value="${request}">` +
      `${button('allow', 'Allow')} ${button('deny', 'Deny')}</form>`,
  );
}

/** Shows the code of an out-of-band redirect, to be copied. */
export function codePage(code: string): Answer {
  return page(200, 'Authorization code', `<h1>Authorization code</h1><code id="code">${code}</code>`);
}

/** Shows an error that must not be sent back to the app, since the app may be an impostor. */
export function refusedPage(status: number, text: string): Answer {
  return page(status, 'An error has occurred', `<h1>An error has occurred</h1><p>${escaped(text)}</p>`);
}

function page(status: number, title: string, body: string): Answer {
  const text =
    `<!DOCTYPE html><html lang="en"><head><title>${title}</title>` +
    `<meta name="csrf-token" content="simulated"></head><body>${body}</body></html>\n`;
  return { status, headers: { 'Cache-Control': 'no-store' }, text, type: 'text/html; charset=utf-8' };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
