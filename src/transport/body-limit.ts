import { ProcoreError } from '../errors.js';

/** Bytes of one answer, on the wire and after decompression. A page of 2,000 rows is about 2.3 MB. */
export const MAX_BYTES = 64 * 1024 * 1024;

/** @param host where the answer came from */
export function tooLarge(host: string): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_TOO_LARGE',
    cause: `The answer of ${host} is larger than ${MAX_BYTES / 1024 / 1024} MB.`,
    fix: 'Ask for less at once: a filter, smaller pages, fewer fields.',
    who: 'developer',
  });
}
