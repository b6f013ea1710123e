/**
 * The host of files. Procore's file addresses lead to storage on another host. Such an address is signed, and the bearer
 * token must not be sent to it (`best_practices/secure_file_access_tips.md`).
 */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  storageAccessDenied,
  storageMethodUnknown,
  storageRangeOutside,
  storageTwoAuthorizations,
} from './assumed-answers.js';
import type { Answer, Call } from './http.js';
import { fileAt, pathOf } from './made-files.js';

/** The content of an object that is not held in memory. */
export interface Content {
  /** Bytes. */
  readonly size: number;
  open(): Readable;
}

interface StoredObject {
  readonly content: Buffer | Content;
  readonly type: string;
  readonly signature: string;
}

export class Storage {
  readonly #objects = new Map<string, StoredObject>();
  #port = '';

  /** Tells the storage where it listens, so that addresses of files can lead to it. */
  listensAt(url: string): void {
    this.#port = new URL(url).port;
  }

  /** Stores an object. @returns its path and query, with the signature */
  put(content: Buffer | Content, type: string): string {
    const path = `/objects/${randomUUID()}`;
    const signature = randomBytes(16).toString('hex');
    this.#objects.set(path, { content, type, signature });
    return `${path}?sig=${signature}`;
  }

  /**
   * The address of a record's file, on the host name by which the caller reached the API.
   * @param origin scheme and authority that the caller used
   * @param name the file's name, with one of the endings that are made
   */
  addressOf(origin: string, id: number, name: string): string {
    const url = URL.canParse(origin) ? new URL(origin) : new URL('http://localhost');
    url.port = this.#port;
    return `${url.origin}${pathOf(id, name)}`;
  }

  answer(call: Call): Answer {
    const { method, path, query, headers } = call;
    if (method !== 'GET' && method !== 'HEAD') return storageMethodUnknown();
    if (headers.authorization !== undefined) return storageTwoAuthorizations();
    const object = this.#objects.get(path) ?? fileAt(path);
    if (object?.signature !== query.get('sig')) return storageAccessDenied();
    return object ? sent(object, call) : storageAccessDenied();
  }
}

/** The whole object, or the range of it that is asked for. */
function sent({ content, type, signature }: StoredObject, { headers }: Call): Answer {
  const size = Buffer.isBuffer(content) ? content.length : content.size;
  const tag = `"${createHash('md5').update(`${signature} ${size}`).digest('hex')}"`;
  const common = { 'Accept-Ranges': 'bytes', ETag: tag };
  const range = isMeant(headers['if-range'], tag) ? rangeIn(headers.range, size) : undefined;
  if (range === 'outside') return storageRangeOutside(size);
  const { from, to } = range ?? { from: 0, to: size - 1 };
  const length = to - from + 1;
  const bytes = Buffer.isBuffer(content)
    ? content.subarray(from, to + 1)
    : part(content.open(), from, length, size);
  return {
    status: range ? 206 : 200,
    type,
    headers: {
      ...common,
      'Content-Length': String(length),
      ...(range && { 'Content-Range': `bytes ${from}-${to}/${size}` }),
    },
    bytes,
  };
}

/** `If-Range`: a range is meant for the object that the caller knows; of another one it gets the whole. */
function isMeant(known: string | string[] | undefined, tag: string): boolean {
  return known === undefined || known === tag;
}

/** `bytes=0-99`, `bytes=100-` or `bytes=-100`. Several ranges, and what cannot be read, count as none, as with S3. */
function rangeIn(
  header: string | undefined,
  size: number,
): { from: number; to: number } | 'outside' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return from >= size || from > to ? 'outside' : { from, to };
}

/** A part of a stream. What comes before it is read and dropped; what comes after it is not read. */
function part(stream: Readable, from: number, length: number, size: number): Readable {
  if (length === size) return stream;
  return Readable.from(
    (async function* () {
      let skip = from;
      let left = length;
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        const bytes = chunk.subarray(skip, skip + left);
        skip = Math.max(0, skip - chunk.length);
        left -= bytes.length;
        if (bytes.length > 0) yield bytes;
        if (left === 0) return;
      }
    })(),
    { objectMode: false },
  );
}
