/**
 * The host of files. Procore's file addresses lead to storage on another host. Such an address is signed, and the bearer
 * token must not be sent to it (`best_practices/secure_file_access_tips.md`).
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { storageAccessDenied, storageMethodUnknown, storageTwoAuthorizations } from './assumed-answers.js';
import type { Answer, Call } from './http.js';

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

  /** Stores an object. @returns its path and query, with the signature */
  put(content: Buffer | Content, type: string): string {
    const path = `/objects/${randomUUID()}`;
    const signature = randomBytes(16).toString('hex');
    this.#objects.set(path, { content, type, signature });
    return `${path}?sig=${signature}`;
  }

  answer({ method, path, query, headers }: Call): Answer {
    if (method !== 'GET' && method !== 'HEAD') return storageMethodUnknown();
    if (headers.authorization !== undefined) return storageTwoAuthorizations();
    const object = this.#objects.get(path);
    if (object?.signature !== query.get('sig')) return storageAccessDenied();
    const { content, type } = object;
    if (Buffer.isBuffer(content)) return { status: 200, type, bytes: content };
    const length = { 'Content-Length': String(content.size) };
    return { status: 200, type, headers: length, bytes: content.open() };
  }
}
