import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { Connection } from '../../../src/connection.js';
import type { Logger, Runtime, State } from '../../../src/index.js';

/** A state that is held until it is released. */
export interface HeldState {
  readonly state: State;
  /** Idempotent. */
  release(): Promise<void>;
}

interface Shared {
  state: State;
  readonly path: string | undefined;
  /** Whether its Procore ends with the process too: nothing of it is worth keeping once nobody holds it. */
  readonly isDemo: boolean;
  holders: number;
}

/**
 * The door to what is known for longer than one message: one state per key in this process, shared by all connections,
 * drafts and deployments that use the key.
 *
 * When the last holder releases a state, its file is closed and all that may be lost is forgotten, since a deployment
 * may follow a newly granted permission. The used quota stays known while its windows count. A state without a file
 * stays, since it could not be read again from anywhere.
 */
export class StateDoor {
  readonly #shared = new Map<string, Shared>();

  /** Number of states that are kept, held or not. */
  get size(): number {
    return this.#shared.size;
  }

  /** Holds the state of a key. @param folder the folder of the state files; undefined for a state in memory */
  async hold(
    folder: string | undefined,
    { loginUrl, clientId, environment }: Pick<Connection, 'loginUrl' | 'clientId' | 'environment'>,
    runtime: Runtime,
  ): Promise<HeldState> {
    const { fileState, memoryState } = await import('../../../src/state/state.js');
    const key = JSON.stringify([folder ?? '', loginUrl.origin, clientId]);
    const path = folder === undefined ? undefined : join(folder, `${hashOf(loginUrl.origin, clientId)}.db`);
    this.#sweep(key);
    let shared = this.#shared.get(key);
    if (!shared) {
      const state = path === undefined ? memoryState(runtime) : fileState(path, runtime);
      shared = { state, path, isDemo: environment === 'demo', holders: 0 };
      this.#shared.set(key, shared);
    } else if (shared.holders === 0 && path !== undefined) {
      shared.state = fileState(path, runtime, shared.state.quota);
    }
    shared.holders++;
    return { state: shared.state, release: once(() => this.#letGo(shared)) };
  }

  async #letGo(shared: Shared): Promise<void> {
    if (--shared.holders > 0) return;
    shared.state.cache.clear();
    if (shared.path !== undefined) await shared.state.close();
  }

  /**
   * Forgets the states of other keys if nothing holds them, their quota no longer counts, and they can be read again or
   * were about a demo, which has another address each time it starts.
   */
  #sweep(wanted: string): void {
    for (const [key, { state, path, isDemo, holders }] of this.#shared) {
      if (key === wanted || holders > 0 || !state.quota.isIdle) continue;
      if (path === undefined && !isDemo) continue;
      this.#shared.delete(key);
      if (isDemo) state.close().catch(() => undefined);
    }
  }
}

/** The only door of this process. */
const door = new StateDoor();

/** Holds the state of a connection's key. The state of a demo is in memory, since its simulator ends with the process. */
export async function holdState(RED: NodeAPI, connection: Connection): Promise<HeldState> {
  const { systemRuntime } = await import('../../../src/index.js');
  const folder = connection.environment === 'demo' ? undefined : stateFolder(RED);
  return door.hold(folder, connection, systemRuntime(logOf(RED)));
}

/** The log for what belongs to no node: a state and a draft live longer than each of them. */
export function logOf(RED: NodeAPI): Logger {
  return {
    debug: (text) => RED.log.debug(`[procore] ${text}`),
    warn: (text) => RED.log.warn(`[procore] ${text}`),
  };
}

/** The folder for states and catalogues; undefined if Node-RED has no user directory. */
export function stateFolder(RED: NodeAPI): string | undefined {
  const { userDir } = RED.settings as { userDir?: string };
  return userDir ? join(userDir, 'procore') : undefined;
}

function hashOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
