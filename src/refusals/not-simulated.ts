import type { FailedAnswer } from '../errors.js';
import type { Explanation } from './reasons.js';

/**
 * Reads the answer that the simulator, which a Demo connection runs, gives for an operation that it does not have: 501
 * and the reason `not simulated`. Procore itself has no such answer.
 * @returns the simulator's list of what it has instead; undefined for any other answer
 */
export function servedInstead({ status, body }: FailedAnswer): string | undefined {
  if (status !== 501 || typeof body !== 'object' || body === null) return undefined;
  const { reason, served } = body as { reason?: unknown; served?: unknown };
  return reason === 'not simulated' && typeof served === 'string' ? served : undefined;
}

/** @param what the operation by its name, or by method and path if it has none */
export function notSimulated(what: string, served: string): Explanation {
  return {
    code: 'PROCORE_NOT_FOUND',
    cause: `The demo has no ${what}. It answers: ${served}.`,
    fix: 'Choose one of these, or a connection with a key of your own.',
    who: 'developer',
  };
}
