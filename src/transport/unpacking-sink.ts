import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import { asProcoreError } from '../errors.js';
import type { RawHeaders, Sink } from './sink.js';
import { damagedGzip } from './unpack.js';

/** Unpacks a body on its way into another sink. Storage may answer in gzip although nobody asked for it. */
export class UnpackingSink<T> implements Sink<T> {
  readonly #gunzip = createGunzip();
  #pumped: Promise<void> | undefined;
  #fault: { readonly reason: unknown } | undefined;

  /** @param host where the answer comes from, for errors to name */
  constructor(
    private readonly host: string,
    private readonly into: Sink<T>,
  ) {
    // The error is handled where the pieces are read. Without a listener it would end the process.
    this.#gunzip.on('error', () => undefined);
  }

  head(status: number, headers: RawHeaders): void {
    this.into.head(status, headers);
    this.#pumped = this.#pump();
    this.#pumped.catch((reason: unknown) => {
      this.#fault = { reason };
    });
  }

  async chunk(bytes: Buffer): Promise<void> {
    if (this.#fault) throw this.#fault.reason;
    if (!this.#gunzip.write(bytes)) await Promise.race([once(this.#gunzip, 'drain'), this.#pumped]);
  }

  async end(): Promise<T> {
    this.#gunzip.end();
    await this.#pumped;
    return this.into.end();
  }

  async fail(reason: unknown): Promise<void> {
    this.#gunzip.destroy(asProcoreError(reason));
    await this.into.fail(reason);
  }

  async #pump(): Promise<void> {
    try {
      for await (const bytes of this.#gunzip as AsyncIterable<Buffer>) await this.into.chunk(bytes);
    } catch (thrown) {
      const isZlib = thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('Z_');
      throw isZlib ? damagedGzip(this.host, thrown) : thrown;
    }
  }
}
