import { createGunzip } from 'node:zlib';
import { ProcoreError } from '../errors.js';
import { isBomb, tooLarge, tooTight } from './body-limit.js';
import type { BufferPool, WholeBody } from './buffer-pool.js';
import { textOf } from './headers.js';
import type { Holding, ReadingRoom } from './reading-room.js';
import type { RawHeaders } from './sink.js';

/** Most bytes that are unpacked at a time. */
const LARGEST_PIECE = 64 * 1024;

/** Known codings besides gzip. Errors repeat no others, since a header may hold anything. */
const OTHER_CODINGS = new Set(['br', 'compress', 'deflate', 'zstd']);

/** The memory to unpack a body in. */
export interface UnpackingPlace {
  readonly reading: ReadingRoom;
  readonly buffers: BufferPool;
  /** The memory that the answer holds already. */
  readonly holding: Holding;
  /** The host that the answer came from, which errors name. */
  readonly host: string;
}

/**
 * How a body was packed for transfer.
 * @param host where it came from, for errors to name
 * @throws ProcoreError PROCORE_BAD_RESPONSE for a coding that was not asked for
 */
export function codingOf(headers: RawHeaders, host: string): 'gzip' | 'identity' {
  const encoding = headers['content-encoding'];
  if (!encoding) return 'identity';
  const coding = textOf(encoding).trim().toLowerCase();
  if (coding === 'gzip' || coding === 'x-gzip') return 'gzip';
  if (coding === 'identity') return coding;
  const named = OTHER_CODINGS.has(coding) ? ` (${coding})` : '';
  throw damaged(`${host} answered in a coding that was not asked for${named}.`);
}

/**
 * Unpacks a gzip body and releases the packed bytes.
 * @throws ProcoreError PROCORE_TOO_LARGE; PROCORE_BAD_RESPONSE if it is damaged
 */
export async function unpacked(whole: WholeBody, place: UnpackingPlace): Promise<WholeBody> {
  const { host, buffers } = place;
  try {
    const { chunks, size } = await inflated(whole.bytes, place);
    return buffers.joined(chunks, size);
  } catch (thrown) {
    const isZlib = thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('Z_');
    throw isZlib ? damagedGzip(host, thrown) : thrown;
  } finally {
    whole.release();
  }
}

async function inflated(
  packed: Buffer,
  { reading, holding, host }: UnpackingPlace,
): Promise<{ readonly chunks: readonly Buffer[]; readonly size: number }> {
  const stream = createGunzip({ chunkSize: pieceOf(packed) });
  stream.end(packed);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > reading.limits.one) throw tooLarge(host, reading.limits);
    if (isBomb(packed.length, size)) throw tooTight(host);
    holding.take(chunk.length);
    chunks.push(chunk);
    if (!holding.hasRoom) await holding.waitForRoom();
  }
  return { chunks, size };
}

/**
 * Bytes to unpack at a time. The last four bytes of gzip hold the unpacked size (RFC 1952), so that a small answer
 * takes no large piece. They are trusted for nothing else.
 */
function pieceOf(packed: Buffer): number {
  const told = packed.length >= 4 ? packed.readUInt32LE(packed.length - 4) : LARGEST_PIECE;
  return Math.min(Math.max(told, 1024), LARGEST_PIECE);
}

/** @param origin what zlib threw */
export function damagedGzip(host: string, origin: unknown): ProcoreError {
  return damaged(`The compressed answer of ${host} is damaged.`, origin);
}

function damaged(cause: string, origin?: unknown): ProcoreError {
  const fix = 'Try again; if it stays, a proxy in between may be changing answers.';
  return new ProcoreError(
    { code: 'PROCORE_BAD_RESPONSE', transient: true, cause, fix, who: 'try again later' },
    undefined,
    origin,
  );
}
