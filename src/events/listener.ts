import type { ProcoreError } from '../errors.js';
import type { WorkQueue } from '../queue/work-queue.js';
import type { Runtime } from '../runtime.js';
import { Inbox } from './inbox.js';
import { Receiver } from './receiver.js';
import { openServer, type ReceiverServer } from './server.js';
import type { Receiving, ThreadData } from './thread/orders.js';
import { ReceiverThread, unusablePort } from './thread/receiver-thread.js';

/** Receives deliveries to several nodes on a port of its own. */
export interface Listener {
  /** Whether it can receive: it has not failed, and was not closed. */
  readonly isAlive: boolean;
  /** The port it listens on. @throws ProcoreError PROCORE_NETWORK if it cannot listen */
  readonly listening: Promise<number>;
  /** Why it receives no more; pending as long as it does, and after `close`. */
  readonly failure: Promise<ProcoreError>;
  /** Resolves when the node's deliveries are received; replaces what was said about the node before. */
  open(receiving: Receiving): Promise<void>;
  stop(node: string): void;
  close(): Promise<void>;
}

/** Where a listener listens, and whose events it stores. */
export interface ListenerPlace extends Omit<ThreadData, 'path'> {
  /** The state's file; undefined if it is in memory. */
  readonly path: string | undefined;
  readonly queue: WorkQueue;
}

/** A listener in its own thread; in this one if the state is in memory, which only this thread has. */
export function openListener(
  { path, queue, ...place }: ListenerPlace,
  runtime: Pick<Runtime, 'now' | 'log'>,
): Listener {
  if (path !== undefined) return new ReceiverThread({ path, ...place }, runtime.log);
  return new LocalListener(place, queue, runtime);
}

class LocalListener implements Listener {
  readonly listening: Promise<number>;
  readonly failure: Promise<ProcoreError>;
  isAlive = true;
  readonly #receivers = new Map<string, Receiver>();
  readonly #server: ReceiverServer;

  constructor(
    place: Omit<ThreadData, 'path'>,
    private readonly queue: WorkQueue,
    private readonly runtime: Pick<Runtime, 'now'>,
  ) {
    let ready: (port: number) => void = () => undefined;
    let fail: (failure: ProcoreError) => void = () => undefined;
    this.listening = new Promise((resolve, reject) => {
      [ready, fail] = [resolve, reject];
    });
    this.failure = new Promise((resolve) => {
      this.listening.catch(resolve);
    });
    this.#server = openServer(place, (node) => this.#receivers.get(node), {
      listening: (port) => ready(port),
      failed: ({ message, code = '' }) => {
        this.isAlive = false;
        fail(unusablePort(place.port, message, code));
      },
    });
  }

  async open({ node, inbox: name, digests, place }: Receiving): Promise<void> {
    await this.listening;
    const inbox = new Inbox(this.queue, name, this.runtime);
    this.#receivers.set(node, new Receiver((events) => inbox.accept(events), { digests, place }));
  }

  stop(node: string): void {
    this.#receivers.delete(node);
  }

  close(): Promise<void> {
    this.isAlive = false;
    return this.#server.close();
  }
}
