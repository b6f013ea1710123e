import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { ProcoreError } from '../errors.js';

/** Bytes of one answer, on the wire and after decompression. A page of 2,000 rows is about 2.3 MB. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Room that is kept from one body for the next, at most, in bytes: for a page of 2,000 rows and some more. */
const MOST_KEPT = 4 * 1024 * 1024;

const inflate = promisify(gunzip);

/** A body that has come in full. */
export interface WholeBody {
  readonly bytes: Buffer;
  /** Ends the use of `bytes`: what they stand in may be filled by another body from now on. Once is enough. */
  release(): void;
}

/**
 * Reads bodies whole. The room that one was put together in serves the next one when its reader has released it, so that
 * a long list does not leave every page behind for the garbage collector (measured: 20 MB less for 30,000 rows).
 */
export class BodyReader {
  #spare: Buffer | undefined;

  /**
   * @param encoding of the body, as its header tells
   * @param host where it came from, for what errors say
   * @throws ProcoreError PROCORE_TOO_LARGE; PROCORE_BAD_RESPONSE where it cannot be decompressed; what the stream met
   */
  async read(
    body: Dispatcher.ResponseData['body'],
    encoding: string | undefined,
    host: string,
  ): Promise<WholeBody> {
    const whole = await this.#collected(body, host);
    if (encoding === undefined) return whole;
    const bytes = await decompressed(whole.bytes, encoding, host);
    if (bytes === whole.bytes) return whole;
    whole.release();
    return notOurs(bytes);
  }

  /** By its events: an async iteration costs a turn of the event loop a chunk. */
  #collected(body: Dispatcher.ResponseData['body'], host: string): Promise<WholeBody> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      body.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > MAX_BYTES) body.destroy(tooLarge(host));
      });
      body.on('end', () => resolve(this.#joined(chunks, size)));
      body.on('error', reject);
    });
  }

  #joined(chunks: readonly Buffer[], size: number): WholeBody {
    // The socket's own memory, which is not ours to fill again.
    if (chunks.length <= 1) return notOurs(chunks[0] ?? Buffer.alloc(0));
    const room = this.#room(size);
    let at = 0;
    for (const chunk of chunks) at += chunk.copy(room, at);
    let released = false;
    return {
      bytes: room.subarray(0, size),
      release: () => {
        if (!released && room.length <= MOST_KEPT) this.#spare = room;
        released = true;
      },
    };
  }

  /** Belongs to who asked until it is released; others get room of their own meanwhile. */
  #room(size: number): Buffer {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare && spare.length >= size) return spare;
    // By powers of two, so that pages of about the same size fit the same room.
    return Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(size)));
  }
}

function notOurs(bytes: Buffer): WholeBody {
  return { bytes, release: () => undefined };
}

async function decompressed(bytes: Buffer, encoding: string, host: string): Promise<Buffer> {
  const coding = encoding.trim().toLowerCase();
  if (bytes.length === 0 || coding === 'identity') return bytes;
  if (coding !== 'gzip' && coding !== 'x-gzip') {
    throw damaged(`${host} answered in a coding that was not asked for (${coding}).`);
  }
  try {
    return await inflate(bytes, { maxOutputLength: MAX_BYTES });
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    throw code === 'ERR_BUFFER_TOO_LARGE'
      ? tooLarge(host)
      : damaged(`The compressed answer of ${host} is damaged.`);
  }
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

function tooLarge(host: string): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_TOO_LARGE',
    cause: `The answer of ${host} is larger than ${MAX_BYTES / 1024 / 1024} MB.`,
    fix: 'Ask for less at once: a filter, smaller pages, fewer fields.',
    who: 'developer',
  });
}
