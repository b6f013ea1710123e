import type { Readable } from 'node:stream';
import { configError, ProcoreError } from '../errors.js';

/** A body that is read while it is sent. It is opened for every attempt, so that a request can be sent again. */
export interface StreamBody {
  /** The exact number of bytes. */
  readonly size: number;
  open(): Readable;
}

/** What a request carries. */
export type Body = string | Buffer | StreamBody;

/** Whether a value is a {@link StreamBody}. */
export function isStreamBody(value: unknown): value is StreamBody {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  const { size, open } = value as Partial<StreamBody>;
  return typeof open === 'function' && Number.isSafeInteger(size) && (size as number) >= 0;
}

/** One reading of a stream body, for undici. The stream is not opened before the request is on a socket. */
export class OutgoingBody {
  #source: Readable | undefined;

  /** @param moved called for every piece that is sent */
  constructor(
    private readonly body: StreamBody,
    private readonly moved: () => void,
  ) {}

  /**
   * Keeps each piece until the next one or the end has come, so that a body of the wrong size never makes a complete
   * request.
   * @throws ProcoreError PROCORE_CONFIG if the body cannot be read, or does not have the size it was said to have
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    const { size } = this.body;
    let read = 0;
    let held: Buffer | undefined;
    try {
      this.#source = this.body.open();
      for await (const piece of this.#source) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : (piece as Buffer);
        read += bytes.length;
        if (read > size) throw wrongSize(size);
        this.moved();
        if (held) yield held;
        held = bytes;
      }
      if (read !== size) throw wrongSize(size);
    } catch (thrown) {
      throw thrown instanceof ProcoreError ? thrown : unreadable(thrown);
    }
    if (held) yield held;
  }

  /** Stops reading, even while waiting for the next piece. */
  stop(): void {
    this.#source?.destroy();
  }
}

/** The body was incomplete and so was the request, so Procore has done nothing with it. */
function unreadable(thrown: unknown): ProcoreError {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? ` (${thrown.code})` : '';
  return new ProcoreError(
    {
      code: 'PROCORE_CONFIG',
      cause: `The body could not be read to its end${code}.`,
      fix: 'See that the file is there and may be read, then send it again.',
      who: 'developer',
    },
    undefined,
    thrown,
  );
}

function wrongSize(size: number): ProcoreError {
  return configError(
    `The body is not the ${size} bytes long that it was said to be.`,
    'See that nothing writes to the file while it is sent.',
  );
}
