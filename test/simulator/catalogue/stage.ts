/** A simulator for tests over the whole catalogue: everything is allowed, nothing is counted. */
import { builtInOperations } from '../../../src/catalogue/load.js';
import type { Operation } from '../../../src/catalogue/operation.js';
import { RecordSources } from '../../../src/catalogue/record-source.js';
import { builtInShapes, type OperationShapes } from '../../../src/catalogue/shapes.js';
import { ADMIN_EVERYWHERE } from '../../support/permissions.js';
import { Caller, type Reply } from '../caller.js';
import { isObject, rowsIn } from './shape-reader.js';

export interface Known {
  readonly operation: Operation;
  readonly shapes: OperationShapes;
}

/** A record that operations are below: where its path begins, with its id, and ids that its operations need in the query. */
export interface Above {
  /** `/rest/v1.0/rfqs/{rfq_id}`. */
  readonly template: string;
  /** `/rest/v1.0/rfqs/12`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** What all stages on one simulator share. */
interface Shared {
  readonly all: readonly Known[];
  readonly byPath: ReadonlyMap<string, Known>;
  readonly ids: Map<string, Promise<string[]>>;
  readonly sources: RecordSources;
  /** Lists of the company or the project itself go before those of a tool. */
  readonly lists: readonly Known[];
}

export class Stage {
  readonly caller: Caller;
  readonly all: readonly Known[];
  readonly companyId: string;
  readonly projectId: string;
  readonly #shared: Shared;
  readonly #above: Above | undefined;

  private constructor(caller: Caller, shared: Shared, above?: Above) {
    this.caller = caller;
    this.all = shared.all;
    this.#shared = shared;
    this.#above = above;
    this.companyId = String(caller.company(0).id);
    this.projectId = String(caller.project(0).id);
  }

  /** @param step every which operation is tried: 1 is all of them */
  static async open(step: number): Promise<Stage> {
    const limits = { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY };
    const caller = await Caller.start({ companies: 1, projects: 2, permissions: ADMIN_EVERYWHERE, limits });
    const [operations, shapes] = await Promise.all([builtInOperations(), builtInShapes()]);
    const all = operations.map((operation) => ({
      operation,
      shapes: shapes.get(`${operation.method} ${operation.path}`) ?? {},
    }));
    const byPath = new Map(
      all.map((known) => [`${known.operation.method} ${bare(known.operation.path)}`, known]),
    );
    return new Stage(caller, {
      all: all.filter((_, index) => index % step === 0),
      byPath,
      ids: new Map(),
      sources: new RecordSources(operations),
      lists: [...byPath.values()]
        .filter(({ operation }) => operation.method === 'GET')
        .sort((a, b) => partsIn(a) - partsIn(b)),
    });
  }

  /** The same simulator, for the operations below a record: they are as plain there as others are in a project. */
  below(above: Above): Stage {
    return new Stage(this.caller, this.#shared, above);
  }

  /** The lists of the whole catalogue: those of the company or the project itself go before those of a tool. */
  get lists(): readonly Known[] {
    return this.#shared.lists;
  }

  /** What the operations below the record need in their query. */
  get query(): Readonly<Record<string, string>> {
    return this.#above?.query ?? {};
  }

  /** The operation of a method and a path whose placeholders are written `{}`; among all, not only those that are tried. */
  find(method: string, path: string): Known | undefined {
    return this.#shared.byPath.get(`${method} ${bare(path)}`);
  }

  /** Removes a few records of each kind that is made by hand, so that their recycle bins are not empty. */
  removeSome(): void {
    for (const kind of [
      'rfis',
      'submittals',
      'observations',
      'punch_items',
      'change_events',
      'commitments',
    ] as const) {
      const rows = this.caller.simulator.rows(kind, Number(this.projectId));
      for (let count = 0; count < 3; count++) rows.remove(Number(rows.at(1).id));
    }
  }

  /** The ids that the picker of the request node offers for a parameter; empty if it offers none. */
  async offered(name: string, operation: Operation): Promise<string[]> {
    const path = this.#shared.sources.of(name, operation)?.path;
    const list = path === undefined ? undefined : this.find('GET', path);
    return list && this.isPlain(list.operation) ? this.#offeredBy(list) : [];
  }

  #offeredBy({ operation, shapes }: Known): Promise<string[]> {
    const place = this.pathOf(operation.path);
    const known = this.#shared.ids.get(place) ?? this.#idsIn(operation, shapes.returns);
    this.#shared.ids.set(place, known);
    return known;
  }

  /**
   * The ids that the lists with one of these names give; empty if there is none.
   * @param before what stands before the name: `_` for `prime_contracts` by the name `contracts`
   * @param near a path: lists of the company, or of the project, go first as it is below the one or the other
   */
  async idsOf(names: readonly string[], before = '/', near = ''): Promise<string[]> {
    const isNear = ({ operation }: Known) => isBelowProject(operation.path) === isBelowProject(near);
    const { lists } = this.#shared;
    const ordered = near === '' ? lists : [...lists.filter(isNear), ...lists.filter((each) => !isNear(each))];
    for (const known of ordered) {
      const { path } = known.operation;
      // Resource Planning knows people by ids of its own.
      if (path.includes('/workforce-planning/') || !names.some((name) => path.endsWith(`${before}${name}`)))
        continue;
      const ids = await this.#offeredBy(known);
      if (ids.length > 0) return ids;
    }
    return [];
  }

  /** A list that needs one more id gets the first that its own list gives. */
  async #idsIn(operation: Operation, notation: unknown): Promise<string[]> {
    const lacking = this.isPlain(operation) ? [] : this.#lackingIn(operation);
    const [name] = lacking;
    if (lacking.length > 1 || (name === undefined && !this.isPlain(operation))) return [];
    const id = name === undefined ? undefined : (await this.idsOf([name.replace(/_id$/, 's')]))[0];
    if (name !== undefined && id === undefined) return [];
    const more = name === undefined || id === undefined ? [] : [[name, id] as const];
    const { json } = await this.send('GET', this.address(operation, [['per_page', '100'], ...more]));
    const rows = rowsIn(notation, json)?.rows ?? [];
    return rows
      .flatMap(recordsOf)
      .filter(isObject)
      .flatMap(({ id: own }) => (own === undefined || own === null ? [] : [String(own)]));
  }

  /** The ids in the query that an operation needs beside company and project. */
  #lackingIn(operation: Operation): string[] {
    const isOpen = this.pathOf(operation.path).includes('{');
    const needed = this.neededBy(operation);
    return isOpen || needed.some((name) => !name.endsWith('_id')) ? [] : needed;
  }

  /** The values in the query that an operation needs beside company and project. */
  neededBy({ params }: Operation): string[] {
    return params
      .filter((param) => param.in === 'query' && param.required && !(param.name in this.#scope))
      .map(({ name }) => name);
  }

  /** Whether company and project are all that an operation needs. */
  isPlain({ path, params }: Operation): boolean {
    return (
      !this.pathOf(path).includes('{') &&
      params.every(({ name, in: place, required }) => place === 'path' || !required || name in this.#scope)
    );
  }

  /** Whether an id at the end of the path is all that an operation needs beside company and project. */
  isItem(operation: Operation): boolean {
    const { path } = operation;
    if (!/\/\{\w+\}$/.test(path)) return false;
    const above = path.slice(0, path.lastIndexOf('/'));
    const id = path.slice(above.length + 2, -1);
    const params = operation.params.filter(({ name }) => name !== id);
    return !/\/(companies|projects)$/.test(above) && this.isPlain({ ...operation, path: above, params });
  }

  /** The path with this company and project, and the parameters that it needs. */
  address({ path, params }: Operation, more: ReadonlyArray<readonly [string, string]> = []): string {
    const query = new URLSearchParams();
    for (const { name, in: place, required } of params) {
      const value = this.#scope[name];
      if (place === 'query' && value !== undefined && (required || name === 'project_id'))
        query.set(name, value);
    }
    for (const [name, value] of more) query.set(name, value);
    const text = query.toString();
    return `${this.pathOf(path)}${text && `?${text}`}`;
  }

  pathOf(path: string): string {
    const above = this.#above;
    if (above && `${bare(path)}/`.startsWith(`${bare(above.template)}/`)) {
      const parts = path.split('/').slice(above.template.split('/').length);
      return [above.path, ...parts].join('/');
    }
    // A list that the record itself is in.
    if (above && `${bare(above.template)}/`.startsWith(`${bare(path)}/`))
      return above.path.split('/').slice(0, path.split('/').length).join('/');
    if (path.includes('/workforce-planning/')) return path.replace('{company_id}', this.companyId);
    return path
      .replace(/\/companies\/\{(company_)?id\}/, `/companies/${this.companyId}`)
      .replace(/\/projects\/\{(project_)?id\}/, `/projects/${this.projectId}`);
  }

  send(method: string, address: string, body?: unknown): Promise<Reply> {
    // Packing and unpacking thousands of answers would take a tenth of the time.
    const headers = { 'procore-company-id': this.companyId, 'accept-encoding': 'identity' };
    return this.caller.send(method, address, headers, body);
  }

  /** Operations that write a record of a list, in the same company or project; those at its own path are the first. */
  writersOf(list: Operation, method: 'POST' | 'PATCH' | 'PUT'): readonly Known[] {
    const end = lastOf(list.path);
    const all = [...this.#shared.byPath.values()].filter(({ operation }) => {
      if (operation.method !== method || isOfProject(operation) !== isOfProject(list)) return false;
      const isFit = method === 'POST' ? this.isPlain(operation) : this.isItem(operation);
      return isFit && lastOf(operation.path.replace(/\/\{\w+\}$/, '')) === end;
    });
    const isOwn = ({ operation }: Known) => operation.path.startsWith(list.path);
    return [...all.filter(isOwn), ...all.filter((each) => !isOwn(each))];
  }

  get #scope(): Record<string, string> {
    // Some lists require the size of a page.
    const own = { company_id: this.companyId, project_id: this.projectId, per_page: '100' };
    return { ...own, ...this.#above?.query };
  }
}

function isBelowProject(path: string): boolean {
  return path.includes('/projects/{');
}

function isOfProject({ path, params, body }: Operation): boolean {
  const isAsked = params.some(({ name, required }) => name === 'project_id' && required);
  return path.includes('/projects/') || isAsked || (body?.keys.includes('project_id') ?? false);
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Some lists are grouped: by a header, by a template, or in a list of their own. Then the records in the groups count. */
export function recordsOf(row: unknown): readonly unknown[] {
  if (!isObject(row)) return [row];
  if ('header' in row && Array.isArray(row.data)) return row.data;
  if ('template_id' in row && Array.isArray(row.lists)) return row.lists;
  return row.id === undefined && Array.isArray(row.meetings) ? row.meetings : [row];
}

function bare(path: string): string {
  return path.replace(/\{\w*\}/g, '{}');
}

function partsIn({ operation }: Known): number {
  return operation.path.split('/').length - (isBelowProject(operation.path) ? 2 : 0);
}
