import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The toxics of Toxiproxy, under its names; times in ms, sizes in bytes. `down` is the proxy's own: `proxy.down()`. */
export type Toxic = {
  /** Which way it works; the answers' unless told. */
  readonly stream?: 'upstream' | 'downstream';
  /** Only so many connections from when it was set; all unless told. */
  readonly first?: number;
} & (
  | { readonly type: 'latency'; readonly latency: number; readonly jitter?: number }
  | { readonly type: 'bandwidth'; readonly bytesPerSecond: number }
  | { readonly type: 'slicer'; readonly size: number; readonly delay: number }
  | { readonly type: 'limit_data'; readonly bytes: number }
  /** Holds everything back and closes after the time; with 0 never. */
  | { readonly type: 'timeout'; readonly timeout: number }
  /** A reset (RST) so long after the first bytes; what comes before it passes. */
  | { readonly type: 'reset_peer'; readonly timeout: number }
  /** The end of the stream is passed on late. */
  | { readonly type: 'slow_close'; readonly delay: number }
);

/** What a stream is handed in by the bandwidth toxic. */
const SLICES_A_SECOND = 20;

/** A TCP proxy in front of a server of this machine, which spoils what passes as it is told. */
export class TcpProxy {
  /** Connections taken since the start. */
  connections = 0;
  readonly #pairs = new Set<Pair>();
  #toxics: Array<{ toxic: Toxic; left: number }> = [];
  #server: Server | undefined;

  private constructor(
    private readonly target: URL,
    private port: number,
  ) {}

  /** @param target origin of the server behind, with its port */
  static async start(target: string): Promise<TcpProxy> {
    const proxy = new TcpProxy(new URL(target), 0);
    await proxy.up();
    return proxy;
  }

  get url(): string {
    return `${this.target.protocol}//${this.target.hostname}:${this.port}`;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#pairs.size;
  }

  /** Replaces the toxics; they hold for connections made from now on. */
  set(...toxics: Toxic[]): void {
    this.#toxics = toxics.map((toxic) => ({ toxic, left: toxic.first ?? Number.POSITIVE_INFINITY }));
  }

  /** Listens again, on the port it had. */
  async up(): Promise<void> {
    if (this.#server) return;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
  }

  /** Cuts every connection and refuses new ones. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const pair of this.#pairs) pair.cut();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  /** For good. */
  close(): Promise<void> {
    return this.down();
  }

  #accept(client: Socket): void {
    this.connections++;
    const mine = this.#toxics.filter((entry) => entry.left-- > 0).map(({ toxic }) => toxic);
    const server = connect({
      host: this.target.hostname,
      port: Number(this.target.port),
      allowHalfOpen: true,
    });
    const pair = new Pair(client, server, mine);
    this.#pairs.add(pair);
    pair.closed.then(() => this.#pairs.delete(pair));
  }
}

/** One connection: the client's socket and the one to the server. */
class Pair {
  readonly closed: Promise<unknown>;
  readonly #ended = new AbortController();

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    toxics: readonly Toxic[],
  ) {
    const way = (stream: 'upstream' | 'downstream') =>
      toxics.filter((toxic) => (toxic.stream ?? 'downstream') === stream);
    this.#pump(client, server, way('upstream'));
    this.#pump(server, client, way('downstream'));
    const gone = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));
    this.closed = Promise.all([gone(client), gone(server)]).then(() => this.#ended.abort());
  }

  /** Closes both ends at once. */
  cut(): void {
    this.#ended.abort();
    this.client.destroy();
    this.server.destroy();
  }

  #reset(): void {
    this.#ended.abort();
    this.client.resetAndDestroy();
    this.server.destroy();
  }

  #pump(from: Socket, to: Socket, toxics: readonly Toxic[]): void {
    let passed = 0;
    let line: Promise<unknown> = Promise.resolve();
    const next = (work: () => Promise<void>) => {
      // A wait that was cut short has nothing left to do.
      line = line.then(() => (this.#ended.signal.aborted ? undefined : work())).catch(() => undefined);
    };
    from.on('data', (chunk: Buffer) => {
      from.pause();
      next(async () => {
        const first = passed === 0;
        passed += chunk.length;
        await this.#spoiled(chunk, toxics, to, first, passed);
        from.resume();
      });
    });
    from.on('end', () =>
      next(async () => {
        for (const toxic of toxics) if (toxic.type === 'slow_close') await this.#wait(toxic.delay);
        to.end();
      }),
    );
    // A socket that broke takes the other with it, as a reset.
    from.on('error', () => this.#reset());
    from.on('close', () => from.readableEnded || this.cut());
  }

  async #spoiled(
    chunk: Buffer,
    toxics: readonly Toxic[],
    to: Socket,
    first: boolean,
    passed: number,
  ): Promise<void> {
    let pieces = [chunk];
    let pause = 0;
    for (const toxic of toxics) {
      if (toxic.type === 'latency') {
        await this.#wait(toxic.latency + (toxic.jitter ?? 0) * (2 * Math.random() - 1));
      } else if (toxic.type === 'timeout') {
        if (toxic.timeout > 0) this.#later(toxic.timeout, () => this.cut());
        await this.#held(to);
      } else if (toxic.type === 'reset_peer') {
        if (toxic.timeout === 0) return this.#reset();
        if (first) this.#later(toxic.timeout, () => this.#reset());
      } else if (toxic.type === 'limit_data') {
        const room = toxic.bytes - (passed - chunk.length);
        if (chunk.length >= room) {
          await this.#write(to, chunk.subarray(0, Math.max(0, room)));
          to.end(() => this.cut());
          return;
        }
      } else if (toxic.type === 'slicer') {
        pieces = pieces.flatMap((piece) => sliced(piece, toxic.size));
        pause = toxic.delay;
      } else if (toxic.type === 'bandwidth') {
        const size = Math.max(1, Math.round(toxic.bytesPerSecond / SLICES_A_SECOND));
        pieces = pieces.flatMap((piece) => sliced(piece, size));
        pause = 1000 / SLICES_A_SECOND;
      }
    }
    for (const piece of pieces) {
      await this.#write(to, piece);
      if (pause > 0) await this.#wait(pause);
    }
  }

  async #write(to: Socket, bytes: Buffer): Promise<void> {
    if (bytes.length > 0 && !to.write(bytes)) await once(to, 'drain', { signal: this.#ended.signal });
  }

  /** Until the connection is over; a peer that hangs up must not be held open for ever. */
  #held(peer: Socket): Promise<never> {
    if (peer.readableEnded) this.cut();
    else peer.once('end', () => this.cut());
    return new Promise((_, reject) => {
      this.#ended.signal.addEventListener('abort', () => reject(this.#ended.signal.reason), { once: true });
      if (this.#ended.signal.aborted) reject(this.#ended.signal.reason);
    });
  }

  #wait(ms: number): Promise<void> {
    return sleep(Math.max(0, ms), undefined, { signal: this.#ended.signal });
  }

  #later(ms: number, work: () => void): void {
    this.#wait(ms).then(work, () => undefined);
  }
}

function sliced(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}
