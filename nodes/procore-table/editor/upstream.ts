import { type DraftRequest, planOf, unknownIn } from '../../../src/catalogue/trial';
import { ask } from '../../shared/editor/ask';
import { type ConnectionDraft, draftOf } from '../../shared/editor/connection-draft';

/** Lists that have a type of node of their own, by that type. */
const OWN_LISTS: Readonly<Record<string, string>> = {
  'procore-companies': '/rest/v1.0/companies',
  'procore-projects': '/rest/v1.1/projects',
};

/** Most nodes that are looked at on the way back. */
const FARTHEST = 100;

/** The node that a table gets its rows from, and the call that it makes. */
export interface Upstream {
  readonly node: EditorNode;
  readonly method: string;
  readonly path: string;
}

/** The nearest node before this one that reads rows of Procore; undefined if none is wired to it. */
export function upstreamOf(node: EditorNode): Upstream | undefined {
  const seen = new Set([node]);
  for (const each of seen) {
    if (seen.size > FARTHEST) return undefined;
    const found = callOf(each);
    if (found) return found;
    for (const { source } of RED.nodes.filterLinks({ target: each })) seen.add(source);
  }
  return undefined;
}

function callOf(node: EditorNode): Upstream | undefined {
  const own = OWN_LISTS[node.type];
  if (own !== undefined) return { node, method: 'GET', path: own };
  if (node.type !== 'procore-request' && node.type !== 'procore-changes') return undefined;
  const method = String(node.method || 'GET');
  const path = String(node.path ?? '');
  return path === '' ? undefined : { node, method, path };
}

/** What only a message would tell, so that no rows can be read before one comes. */
export class OnlyWithMessage extends Error {
  constructor(readonly names: readonly string[]) {
    super(names.join(', '));
  }
}

/**
 * Reads a few rows by the node's own call. Where a project is missing, it is the first one of the company.
 * @throws OnlyWithMessage if the call needs more from a message; Refused as the route does
 */
export async function someRows({ node, method, path }: Upstream): Promise<readonly unknown[]> {
  const connection = draftOf(String(node.connection ?? ''));
  if (!connection || method !== 'GET') throw new OnlyWithMessage([]);
  const request = draftRequest(node, path, connection);
  const given = new Map<string, string>();
  for (const { key, name, required } of unknownIn(request)) {
    if (!required) continue;
    const project =
      name === 'project_id' ? await firstProject(connection, companyOf(node, connection)) : undefined;
    if (project === undefined) throw new OnlyWithMessage([name]);
    given.set(key, project);
  }
  const { body } = await ask<{ body?: unknown }>('try', { connection, plan: planOf(request, given) });
  return Array.isArray(body) ? body : body === null || body === undefined ? [] : [body];
}

function draftRequest(node: EditorNode, path: string, connection: ConnectionDraft): DraftRequest {
  const typed = (name: string, type: string) => ({
    value: String(node[name] ?? ''),
    type: String(node[`${name}Type`] || type),
  });
  const company = typed('company', 'connection');
  const isOwn = OWN_LISTS[node.type] !== undefined;
  const companyId = companyOf(node, connection);
  return {
    method: 'GET',
    path,
    // What a message says about the company is unknown here, and the connection's default is what it goes by then.
    company: company.type === 'message' ? { value: '', type: 'connection' } : company,
    params: isOwn || !Array.isArray(node.params) ? [] : node.params,
    query: isOwn
      ? { value: companyId ? JSON.stringify({ company_id: companyId }) : '', type: 'json' }
      : typed('query', 'json'),
    headers: typed('headers', 'json'),
    body: { value: '', type: 'json' },
  };
}

function companyOf(node: EditorNode, connection: ConnectionDraft): string {
  const isPicked = ['num', 'str'].includes(String(node.companyType)) && node.company;
  return String((isPicked ? node.company : connection.companyId) ?? '');
}

async function firstProject(connection: ConnectionDraft, companyId: string): Promise<string | undefined> {
  if (!/^\d+$/.test(companyId)) return undefined;
  const { projects } = await ask<{ projects: ReadonlyArray<{ id: string; active?: boolean }> }>('projects', {
    connection,
    companyId,
  });
  return (projects.find(({ active }) => active !== false) ?? projects[0])?.id;
}
