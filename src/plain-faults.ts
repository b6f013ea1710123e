import type { z } from 'zod';

/**
 * Sentences for the faults that a schema has no sentence for, for zod's `safeParse`: its own speak of what it expected and
 * received.
 * @param what names a field in the sentence, e.g. `The setting`
 */
export function plainFaults(what: string): z.core.ParseContext<z.core.$ZodIssue> {
  return {
    error: ({ code, path = [], ...issue }) => {
      const field = `${what} "${path.join('.')}"`;
      const { values } = issue as { values?: readonly unknown[] };
      return code === 'invalid_value' && values
        ? `${field} must be one of ${values.join(', ')}.`
        : `${field} is of the wrong type.`;
    },
  };
}
