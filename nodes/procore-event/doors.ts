import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import type { ProcoreError } from '../../src/errors.js';
import { EVENTS_PATH } from '../../src/events/address.js';
import type { Gate } from '../../src/events/gate.js';
import type { Listener } from '../../src/events/listener.js';
import type { Receiver } from '../../src/events/receiver.js';
import type { Connection, State } from '../../src/index.js';
import { steadyNow } from '../../src/steady-clock.js';
import { keepUnparsed } from './unparsed.js';

/**
 * ms that a deployment may take without costing a delivery: so long the route lets one wait, and a listener goes on
 * without a node. Procore waits for 5 s.
 */
const DEPLOYING = 3_000;
const LOOK = 50;

/** A node that wants to receive. */
export interface Wish {
  readonly node: string;
  /** The name of its inbox. */
  readonly inbox: string;
  readonly connection: Pick<Connection, 'receiverPort' | 'publicUrl' | 'gateUser' | 'gatePassword'>;
  readonly state: State;
  /** The values by which deliveries are known, the newest first. */
  readonly values: readonly string[];
}

/** Where a node receives. */
export interface Door {
  /** The address for Procore. With a gate, it ends with a secret. */
  readonly url: string;
  /** The header that Node-RED itself asks for, if it does. */
  readonly gate?: Gate;
  /** Why Procore cannot get through: Node-RED asks for a password that the connection does not have. */
  readonly shut?: ProcoreError;
  /** Tries the gate. @returns why Node-RED refuses what Procore sends; undefined if it does not, or nobody can tell */
  refusal?(): Promise<ProcoreError | undefined>;
  /** Why nothing is received there any more. */
  readonly failure?: Promise<ProcoreError>;
  /** From now on, deliveries with these values are received. */
  accept(values: readonly string[]): Promise<void>;
  /** Idempotent. */
  close(): void;
}

interface SharedListener {
  readonly listener: Listener;
  holders: number;
  /** The newest holder of each node. */
  readonly nodes: Map<string, () => void>;
}

/** Where deliveries come in: a route of Node-RED's own server, or a listener with its own port. */
export class Doors {
  /** Receivers behind the route; undefined while their node is being deployed again. */
  readonly #receivers = new Map<string, Receiver | undefined>();
  readonly #listeners = new Map<string, SharedListener>();
  #hasRoute = false;

  constructor(private readonly RED: NodeAPI) {}

  /** The path of the route on Node-RED's server, as the dialog shows it. */
  get path(): string {
    const { httpNodeRoot } = this.RED.settings as { httpNodeRoot?: string | false };
    return `${String(httpNodeRoot || '/').replace(/(?<!\/)\/+$/, '')}${EVENTS_PATH}/`;
  }

  /** Whether Node-RED asks for a password on the route: then the Authorization header is not free for a secret. */
  get isGuarded(): boolean {
    return Boolean(this.#asks);
  }

  get #asks(): unknown {
    return (this.RED.settings as { httpNodeAuth?: unknown }).httpNodeAuth;
  }

  /**
   * @param signal closes the door when it is aborted: before the state that deliveries are stored in is closed
   * @throws ProcoreError PROCORE_NETWORK if the port cannot be used
   */
  async open(wish: Wish, signal: AbortSignal): Promise<Door> {
    const isRoute = wish.connection.receiverPort === 0;
    const door = await (isRoute ? this.#openRoute(wish) : this.#openListener(wish));
    let isOpen = true;
    const close = () => {
      if (isOpen) door.close();
      isOpen = false;
    };
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    return {
      get url() {
        return door.url;
      },
      ...(door.gate && { gate: door.gate }),
      ...(door.refusal && { refusal: door.refusal }),
      ...(door.shut && { shut: door.shut }),
      ...(door.failure && { failure: door.failure }),
      accept: door.accept,
      close,
    };
  }

  async #openRoute({ node, inbox: name, state, values, connection }: Wish): Promise<Door> {
    const [{ Inbox }, { Receiver, digestOf }, { addressEnd, gateFor, gateRefused }] = await Promise.all([
      import('../../src/events/inbox.js'),
      import('../../src/events/receiver.js'),
      import('../../src/events/gate.js'),
    ]);
    this.#addRoute();
    const { gate, shut } = gateFor(this.#asks, connection) ?? {};
    const place = gate ? 'path' : 'header';
    const inbox = new Inbox(state.queue, name, { now: steadyNow });
    let receiver: Receiver | undefined;
    let end = '';
    const accept = async (valid: readonly string[]) => {
      const known = gate ? valid.map((value) => addressEnd(value, gate)) : valid;
      receiver = new Receiver((events) => inbox.accept(events), { digests: known.map(digestOf), place });
      this.#receivers.set(node, receiver);
      end = gate ? `/${known[0]}` : '';
    };
    await accept(values);
    const start = `${connection.publicUrl ?? ''}${this.path}${node}`;
    return {
      get url() {
        return start + end;
      },
      ...(gate && {
        gate,
        refusal: async () => {
          const { isRefusedHere } = await import('../../src/events/gate-check.js');
          return (await isRefusedHere(this.RED.server, start, gate)) ? gateRefused() : undefined;
        },
      }),
      ...(shut && { shut }),
      accept,
      close: () => {
        if (this.#receivers.get(node) === receiver) this.#receivers.set(node, undefined);
      },
    };
  }

  /** One route for all nodes, since a route of Node-RED's server cannot be taken away by documented means. */
  #addRoute(): void {
    if (this.#hasRoute) return;
    this.#hasRoute = true;
    keepUnparsed(this.RED.httpNode, (url) => url.startsWith(this.path));
    const answer = (request: Request, response: Response) => void this.#answer(request, response);
    this.RED.httpNode.post(`${EVENTS_PATH}/:node`, answer);
    this.RED.httpNode.post(`${EVENTS_PATH}/:node/:secret`, answer);
  }

  async #answer(request: Request, response: Response): Promise<void> {
    const { node = '', secret } = request.params as { node?: string; secret?: string };
    const { answerDelivery } = await import('../../src/events/http.js');
    for (let waited = 0; this.#receivers.has(node) && !this.#receivers.get(node); waited += LOOK) {
      if (waited >= DEPLOYING) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
    await answerDelivery(request, response, this.#receivers.get(node), secret);
  }

  async #openListener(wish: Wish): Promise<Door> {
    const { node, inbox, state, values, connection } = wish;
    const { receiverPort: port, publicUrl = '' } = connection;
    const [{ openListener }, { digestOf }, { systemRuntime }] = await Promise.all([
      import('../../src/events/listener.js'),
      import('../../src/events/receiver.js'),
      import('../../src/runtime.js'),
    ]);
    const key = JSON.stringify([port, state.path]);
    let shared = this.#listeners.get(key);
    if (!shared?.listener.isAlive) {
      const { uiHost: host } = this.RED.settings as { uiHost?: string };
      const log = {
        debug: () => undefined,
        warn: (text: string) => this.RED.log.warn(`[procore] ${text}`),
      };
      const listener = openListener({ port, host, path: state.path, queue: state.queue }, systemRuntime(log));
      shared = { listener, holders: 0, nodes: new Map() };
      this.#listeners.set(key, shared);
    }
    const { listener } = shared;
    const held = shared;
    held.holders++;
    const end = () => {
      if (held.holders > 0) return;
      if (this.#listeners.get(key) === held) this.#listeners.delete(key);
      listener.close().catch(() => undefined);
    };
    const close = () => {
      held.holders--;
      setTimeout(() => {
        if (held.nodes.get(node) === close) listener.stop(node);
        end();
      }, DEPLOYING).unref();
    };
    held.nodes.set(node, close);
    const accept = (known: readonly string[]) =>
      listener.open({ node, inbox, digests: known.map(digestOf), place: 'header' });
    try {
      await accept(values);
    } catch (failure) {
      close();
      throw failure;
    }
    const url = `${publicUrl}${EVENTS_PATH}/${node}`;
    return { url, failure: listener.failure, accept, close };
  }
}
