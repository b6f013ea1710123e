import { ownerOf } from '../catalogue/labels.js';
import type { Operation, OperationParam } from '../catalogue/operation.js';
import type { PlanInput } from '../plan.js';
import type { Piece } from './piece.js';

/**
 * Points a plan at a piece: its company and project replace whatever the plan says about them.
 * @param operation what the catalogue says about the call; without it, the path alone decides
 */
export function aimed(plan: PlanInput, piece: Piece, operation: Operation | undefined): PlanInput {
  const { company, project } = piece;
  const placeholders: Record<string, string> = { ...plan.placeholders };
  const parameters = (plan.parameters ?? []).filter(([name]) => !isScope(name));
  const query = Object.fromEntries(Object.entries(plan.query ?? {}).filter(([name]) => !isScope(name)));
  const put = (what: 'company' | 'project', id: string, isWanted: (param: OperationParam) => boolean) => {
    const placeholder = placeholderOf(what, plan.path);
    if (placeholder !== undefined) placeholders[placeholder] = id;
    else if (operation?.params.some((param) => isQuery(param, what) && isWanted(param)))
      parameters.push([`${what}_id`, id]);
  };
  // A list that takes either a company or a project is asked for the project.
  put('company', String(company.id), ({ required }) => required === true || !project);
  if (project) put('project', String(project.id), () => true);
  return { ...plan, companyId: String(company.id), placeholders, parameters, query };
}

/** Whether an operation is about one project: it must be named, it may be named, or it never is. */
export function projectNeed(path: string, operation: Operation | undefined): 'must' | 'may' | 'never' {
  if (placeholderOf('project', path) !== undefined) return 'must';
  const param = operation?.params.find((each) => isQuery(each, 'project'));
  if (!param) return 'never';
  return param.required ? 'must' : 'may';
}

function isScope(name: string): boolean {
  return name === 'project_id' || name === 'company_id';
}

function isQuery(param: OperationParam, what: 'company' | 'project'): boolean {
  return param.in === 'query' && param.name === `${what}_id`;
}

/** The placeholder of a path that stands for a company or a project. */
function placeholderOf(what: 'company' | 'project', path: string): string | undefined {
  if (path.includes(`{${what}_id}`)) return `${what}_id`;
  return path.includes('{id}') && ownerOf(path) === what ? 'id' : undefined;
}
