import { configError } from '../errors.js';
import { parseJsonText, RISKY_DIGITS } from '../transport/json-text.js';

const LONG_RUN = new RegExp(`\\d{${RISKY_DIGITS}}`);

/**
 * Parses JSON text; integers beyond 2^53 become texts with every digit.
 * @throws ProcoreError PROCORE_CONFIG with the position of the fault but without the text, which may contain secrets
 */
export function parseJsonField(text: string, field: string): unknown {
  try {
    const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
    return LONG_RUN.test(plain) ? parseJsonText(plain) : JSON.parse(plain);
  } catch (error) {
    const place = /position \d+( \(line \d+ column \d+\))?/.exec(
      error instanceof Error ? error.message : '',
    )?.[0];
    throw configError(
      `The field "${field}" is not valid JSON${place ? ` at ${place}` : ''}.`,
      'Correct the JSON in the node or the message.',
    );
  }
}
