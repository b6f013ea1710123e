import {
  type SimulatedRecord,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.js';
import type { Chance } from './chance.js';
import type { List } from './lists.js';
import { Stirring } from './stirring.js';

/** Most rows in one page. */
const PAGE = 100;

/** What is copied: the same records in a few projects, which change. */
export class Source {
  readonly stirring: Stirring;

  private constructor(
    readonly simulator: Simulator,
    readonly list: List,
  ) {
    this.stirring = new Stirring(simulator, list, this.projects);
  }

  /** @param clock the time that its records have */
  static async start(
    list: List,
    records: number,
    clock: NonNullable<SimulatorOptions['clock']>,
    more: SimulatorOptions = {},
  ): Promise<Source> {
    const simulator = await startSimulator({
      companies: 1,
      projects: 3,
      projectsNotPermitted: 0,
      records,
      limits: { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY },
      clock,
      ...more,
    });
    return new Source(simulator, list);
  }

  get companyId(): number {
    return (this.simulator.companies[0] as Simulator['companies'][number]).id;
  }

  get projects() {
    return (this.simulator.companies[0] as Simulator['companies'][number]).projects;
  }

  #rows(projectId: number) {
    return this.simulator.rows(this.list.kind, projectId);
  }

  /** The records of a project as the list shows them. */
  rowsOf(projectId: number): ReadonlyArray<Readonly<Record<string, unknown>>> {
    const rows = this.#rows(projectId);
    return Array.from({ length: rows.length }, (_, at) => this.#shown(rows.at(at)));
  }

  /** A record as the list shows it; undefined if it is not in the project. */
  rowOf(id: number, projectId: number): unknown {
    const row = this.#rows(projectId).find(id);
    return row && this.#shown(row);
  }

  #shown(row: SimulatedRecord): Readonly<Record<string, unknown>> {
    return (this.list.shown?.(row) ?? row) as Readonly<Record<string, unknown>>;
  }

  /** Changes one thing. */
  stir(chance: Chance): void {
    this.stirring.stir(chance);
  }

  /** The project in which a request asks for the list, and not for its removed rows; undefined if it asks something else. */
  projectOf(address: string): number | undefined {
    const { pathname, searchParams } = new URL(address, this.simulator.apiUrl);
    if (this.asksForRemoved(address)) return undefined;
    const isOf = ({ id }: { readonly id: number }) =>
      pathname === this.list.path.replace('{project_id}', String(id)) &&
      (this.list.path.includes('{project_id}') || searchParams.get('project_id') === String(id));
    return this.projects.find(isOf)?.id;
  }

  /** Whether a request asks for removed rows. */
  asksForRemoved(address: string): boolean {
    const { pathname, searchParams } = new URL(address, this.simulator.apiUrl);
    return (
      pathname.includes('recycle_bin') || [...searchParams.keys()].some((name) => name.includes('deleted'))
    );
  }

  /** Every row as the list shows it, read without the client. */
  async read(): Promise<unknown[]> {
    const { loginUrl, apiUrl, clientId, clientSecret } = this.simulator;
    const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const login = await fetch(`${loginUrl}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams(grant),
    });
    const { access_token: token } = (await login.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}`, 'procore-company-id': String(this.companyId) };
    const all: unknown[] = [];
    for (const { id } of this.projects) {
      for (let page = 1, more = true; more; page++) {
        const path = this.list.path.replace('{project_id}', String(id));
        const query = new URLSearchParams({ project_id: String(id), per_page: `${PAGE}`, page: `${page}` });
        const answer = await fetch(`${apiUrl}${path}?${query}`, { headers });
        if (answer.status !== 200) throw new Error(`The source answered ${answer.status}.`);
        const rows = (await answer.json()) as unknown[];
        all.push(...rows);
        more = rows.length === PAGE;
      }
    }
    return all;
  }

  close(): Promise<void> {
    return this.simulator.close();
  }
}
