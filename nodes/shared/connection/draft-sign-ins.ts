import type { NodeAPI } from 'node-red';
import { configError } from '../../../src/errors.js';
import type { Client, UserSession } from '../../../src/index.js';
import { boundTo, type ShownConnection } from './bound-to.js';
import { type ConnectionNode, isConnectionNode } from './connection-node.js';
import { type OpenClient, openClient, type SignInStore } from './open-client.js';
import { logOf, stateFolder } from './state-door.js';

/** ms for which a sign-in waits for its connection to be deployed. */
const PATIENCE = 3_600_000;

/** Most connections that wait at a time; the one that waits longest is dropped. */
const MOST = 20;

/** A connection that somebody signs in to before it is deployed. */
interface Waiting {
  readonly id: string;
  /** Its state has the sign-in, in memory. */
  readonly opened: Promise<OpenClient>;
  readonly end: NodeJS.Timeout;
}

/** The session of a person, and whether it waits for its connection to be deployed. */
export interface ShownSession {
  readonly user: UserSession;
  readonly isDraft: boolean;
}

/**
 * The sign-ins to connections that are not deployed as their dialog shows them. They stay in memory. As soon as the
 * connection is deployed with the same hosts and key, it gets its sign-in. If that does not happen in time, the person is
 * signed out, so that no token is left that nobody knows of.
 */
export class DraftSignIns {
  /** By what the sign-in belongs to, the one that waits longest first. */
  readonly #waiting = new Map<string, Waiting>();

  /** @param patience ms for which a sign-in waits. @default an hour */
  constructor(
    private readonly RED: NodeAPI,
    private readonly patience = PATIENCE,
  ) {}

  /** Whether a sign-in may wait for the connection with this id. */
  has(id: string): boolean {
    return [...this.#waiting.values()].some((waiting) => waiting.id === id);
  }

  /**
   * The session of a connection: that of the deployed node if its hosts and key are the same, else the one that waits.
   * @param belongsTo what {@link boundTo} says of the connection
   * @throws ProcoreError if the deployed connection cannot be opened
   */
  async sessionOf(id: string, belongsTo: string): Promise<ShownSession | undefined> {
    const node = this.#deployed(id, belongsTo);
    if (node) return session((await node.client()).user, false);
    const waiting = this.#waiting.get(belongsTo);
    return waiting && session((await waiting.opened).client.user, true);
  }

  /**
   * The session in which somebody is about to sign in; one that waits if the connection is not deployed as it is shown.
   * @throws ProcoreError PROCORE_CONFIG
   */
  async begin(shown: ShownConnection): Promise<ShownSession> {
    const belongsTo = boundTo(this.RED, shown);
    if (stateFolder(this.RED) === undefined) throw noFolder();
    if (!this.#deployed(shown.id, belongsTo)) this.#wait(shown, belongsTo);
    const found = await this.sessionOf(shown.id, belongsTo);
    if (!found) throw noFolder();
    return found;
  }

  /**
   * Where a client that is opened for a dialog finds the sign-in. Undefined where the deployed connection has the same
   * hosts and key: then it is in the state of the key.
   * @throws ProcoreError PROCORE_CONFIG
   */
  async placeOf(shown: ShownConnection): Promise<SignInStore | undefined> {
    const belongsTo = boundTo(this.RED, shown);
    if (this.#deployed(shown.id, belongsTo)) return undefined;
    const open = await this.#waiting.get(belongsTo)?.opened;
    return { id: shown.id, store: open?.client.state.store };
  }

  /**
   * Gives a connection that was just deployed the sign-in that waits for it, if there is one.
   * @throws ProcoreError PROCORE_STATE if it cannot be stored; it goes on waiting
   */
  async claim(shown: ShownConnection, client: Client): Promise<void> {
    if (!this.has(shown.id)) return;
    const belongsTo = boundTo(this.RED, shown);
    const waiting = this.#waiting.get(belongsTo);
    const from = (await waiting?.opened)?.client.user;
    if (from && (await client.user?.takeOver(from))) await this.#end(belongsTo);
  }

  /** After somebody signed in: the connection may have been deployed meanwhile. @throws ProcoreError as {@link claim} */
  async settle(id: string, belongsTo: string): Promise<void> {
    const node = this.#deployed(id, belongsTo);
    if (node) await this.claim({ id, node, def: node.def }, await node.client());
    else this.#refresh(belongsTo);
  }

  /** Signs out whoever waits for a connection that will not be deployed. */
  async drop(shown: ShownConnection): Promise<void> {
    await this.#dropped(boundTo(this.RED, shown));
  }

  /** The deployed node with this id, if the sign-in is its own. */
  #deployed(id: string, belongsTo: string): ConnectionNode | undefined {
    const node = this.RED.nodes.getNode(id);
    if (!isConnectionNode(node)) return undefined;
    try {
      return boundTo(this.RED, { id, node, def: node.def }) === belongsTo ? node : undefined;
    } catch {
      // It is not filled in correctly, so it is not the one in the dialog.
      return undefined;
    }
  }

  #wait({ id, node, def }: ShownConnection, belongsTo: string): void {
    this.#refresh(belongsTo);
    if (this.#waiting.has(belongsTo)) return;
    for (const [oldest] of this.#waiting) if (this.#waiting.size >= MOST) void this.#dropped(oldest);
    const opened = openClient(this.RED, node, def, { log: logOf(this.RED), isDraft: true, signIn: { id } });
    const end = setTimeout(() => void this.#dropped(belongsTo), this.patience).unref();
    this.#waiting.set(belongsTo, { id, opened, end });
    opened.catch(() => this.#forget(belongsTo));
  }

  #refresh(belongsTo: string): void {
    this.#waiting.get(belongsTo)?.end.refresh();
  }

  /** Never rejects: nobody waits for it. */
  async #dropped(belongsTo: string): Promise<void> {
    const opened = this.#forget(belongsTo)?.opened;
    try {
      const open = await opened;
      await open?.client.user?.signOut().finally(() => open.close());
    } catch {
      // The tokens are forgotten here. The client has logged that Procore could not be told.
    }
  }

  async #end(belongsTo: string): Promise<void> {
    const open = await this.#forget(belongsTo)?.opened;
    await open?.close();
  }

  #forget(belongsTo: string): Waiting | undefined {
    const waiting = this.#waiting.get(belongsTo);
    clearTimeout(waiting?.end);
    this.#waiting.delete(belongsTo);
    return waiting;
  }
}

function session(user: UserSession | undefined, isDraft: boolean): ShownSession {
  if (!user) throw noFolder();
  return { user, isDraft };
}

function noFolder() {
  return configError(
    'This Node-RED has no user directory to keep a sign-in in.',
    'Set userDir in settings.js.',
  );
}
