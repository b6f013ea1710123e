import { createGunzip } from 'node:zlib';
import { ProcoreError } from '../errors.js';
import { isBomb, tooLarge, tooTight } from './body-limit.js';
import type { BodyRoom, WholeBody } from './body-room.js';
import type { Holding, ReadingRoom } from './reading-room.js';

/** Bytes that are unpacked at a time, at most. */
const LARGEST_PIECE = 64 * 1024;

/** Codings there are beside gzip. Others are not repeated: a header may hold anything. */
const OTHER_CODINGS = new Set(['br', 'compress', 'deflate', 'zstd']);

/** Where a body is unpacked, and what it may take. */
export interface UnpackingPlace {
  readonly reading: ReadingRoom;
  readonly room: BodyRoom;
  /** What the answer holds already. */
  readonly holding: Holding;
  /** Where the answer came from, for what errors say. */
  readonly host: string;
}

/**
 * A body as it was before it was packed for the way; the same where it was not. Packed bytes are released.
 * @param encoding as its header tells
 * @throws ProcoreError PROCORE_TOO_LARGE; PROCORE_BAD_RESPONSE where it is damaged, or packed in a way that was not asked for
 */
export async function unpacked(
  whole: WholeBody,
  encoding: string,
  place: UnpackingPlace,
): Promise<WholeBody> {
  const { host, room } = place;
  const coding = encoding.trim().toLowerCase();
  if (whole.bytes.length === 0 || coding === 'identity') return whole;
  if (coding !== 'gzip' && coding !== 'x-gzip') {
    const named = OTHER_CODINGS.has(coding) ? ` (${coding})` : '';
    throw damaged(`${host} answered in a coding that was not asked for${named}.`);
  }
  try {
    const { chunks, size } = await inflated(whole.bytes, place);
    return room.joined(chunks, size);
  } catch (thrown) {
    const isZlib = thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('Z_');
    throw isZlib ? damaged(`The compressed answer of ${host} is damaged.`) : thrown;
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

/** The last four bytes of gzip tell the size (RFC 1952): a small answer takes no large piece. They are not trusted with more. */
function pieceOf(packed: Buffer): number {
  const told = packed.length >= 4 ? packed.readUInt32LE(packed.length - 4) : LARGEST_PIECE;
  return Math.min(Math.max(told, 1024), LARGEST_PIECE);
}

function damaged(cause: string): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_BAD_RESPONSE',
    transient: true,
    cause,
    fix: 'Try again; if it stays, a proxy in between may be changing answers.',
    who: 'try again later',
  });
}
