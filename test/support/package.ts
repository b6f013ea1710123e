import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const EXAMPLES = join(__dirname, '../../examples');
export const MODULE = '@joistflow/node-red-procore';

const { 'node-red': nodeRed } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));

/** The types that the package brings. */
export const TYPES = Object.keys(nodeRed.nodes).sort();

/** A node as a flow file holds it. */
export interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

/** A file of nodes, as Node-RED tells of it at GET /nodes. */
export interface NodeSet {
  readonly module: string;
  readonly types: string[];
  readonly enabled: boolean;
  readonly err?: unknown;
}

/** The nodes of an example. */
export function example(name: string): FlowNode[] {
  return JSON.parse(readFileSync(join(EXAMPLES, `${name}.json`), 'utf8'));
}

/** The types of ours that Node-RED has loaded. */
export function loadedTypes(sets: readonly NodeSet[]): string[] {
  return sets
    .filter((set) => set.module === MODULE && set.enabled && !set.err)
    .flatMap((set) => set.types)
    .sort();
}
