import type { Readable } from 'node:stream';
import { configError, ProcoreError } from '../errors.js';

/** A body that is read while it is sent. It is opened for every attempt, so that a request can be sent again. */
export interface StreamBody {
  /** Bytes, exactly. */
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

/** One reading of a stream body, for undici: it is opened when the request is on a socket, and not before. */
export class OutgoingBody {
  #source: Readable | undefined;

  /** @param moved told of every piece that goes out */
  constructor(
    private readonly body: StreamBody,
    private readonly moved: () => void,
  ) {}

  /**
   * One piece is held back until the next one or the end has come: a body of another size must never make a complete
   * request.
   * @throws ProcoreError PROCORE_CONFIG if it cannot be read, or is not as long as it was said to be
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

  /** Ends the reading, also in the middle of a piece that does not come. */
  stop(): void {
    this.#source?.destroy();
  }
}

/** An incomplete body makes no request: Procore has done nothing with it. */
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
