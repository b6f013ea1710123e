import type { UsedOperation } from '../../src/access/required.js';
import { DeployedFlows, type DeployedNode, resolved } from './deployed-flows.js';
import { configOf } from './fields/config.js';
import type { ActionDef } from './flow-json.js';
import type { NodeKind } from './pipe/node-kind.js';

/** What is searched for calls. */
export interface Deployed {
  /** Every kind of node of this package. */
  readonly kinds: readonly NodeKind[];
  /** Every node, tab and subflow as it was deployed. */
  readonly nodes: readonly DeployedNode[];
  /** The name of a node that has none: `list projects in Nightly RFIs to CSV`. */
  texts(type: string, flow: string): string;
}

/**
 * The calls that the deployed nodes of a connection make. A node in a subflow makes them once per instance, with the
 * instance's values. Disabled nodes, tabs and instances make none. If only a message decides which connection a node
 * uses, its calls are listed with a note that says so.
 */
export function usedOperations({ kinds, nodes, texts }: Deployed, connection: string): UsedOperation[] {
  const byType = new Map(kinds.map((kind) => [kind.type, kind]));
  const flows = new DeployedFlows(nodes);
  const used = new Map<string, UsedOperation>();
  for (const node of nodes) {
    const kind = byType.get(node.type);
    if (!kind) continue;
    const usedBy = node.name || texts(node.type, flows.placeOf(node));
    for (const scopes of flows.places(node)) {
      const config = filledIn(kind, node, (text) => resolved(text, scopes) ?? text);
      for (const uncertain of namings(kind.connections?.(config) ?? [config.connection], connection)) {
        for (const { method, path } of kind.operations(config)) {
          const operation = { method, path, usedBy, ...(uncertain && { connection: uncertain }) };
          used.set(JSON.stringify(operation), operation);
        }
      }
    }
  }
  return [...used.values()];
}

/** A node's fields with their variables filled in, as far as that can be known. */
function filledIn(kind: NodeKind, node: DeployedNode, fill: (text: string) => string): ActionDef {
  const fields = Object.entries(configOf(kind, node)).map(([name, value]) => [
    name,
    typeof value === 'string' ? fill(value.trim()) : value,
  ]);
  return Object.fromEntries(fields) as ActionDef;
}

/** How a node names a connection: not at all, certainly (an empty text), or by a variable whose value is unknown. */
function namings(named: readonly string[], connection: string): string[] {
  if (named.includes(connection)) return [''];
  return named.filter((name) => /\$[{(]/.test(name)).slice(0, 1);
}
