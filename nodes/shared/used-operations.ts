import type { NodeAPI } from 'node-red';
import type { UsedOperation } from '../../src/access/required.js';
import { DeployedFlows, type DeployedNode, resolved } from './deployed-flows.js';

type Operations = ReadonlyArray<readonly [method: string, path: string]>;

const COMPANIES = ['GET', '/rest/v1.0/companies'] as const;
const PROJECTS = ['GET', '/rest/v1.1/projects'] as const;
const USERS = ['GET', '/rest/v1.3/companies/{company_id}/users'] as const;
const INSTALLATIONS = ['GET', '/rest/v1.0/app_installations'] as const;

/** What each node type asks Procore for. A type that is not here asks for nothing that takes a permission. */
const OPERATIONS: Readonly<Record<string, (text: (property: string) => string) => Operations>> = {
  'procore-companies': () => [COMPANIES],
  'procore-projects': () => [PROJECTS],
  'procore-request': (text) => [[text('method'), text('path')]],
  'procore-access': (text) => {
    const mode = text('mode') || 'audit';
    if (mode === 'installations') return [COMPANIES, INSTALLATIONS];
    return mode === 'audit' ? [COMPANIES, PROJECTS, USERS] : [COMPANIES, PROJECTS];
  },
};

/**
 * The calls that the deployed nodes of a connection make. A node in a subflow makes them for each instance, with what the
 * instance says; disabled nodes, tabs and instances make none. Where only a message can tell which connection it is, the
 * calls are listed with that.
 */
export function usedOperations(RED: NodeAPI, connection: string): UsedOperation[] {
  const all: DeployedNode[] = [];
  RED.nodes.eachNode((node) => void all.push(node as unknown as DeployedNode));
  const flows = new DeployedFlows(all);
  const used = new Map<string, UsedOperation>();
  for (const node of all) {
    const operations = OPERATIONS[node.type];
    if (!operations) continue;
    // A node without a name, by what it is and where it is: `list projects in Nightly RFIs to CSV`.
    const usedBy = node.name || RED._(`procore.usedBy.${node.type}`, { flow: flows.placeOf(node) });
    for (const scopes of flows.places(node)) {
      const text = (property: string) => {
        const typed = String(node[property] ?? '').trim();
        return resolved(typed, scopes) ?? typed;
      };
      for (const uncertain of namings(node, text, connection)) {
        for (const [method, path] of operations(text)) {
          const operation = { method, path, usedBy, ...(uncertain && { connection: uncertain }) };
          used.set(JSON.stringify(operation), operation);
        }
      }
    }
  }
  return [...used.values()];
}

/** How a node names a connection: not at all, surely (an empty text), or by a variable of which nobody knows. */
function namings(node: DeployedNode, text: (property: string) => string, connection: string): string[] {
  const second = node.type === 'procore-access' && ['audit', 'compare'].includes(text('mode') || 'audit');
  const named = [text('connection'), ...(second ? [text('other')] : [])];
  if (named.includes(connection)) return [''];
  return named.filter((name) => /\$[{(]/.test(name)).slice(0, 1);
}
