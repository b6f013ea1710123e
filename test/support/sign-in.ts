import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignInPlace } from '../../src/index.js';

const folder = mkdtempSync(join(tmpdir(), 'procore-sign-in-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** A place for a sign-in, and the state file that it is in. */
export interface Place extends SignInPlace {
  readonly path: string;
  readonly earlierFile: string;
}

/** A new place for a sign-in, that goes with the process. */
export function newPlace(): Place {
  const own = join(mkdtempSync(join(folder, '-')), 'procore');
  return { id: 'connection', path: join(own, 'state.db'), earlierFile: join(own, 'connection.json') };
}

/**
 * Presses a button of the simulator's consent page.
 * @returns where it leads: the redirect, or the page it stays on
 */
async function decide(authorizeUrl: URL, decision: 'allow' | 'deny' = 'allow'): Promise<string> {
  const page = await (await fetch(authorizeUrl)).text();
  const request = /name="request" value="(\w+)"/.exec(page)?.[1];
  if (!request) throw new Error(`No consent page: ${page}`);
  const answer = await fetch(new URL('/oauth/authorize', authorizeUrl), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ request, decision }),
  });
  return answer.headers.get('location') ?? answer.text();
}

/** The query of a redirect. */
export async function redirected(authorizeUrl: URL, decision?: 'allow' | 'deny'): Promise<URLSearchParams> {
  return new URL(await decide(authorizeUrl, decision)).searchParams;
}

/** The code of an out-of-band page. */
export async function shownCode(authorizeUrl: URL): Promise<string> {
  return /<code id="code">(\w+)</.exec(await decide(authorizeUrl))?.[1] ?? '';
}
