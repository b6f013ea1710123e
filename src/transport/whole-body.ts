import { tooLarge } from './body-limit.js';
import type { WholeBody } from './buffer-pool.js';
import type { Sockets } from './dispatcher.js';
import type { Holding } from './reading-room.js';
import type { RawHeaders, Sink } from './sink.js';
import { codingOf, unpacked } from './unpack.js';

/** Holds a body in memory until it is complete, and unpacks it. The memory limits apply to this sink only. */
export class WholeBodySink implements Sink<WholeBody> {
  readonly #holding: Holding;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #headers: RawHeaders = {};

  /** @param host where the answer comes from, for errors to name */
  constructor(
    private readonly host: string,
    private readonly sockets: Pick<Sockets, 'buffers' | 'reading'>,
  ) {
    this.#holding = sockets.reading.open();
  }

  head(_status: number, headers: RawHeaders): void {
    this.#headers = headers;
  }

  /** @throws ProcoreError PROCORE_TOO_LARGE */
  chunk(bytes: Buffer): undefined | Promise<void> {
    const { limits } = this.sockets.reading;
    this.#size += bytes.length;
    this.#chunks.push(bytes);
    this.#holding.take(bytes.length);
    if (this.#size > limits.one) throw tooLarge(this.host, limits);
    return this.#holding.hasRoom ? undefined : this.#holding.waitForRoom();
  }

  end(): WholeBody | Promise<WholeBody> {
    const { buffers, reading } = this.sockets;
    const holding = this.#holding;
    const packed = buffers.joined(this.#chunks, this.#size);
    const isPacked = packed.bytes.length > 0 && codingOf(this.#headers, this.host) === 'gzip';
    if (!isPacked) return this.#held(packed);
    const place = { reading, buffers, holding, host: this.host };
    return unpacked(packed, place).then((body) => this.#held(body));
  }

  #held({ bytes, release }: WholeBody): WholeBody {
    return {
      bytes,
      release: () => {
        release();
        this.#holding.release();
      },
    };
  }

  fail(reason: unknown): void {
    this.#holding.stop(reason);
    this.#holding.release();
  }
}
