import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { Connection } from '../../../src/connection.js';
import type { Runtime, State } from '../../../src/index.js';

/** A state that is held, until it is let go of. */
export interface HeldState {
  readonly state: State;
  /** Doing so twice counts once. */
  release(): Promise<void>;
}

interface Shared {
  state: State;
  readonly path: string | undefined;
  holders: number;
}

/**
 * The door to what is known beyond a single message: one state for each key in this process, shared by all connections,
 * drafts and deployments that use it.
 *
 * When the last one lets go, a file is closed, and what may be lost is forgotten: a deployment may follow on a permission
 * that was granted. The use of the quota stays known while its windows count, and a state without a file stays, since there
 * is nothing that it could be read from again.
 */
export class StateDoor {
  readonly #shared = new Map<string, Shared>();

  /** States that are kept, held or not. */
  get size(): number {
    return this.#shared.size;
  }

  /**
   * The state of a key.
   * @param folder where the files are; undefined for a state in memory
   */
  async hold(
    folder: string | undefined,
    { loginUrl, clientId }: Pick<Connection, 'loginUrl' | 'clientId'>,
    runtime: Runtime,
  ): Promise<HeldState> {
    const { fileState, memoryState } = await import('../../../src/state/state.js');
    const key = JSON.stringify([folder ?? '', loginUrl.origin, clientId]);
    const path = folder === undefined ? undefined : join(folder, `${hashOf(loginUrl.origin, clientId)}.db`);
    this.#sweep(key);
    let shared = this.#shared.get(key);
    if (!shared) {
      const state = path === undefined ? memoryState(runtime) : fileState(path, runtime);
      shared = { state, path, holders: 0 };
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

  /** Forgets the states of other keys that nobody holds, once their quota counts no more and they can be read again. */
  #sweep(wanted: string): void {
    for (const [key, { state, path, holders }] of this.#shared) {
      if (key !== wanted && holders === 0 && path !== undefined && state.quota.isIdle)
        this.#shared.delete(key);
    }
  }
}

/** The only one of this process. */
const door = new StateDoor();

/**
 * Holds the state of a connection's key. That of a demo is in memory: the simulator that it is about ends with the process.
 */
export async function holdState(RED: NodeAPI, connection: Connection): Promise<HeldState> {
  const { systemRuntime } = await import('../../../src/index.js');
  const folder = connection.environment === 'demo' ? undefined : stateFolder(RED);
  // Longer than any of its connections: what goes wrong with a file is nobody's in particular.
  const log = {
    debug: (text: string) => RED.log.debug(`[procore] ${text}`),
    warn: (text: string) => RED.log.warn(`[procore] ${text}`),
  };
  return door.hold(folder, connection, systemRuntime(log));
}

/** Where states and catalogues are kept; undefined if Node-RED has no user directory. */
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
