import { randomUUID } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { ProcoreError } from '../errors.js';
import type { Receiver, Sink } from './sink.js';

/** Bytes that may wait for the disk before the socket is paused. */
const WAITING = 1024 * 1024;

/** A file that was written. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Writes bodies to a file. The file gets its name only when all of it is on the disk. After a failure there is no new
 * file, and one that had the name before is still there.
 */
export function intoFile(path: string): Receiver<WrittenFile> {
  return { deadline: 'idle', repeatable: true, open: () => new FileSink(path) };
}

class FileSink implements Sink<WrittenFile> {
  readonly #part: string;
  #stream: WriteStream | undefined;
  #written: Promise<void> | undefined;
  #drained: { resolve(): void; reject(reason: unknown): void } | undefined;
  #fault: ProcoreError | undefined;
  #bytes = 0;

  constructor(private readonly path: string) {
    this.#part = `${path}.${randomUUID()}.part`;
  }

  head(): void {
    const stream = this.#opened();
    this.#stream = stream;
    this.#written = finished(stream);
    // The fault is raised in `end`, or at the next piece.
    this.#written.catch((thrown: unknown) => {
      this.#fault ??= unwritable(this.path, thrown);
      this.#drained?.reject(this.#fault);
    });
    stream.on('drain', () => this.#drained?.resolve());
  }

  #opened(): WriteStream {
    try {
      return createWriteStream(this.#part, { flags: 'wx', flush: true, highWaterMark: WAITING });
    } catch (thrown) {
      // The path is not valid, e.g. there is a NUL in it.
      throw unwritable(this.path, thrown);
    }
  }

  chunk(bytes: Buffer): undefined | Promise<void> {
    if (this.#fault) throw this.#fault;
    this.#bytes += bytes.length;
    if (this.#stream?.write(bytes)) return undefined;
    return new Promise((resolve, reject) => {
      this.#drained = { resolve, reject };
    });
  }

  async end(): Promise<WrittenFile> {
    try {
      this.#stream?.end();
      await this.#written;
      await rename(this.#part, this.path);
      return { path: this.path, bytes: this.#bytes };
    } catch (thrown) {
      throw this.#fault ?? unwritable(this.path, thrown);
    }
  }

  async fail(): Promise<void> {
    this.#stream?.destroy();
    await this.#written?.catch(() => undefined);
    await rm(this.#part, { force: true }).catch(() => undefined);
  }
}

function unwritable(path: string, thrown: unknown): ProcoreError {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? ` (${thrown.code})` : '';
  return new ProcoreError(
    {
      code: 'PROCORE_CONFIG',
      cause: `The file ${path} could not be written${code}.`,
      fix: 'Check that its folder is there, may be written to, and has room.',
      who: 'developer',
    },
    undefined,
    thrown,
  );
}
