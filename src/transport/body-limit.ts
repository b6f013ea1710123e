import { getHeapStatistics } from 'node:v8';
import { ProcoreError } from '../errors.js';

const MEGABYTE = 1024 * 1024;

/** Most bytes of one answer, however much memory there is. A page of 2,000 rows is about 2.3 MB. */
const MOST = 64 * MEGABYTE;

/** Bytes that one answer may always have, however small the heap is, since a page must be readable. */
const LEAST = 4 * MEGABYTE;

/**
 * Bytes of heap per byte of an answer. One byte of JSON becomes 28 bytes of values at worst (measured on V8: nested
 * `[`; `{}` becomes 21, ordinary rows 2), and half of the heap is left to everything else.
 */
const HEAP_PER_BYTE = 64;

/** Unpacked bytes up to which the ratio is not checked. */
const FREE_OF_RATIO = MEGABYTE;

/** Highest ratio of unpacked to packed size. Lists of rows reach 10 to 50; gzip itself can reach 1,030. */
const HIGHEST_RATIO = 200;

/** How many bytes of answers may be held at once, packed and unpacked. */
export interface BodyLimits {
  /** Bytes of one answer. */
  readonly one: number;
  /** Bytes of all answers of a client that are being read at the same time. */
  readonly all: number;
}

/** @param heap bytes that the heap of this process may grow to */
export function limitsOf(heap: number = getHeapStatistics().heap_size_limit): BodyLimits {
  const share = Math.max(LEAST, Math.floor(heap / HEAP_PER_BYTE));
  return { one: Math.min(MOST, share), all: share };
}

/** Whether an answer unpacks to more than an honest answer would (a decompression bomb). */
export function isBomb(packed: number, size: number): boolean {
  return size > FREE_OF_RATIO && size > packed * HIGHEST_RATIO;
}

/** @param host where the answer came from */
export function tooLarge(host: string, { one }: BodyLimits): ProcoreError {
  const size = `larger than ${Math.floor((one / MEGABYTE) * 10) / 10} MB`;
  return tooMuch(
    one < MOST
      ? `The answer of ${host} is ${size}, the most that is read with the memory Node.js has here.`
      : `The answer of ${host} is ${size}.`,
    one < MOST ? ' Or give Node.js more memory (--max-old-space-size).' : '',
  );
}

/** @param host where the answer came from */
export function tooTight(host: string): ProcoreError {
  return tooMuch(
    `The answer of ${host} unpacks to more than ${HIGHEST_RATIO} times its size, which is not read to its end.`,
    '',
  );
}

function tooMuch(cause: string, more: string): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_TOO_LARGE',
    cause,
    fix: `Ask for less at once: a filter, smaller pages, fewer fields.${more}`,
    who: 'developer',
  });
}
