import type { Fault, Passing } from '../../testing/changes/fault-proxy.js';

interface User {
  readonly id: number;
  readonly name: string;
  readonly updated_at: string;
}

/**
 * The users of projects as Procore has them: they are those of the company, so that the same one, with the same id, is in
 * several projects. Each list takes pages, ids, and a range of `updated_at`.
 */
export class SharedUsers {
  /** Ids by project. */
  readonly #members = new Map<string, Set<number>>();
  readonly #users = new Map<number, User>();
  #refused: string | undefined;

  constructor(projects: readonly number[], ids: readonly number[]) {
    for (const id of ids) this.#users.set(id, { id, name: `User ${id}`, updated_at: '2026-01-05T08:00:00Z' });
    for (const project of projects) this.#members.set(String(project), new Set(ids));
  }

  /** Takes a user out of a project. */
  remove(project: number, id: number): void {
    this.#members.get(String(project))?.delete(id);
  }

  /** Adds a user of the company to a project, which leaves `updated_at` as it is. */
  add(project: number, id: number): void {
    this.#members.get(String(project))?.add(id);
  }

  rename(id: number, name: string): void {
    this.#users.set(id, { id, name, updated_at: new Date().toISOString() });
  }

  /** A project that the account may not ask for users any more. */
  refuse(project: number): void {
    this.#refused = String(project);
  }

  /** Each row as `project/id name`. */
  get rows(): string[] {
    const all = [...this.#members].flatMap(([project, ids]) =>
      [...ids].map((id) => `${project}/${id} ${this.#users.get(id)?.name}`),
    );
    return all.sort();
  }

  /** The fault of a proxy, which answers for users. */
  readonly fault = (path: string): Fault | undefined => {
    const [, project = ''] = /\/projects\/(\d+)\/users\?/.exec(path) ?? [];
    return project === '' ? undefined : { instead: () => this.#answer(project, new URL(path, 'http://x')) };
  };

  #answer(project: string, { searchParams: query }: URL): Passing {
    const headers = { 'content-type': 'application/json', date: new Date().toUTCString() };
    if (project === this.#refused) return { status: 403, headers, body: '{"errors":"Forbidden"}' };
    const ids = query.getAll('filters[id][]');
    const [from] = (query.get('filters[updated_at]') ?? '').split('...');
    const rows = [...(this.#members.get(project) ?? [])]
      .flatMap((id) => this.#users.get(id) ?? [])
      .filter(({ id }) => ids.length === 0 || ids.includes(String(id)))
      .filter(({ updated_at }) => !from || Date.parse(updated_at) >= Date.parse(from))
      .sort((one, other) => one.id - other.id);
    const size = Number(query.get('per_page') ?? 100);
    const start = (Number(query.get('page') ?? 1) - 1) * size;
    const total = { total: String(rows.length), 'per-page': String(size) };
    return {
      status: 200,
      headers: { ...headers, ...total },
      body: JSON.stringify(rows.slice(start, start + size)),
    };
  }
}
