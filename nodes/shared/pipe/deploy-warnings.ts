import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { Standing, Standings } from '../../../src/catalogue/standing.js';
import { asProcoreError } from '../../../src/errors.js';
import type { ActionDef } from '../flow-json.js';
import type { Host } from './host.js';
import type { NodeKind } from './node-kind.js';

/** A node that was deployed. */
interface Watched<Def extends ActionDef> {
  readonly host: Host;
  readonly config: Def;
  isOpen(): boolean;
}

/** What the warnings take from their surroundings. */
export interface Surroundings {
  now(): number;
  /** ms after the start of the flows, so that reading the catalogue takes nothing from it. */
  readonly afterMs: number;
}

/**
 * Warns once about each node that was deployed with an operation which Procore has deprecated or removed: in the log and
 * in the debug sidebar. The catalogue is read after the flows have started, and only if there are such nodes.
 */
export class DeployWarnings<Def extends ActionDef> {
  #deployed: Watched<Def>[] = [];

  constructor(
    private readonly RED: NodeAPI,
    private readonly kind: NodeKind<Def>,
    private readonly around: Surroundings = { now: Date.now, afterMs: 2_000 },
  ) {}

  watch(node: Watched<Def>): void {
    this.#deployed.push(node);
    if (this.#deployed.length > 1) return;
    node.host.onStarted(() => {
      setTimeout(() => void this.#look(), this.around.afterMs).unref();
    });
  }

  /** Never rejects: a warning that cannot be made is not worth an error. */
  async #look(): Promise<void> {
    const nodes = this.#deployed.filter((node) => node.isOpen());
    this.#deployed = [];
    const [first] = nodes;
    if (!first) return;
    try {
      const standings = await this.#standings();
      const today = new Date(this.around.now()).toISOString().slice(0, 10);
      for (const node of nodes) this.#tell(node, standings, today);
    } catch (thrown) {
      first.host.warn(asProcoreError(thrown).message);
    }
  }

  async #standings(): Promise<Standings> {
    const [{ CatalogueStore }, { Standings }] = await Promise.all([
      import('../../../src/catalogue/load.js'),
      import('../../../src/catalogue/standing.js'),
    ]);
    const { operations } = await new CatalogueStore(join(this.RED.settings.userDir ?? '.', 'procore')).load();
    return new Standings(operations);
  }

  #tell(node: Watched<Def>, standings: Standings, today: string): void {
    const { host, config } = node;
    for (const { method, path } of this.kind.operations(config)) {
      const standing = standings.of(method, filled(host, path), today);
      if (standing && node.isOpen()) host.warn(sentence(host, standing));
    }
  }
}

/** The path with its variables; as it is written if one of them is not set, since the first message tells that. */
function filled(host: Host, path: string): string {
  try {
    return host.filled(path, 'path');
  } catch {
    return path;
  }
}

/** What it is, since or until when, and what to use in its place. */
function sentence(host: Host, { operation, state, instead }: Standing): string {
  const called = ({ name, method, path }: Standing['operation']) => ({ name, method, path });
  const { sunset, deprecatedAt } = operation;
  const key = state === 'deprecated' && deprecatedAt !== undefined ? 'since' : state;
  const told = host.text(`standing.${key}`, { ...called(operation), date: sunset ?? deprecatedAt ?? '' });
  return instead ? `${told} ${host.text('standing.instead', called(instead))}` : told;
}
