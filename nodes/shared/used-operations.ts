import type { NodeAPI, NodeDef } from 'node-red';
import type { UsedOperation } from '../../src/access/required.js';

/** A node as it was deployed. */
interface Deployed extends NodeDef {
  /** Set on a node or tab that is disabled. */
  readonly d?: boolean;
  readonly disabled?: boolean;
  /** Of a tab. */
  readonly label?: string;
  readonly connection?: string;
  readonly method?: string;
  readonly path?: string;
  readonly mode?: string;
}

type Operations = ReadonlyArray<readonly [method: string, path: string]>;

const COMPANIES = ['GET', '/rest/v1.0/companies'] as const;
const PROJECTS = ['GET', '/rest/v1.1/projects'] as const;
const USERS = ['GET', '/rest/v1.3/companies/{company_id}/users'] as const;
const INSTALLATIONS = ['GET', '/rest/v1.0/app_installations'] as const;

/** What each node type asks Procore for. A type that is not here asks for nothing that takes a permission. */
const OPERATIONS: Readonly<Record<string, (node: Deployed) => Operations>> = {
  'procore-companies': () => [COMPANIES],
  'procore-projects': () => [PROJECTS],
  'procore-request': ({ method = '', path = '' }) => [[method.trim(), path.trim()]],
  'procore-access': ({ mode = 'audit' }) => {
    if (mode === 'installations') return [COMPANIES, INSTALLATIONS];
    return mode === 'audit' ? [COMPANIES, PROJECTS, USERS] : [COMPANIES, PROJECTS];
  },
};

/** A node without a name, by what it is and where it is: `list projects in Nightly RFIs to CSV`. */
function unnamed(RED: NodeAPI, { type, z, id }: Deployed, all: readonly Deployed[]): string {
  const place = all.find((each) => each.id === z);
  // A tab has a label, a subflow a name.
  const flow = place?.label || place?.name || id;
  return RED._(`procore.usedBy.${type}`, { flow });
}

/** The calls that the deployed nodes of a connection make; disabled nodes and tabs make none. */
export function usedOperations(RED: NodeAPI, connection: string): UsedOperation[] {
  const all: Deployed[] = [];
  RED.nodes.eachNode((node) => void all.push(node as Deployed));
  const disabled = new Set(all.filter((node) => node.disabled || node.d).map(({ id }) => id));
  return all
    .filter((node) => node.connection === connection && !disabled.has(node.id) && !disabled.has(node.z ?? ''))
    .flatMap((node) =>
      (OPERATIONS[node.type]?.(node) ?? []).map(([method, path]) => ({
        ...{ method, path, usedBy: node.name || unnamed(RED, node, all) },
      })),
    );
}
