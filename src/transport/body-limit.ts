import { getHeapStatistics } from 'node:v8';
import { ProcoreError } from '../errors.js';

const MEGABYTE = 1024 * 1024;

/** Bytes of one answer at most, however much memory there is. A page of 2,000 rows is about 2.3 MB. */
const MOST = 64 * MEGABYTE;

/** Bytes that one answer may have however small the heap is: a page must be readable. */
const LEAST = 4 * MEGABYTE;

/**
 * Bytes of heap for each byte of an answer. One byte of JSON comes to 28 bytes of values at worst (measured on V8: `[`
 * within `[`; `{}` comes to 21, ordinary rows to 2), and half of the heap is left to everything else.
 */
const HEAP_PER_BYTE = 64;

/** What an answer may unpack to before its ratio counts, bytes. */
const FREE_OF_RATIO = MEGABYTE;

/** Times its size that an answer may unpack to. Lists of rows come to 10 to 50; gzip itself can do 1,030. */
const HIGHEST_RATIO = 200;

/** How much of answers may be held at once, before and after they are unpacked. */
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

/** Whether so many bytes are more than an answer unpacks to that is meant to be read. */
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
