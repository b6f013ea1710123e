import { createHash } from 'node:crypto';
import type { RunOptions } from '../../call/run-options.js';
import type { Client } from '../../client.js';
import type { Runtime } from '../../runtime.js';
import type { Secret } from '../../secret.js';
import { type HookReport, Hooks, type Wish } from './hooks.js';
import { type OldHookName, type Replaced, replaceOldHook } from './old-hooks.js';
import type { HookPlan } from './plan.js';

/** Begins the namespaces of this package, so that people know whose hooks these are. */
const PREFIX = 'node-red-procore';

/**
 * The hooks of one node. Their namespace is made from the node's id and the server that receives: a copy of the flow on
 * another server has other hooks, and a lost state finds its hooks again. If the server changes, the hooks of the
 * earlier one are taken away.
 */
export class NodeHooks {
  readonly #hooks: Hooks;
  readonly #parts: readonly [Client, string, Runtime];
  readonly #namespace: string;

  /** @param server the public URL; only its scheme, host and port count */
  constructor(client: Client, node: string, server: string, runtime: Runtime) {
    this.#namespace = namespaceOf(node, server);
    this.#hooks = new Hooks(client, this.#namespace, runtime);
    this.#parts = [client, node, runtime];
  }

  /** The values by which deliveries are known, the newest first. @throws ProcoreError PROCORE_STATE */
  values(): Promise<readonly Secret[]> {
    return this.#hooks.values();
  }

  /** As {@link Hooks.rotate}. */
  rotate(): Promise<boolean> {
    return this.#hooks.rotate();
  }

  /** As {@link Hooks.plan}. */
  plan(wish: Wish, run: RunOptions = {}): Promise<HookPlan> {
    return this.#hooks.plan(wish, run);
  }

  /** As {@link replaceOldHook}, for the hooks of this node. */
  replace(old: OldHookName, run: RunOptions = {}): Promise<Replaced> {
    return replaceOldHook(this.#parts[0], old, this.#namespace, run);
  }

  /** As {@link Hooks.ensure}; then the hooks of earlier servers are taken away. */
  async ensure(wish: Wish, run: RunOptions = {}): Promise<HookReport> {
    const [client, node, runtime] = this.#parts;
    const known = await namespacesOf(client, node);
    if (!known.includes(this.#namespace)) await keep(client, node, [...known, this.#namespace]);
    const report = await this.#hooks.ensure(wish, run);
    // The earlier hooks deliver until the new ones do.
    const former = known.filter((each) => each !== this.#namespace);
    if (!report.isComplete || former.length === 0) return report;
    const removed = await removeAll(client, node, former, runtime, run);
    return {
      ...report,
      done: [...report.done, ...removed.flatMap(({ done }) => done)],
      failures: [...report.failures, ...removed.flatMap(({ failures }) => failures)],
      isComplete: removed.every(({ isComplete }) => isComplete),
    };
  }
}

/**
 * Takes away all hooks of a node, which may be deleted already.
 * @returns whether none is left
 * @throws ProcoreError what would fail at every place
 */
export async function removeHooksOf(
  client: Client,
  node: string,
  runtime: Runtime,
  run: RunOptions = {},
): Promise<boolean> {
  const reports = await removeAll(client, node, await namespacesOf(client, node), runtime, run);
  return reports.every(({ isComplete }) => isComplete);
}

async function removeAll(
  client: Client,
  node: string,
  namespaces: readonly string[],
  runtime: Runtime,
  run: RunOptions,
): Promise<HookReport[]> {
  const reports: HookReport[] = [];
  for (const namespace of namespaces) {
    const report = await new Hooks(client, namespace, runtime).remove(run);
    reports.push(report);
    if (!report.isComplete) continue;
    const known = await namespacesOf(client, node);
    await keep(
      client,
      node,
      known.filter((each) => each !== namespace),
    );
  }
  return reports;
}

async function namespacesOf({ state }: Client, node: string): Promise<readonly string[]> {
  const [kept] = await state.store.get<readonly string[]>([keyOf(node)]);
  return kept?.value ?? [];
}

async function keep({ state }: Client, node: string, namespaces: readonly string[]): Promise<void> {
  if (namespaces.length > 0) await state.store.set(keyOf(node), namespaces);
  else await state.store.delete(keyOf(node));
}

function keyOf(node: string): string {
  return `hooks of ${node}`;
}

function namespaceOf(node: string, server: string): string {
  const origin = URL.canParse(server) ? new URL(server).origin : '';
  const hash = createHash('sha256')
    .update(JSON.stringify([node, origin]))
    .digest('hex');
  return `${PREFIX}-${hash.slice(0, 16)}`;
}
