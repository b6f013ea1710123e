import type { Strategy } from '../../src/changes/strategy.js';
import {
  type KindName,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.js';
import type { Chance } from './chance.js';

/** A list that is copied. */
export interface List {
  readonly kind: KindName;
  readonly path: string;
  readonly strategy?: Strategy;
}

/** Each has another way to see what was removed. */
const LISTS: readonly List[] = [
  { kind: 'rfis', path: '/rest/v1.0/projects/{project_id}/rfis' },
  { kind: 'submittals', path: '/rest/v1.1/projects/{project_id}/submittals' },
  { kind: 'observations', path: '/rest/v1.0/observations/items' },
  { kind: 'punch_items', path: '/rest/v1.1/punch_items' },
  { kind: 'change_events', path: '/rest/v1.1/change_events' },
  { kind: 'rfis', path: '/rest/v1.0/projects/{project_id}/rfis', strategy: 'hash' },
];

/** The list that a seed copies. */
export function listOf(seed: number): List {
  return LISTS[seed % LISTS.length] as List;
}

/** Most rows in one page. */
const PAGE = 100;

/** What is copied: the same records in a few projects, which change. */
export class Source {
  private constructor(
    readonly simulator: Simulator,
    readonly list: List,
  ) {}

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

  /** Changes one thing. */
  stir(chance: Chance): void {
    const { id } = chance.pick(this.projects);
    const rows = this.#rows(id);
    const some = () => (rows.at(chance.below(rows.length)) as { id: number }).id;
    const what = chance.below(10);
    if (what < 3 || rows.length < 3) rows.add({ title: `row ${chance.below(1e6)}` });
    else if (what < 6) rows.change(some(), { title: `changed ${chance.below(1e6)}` });
    else if (what < 8) rows.remove(some());
    else if (what < 9) this.#restore(chance);
    else {
      const to = chance.pick(this.projects).id;
      if (to !== id) rows.move(some(), to);
    }
  }

  /** Restores a row that was removed, if there is one. */
  #restore(chance: Chance): void {
    const removed = this.simulator.changes.since().filter(({ action }) => action === 'delete');
    if (removed.length === 0) return;
    const { id, projectId } = chance.pick(removed);
    try {
      this.#rows(projectId).restore(id);
    } catch {
      // It is there already.
    }
  }

  /** The project in which a row is; undefined if it is in none. */
  placeOf(key: string): number | undefined {
    return this.projects.find(({ id }) => this.#rows(id).find(Number(key)))?.id;
  }

  /** Whether an address is that of the list in this project, and not of its removed rows. */
  isList(address: string, projectId: number): boolean {
    const { pathname, searchParams } = new URL(address, this.simulator.apiUrl);
    const isOfProject =
      this.list.path.includes('{project_id}') || searchParams.get('project_id') === String(projectId);
    const asksForRemoved = [...searchParams.keys()].some((name) => name.includes('deleted'));
    return (
      pathname === this.list.path.replace('{project_id}', String(projectId)) && isOfProject && !asksForRemoved
    );
  }

  /** Whether a row was changed since the change with this number. */
  wasTouched(key: string, since: number): boolean {
    return this.simulator.changes.since(since).some(({ id }) => String(id) === key);
  }

  /** Whether nobody has created, removed or restored a row since the change with this number. */
  wasThere(key: string, since: number): boolean {
    const changes = this.simulator.changes.since(since).filter(({ id }) => String(id) === key);
    return changes.every(({ action }) => action === 'update' || action === 'move');
  }

  wasMoved(key: string, since = 0): boolean {
    return this.simulator.changes
      .since(since)
      .some(({ id, action }) => String(id) === key && action === 'move');
  }

  history(key: string): string {
    const changes = this.simulator.changes.since().filter(({ id }) => String(id) === key);
    return changes.map(({ number, action, projectId }) => `${number} ${action} ${projectId}`).join(', ');
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
