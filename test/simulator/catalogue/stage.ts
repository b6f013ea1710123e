/** A simulator for tests over the whole catalogue: everything is allowed, nothing is counted. */
import { builtInOperations } from '../../../src/catalogue/load.js';
import type { Operation } from '../../../src/catalogue/operation.js';
import { builtInShapes, type OperationShapes } from '../../../src/catalogue/shapes.js';
import { TOOLS } from '../../../src/simulator/tools.js';
import { Caller, type Reply } from '../caller.js';

export interface Known {
  readonly operation: Operation;
  readonly shapes: OperationShapes;
}

export class Stage {
  readonly caller: Caller;
  readonly all: readonly Known[];
  readonly companyId: string;
  readonly projectId: string;

  private constructor(caller: Caller, all: readonly Known[]) {
    this.caller = caller;
    this.all = all;
    this.companyId = String(caller.company(0).id);
    this.projectId = String(caller.project(0).id);
  }

  /** @param step every which operation is tried: 1 is all of them */
  static async open(step: number): Promise<Stage> {
    const permissions = Object.fromEntries(Object.values(TOOLS).map(({ name }) => [name, 'Admin' as const]));
    const limits = { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY };
    const caller = await Caller.start({ companies: 1, projects: 2, permissions, limits });
    const [operations, shapes] = await Promise.all([builtInOperations(), builtInShapes()]);
    const all = operations.map((operation) => ({
      operation,
      shapes: shapes.get(`${operation.method} ${operation.path}`) ?? {},
    }));
    return new Stage(
      caller,
      all.filter((_, index) => index % step === 0),
    );
  }

  /** Whether company and project are all that an operation needs. */
  isPlain({ path, params }: Operation): boolean {
    return (
      !this.pathOf(path).includes('{') &&
      params.every(({ name, in: place, required }) => place === 'path' || !required || name in this.#scope)
    );
  }

  /** The path with this company and project, and the parameters that it needs. */
  address({ path, params }: Operation, more: ReadonlyArray<readonly [string, string]> = []): string {
    const query = new URLSearchParams();
    for (const { name, in: place, required } of params) {
      const value = this.#scope[name];
      if (place === 'query' && value !== undefined && (required || name === 'project_id'))
        query.set(name, value);
    }
    for (const [name, value] of more) query.append(name, value);
    const text = query.toString();
    return `${this.pathOf(path)}${text && `?${text}`}`;
  }

  pathOf(path: string): string {
    if (path.includes('/workforce-planning/')) return path.replace('{company_id}', this.companyId);
    return path
      .replace(/\/companies\/\{(company_)?id\}/, `/companies/${this.companyId}`)
      .replace(/\/projects\/\{(project_)?id\}/, `/projects/${this.projectId}`);
  }

  send(method: string, address: string, body?: unknown): Promise<Reply> {
    return this.caller.send(method, address, { 'procore-company-id': this.companyId }, body);
  }

  get #scope(): Record<string, string> {
    return { company_id: this.companyId, project_id: this.projectId };
  }
}
