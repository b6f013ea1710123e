import type { Gate } from './gate.js';
import { REASONS } from './http.js';

/** What a request to an address for deliveries has found there. */
export type Reach =
  /** This Node-RED. */
  | 'reached'
  /** A receiver of this package with a node behind it, here or elsewhere. */
  | 'receiver'
  /** A receiver of this package without that node. */
  | 'undeployed'
  /** Something that asks for a password. */
  | 'password'
  /** Something that sends elsewhere; Procore does not follow. */
  | 'redirected'
  /** Another server. */
  | 'other'
  | 'unknownHost'
  | 'certificate'
  | 'late'
  | 'unanswered';

export interface Reached {
  readonly result: Reach;
  /** The status of the answer, if there was one. */
  readonly status?: number;
  /** ms until the answer was there. */
  readonly ms: number;
}

/** ms that an answer may take. Procore waits for 5 s. */
const PATIENCE = 5_000;

/** Most characters of an answer that are read. */
const LONGEST = 1_000;

/**
 * Sends a request to an address as Procore would send an event, and finds out who answers. Never throws.
 * @param expected what only this Node-RED can answer
 * @param clock ms
 * @param gate the Authorization header that something in front asks for
 */
export async function reach(
  url: string,
  expected: string,
  clock: () => number,
  gate?: Gate,
): Promise<Reached> {
  const began = clock();
  const took = () => Math.round(clock() - began);
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(gate && { authorization: gate.reveal() }) },
      body: '{}',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    });
    const text = await beginningOf(answer);
    return { result: resultOf(answer, text, expected), status: answer.status, ms: took() };
  } catch (thrown) {
    return { result: failureOf(thrown), ms: took() };
  }
}

function resultOf({ status, headers }: Response, text: string, expected: string): Reach {
  if (status === 200 && text === expected) return 'reached';
  if (status === 401 && text.includes(REASONS[401])) return 'receiver';
  if (status === 404 && text.includes(REASONS[404])) return 'undeployed';
  if (status === 401 || status === 407 || headers.has('www-authenticate')) return 'password';
  return status >= 300 && status < 400 ? 'redirected' : 'other';
}

/** The beginning of an answer, however long it is. */
async function beginningOf({ body }: Response): Promise<string> {
  if (!body) return '';
  const decoder = new TextDecoder();
  let text = '';
  // Leaving the loop ends the answer.
  for await (const chunk of body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length >= LONGEST) break;
  }
  return text.slice(0, LONGEST);
}

function failureOf(thrown: unknown): Reach {
  const { name, cause } = thrown as { readonly name?: unknown; readonly cause?: { readonly code?: unknown } };
  if (name === 'TimeoutError') return 'late';
  const code = String(cause?.code ?? '');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknownHost';
  return code.includes('CERT') || code.includes('TLS') || code.includes('SSL') || code.includes('SIGNATURE')
    ? 'certificate'
    : 'unanswered';
}
