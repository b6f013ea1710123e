/** Which handler answers a method and a path. */

import type { Context } from './context.js';
import type { Handled } from './http.js';
import type { Tool } from './tools.js';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export type Scope = 'account' | 'company' | 'project' | 'either';

/** One operation. */
export interface Route {
  readonly method: Method;
  /** As Procore writes it, with `{placeholders}`. */
  readonly path: string;
  /**
   * What the call is about, and so which checks it must pass. A project is named by `{project_id}` in the path,
   * by the query or by the body; a company by `{company_id}`, the query or the header. `either` is about the
   * project if the query names one, otherwise about the company.
   */
  readonly scope: Scope;
  /** The tool whose level the call needs; none if every account may read it. */
  readonly tool?: Tool;
  /**
   * Whether `handle` reads the body as a stream, from `call.stream`; `fields` is then empty.
   * @default false
   */
  readonly streams?: boolean;
  handle(context: Context): Handled;
}

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

interface Step {
  readonly routes: Map<Method, Route>;
  readonly next: Map<string, Step>;
  /** The step for a placeholder of any name. */
  any: Step | undefined;
}

/** The routes as a tree, one step for each part of the path. */
export class Router {
  readonly #root = step();

  constructor(routes: readonly Route[]) {
    for (const route of routes) this.#add(route);
  }

  /** The route of a call, or the methods there are at the path (none: the path is unknown). */
  find(method: string, path: string): Match | readonly Method[] {
    const values: string[] = [];
    let at: Step | undefined = this.#root;
    for (const part of path.split('/').slice(1)) {
      const known: Step | undefined = at.next.get(part);
      if (!known) values.push(part);
      at = known ?? at.any;
      if (!at) return [];
    }
    const route = at.routes.get(method as Method);
    return route ? { route, params: paramsOf(route, values) } : [...at.routes.keys()];
  }

  #add(route: Route): void {
    let at = this.#root;
    for (const part of route.path.split('/').slice(1)) {
      if (part.startsWith('{')) {
        at.any ??= step();
        at = at.any;
      } else {
        const next = at.next.get(part) ?? step();
        at.next.set(part, next);
        at = next;
      }
    }
    if (at.routes.has(route.method)) throw new Error(`two routes for ${route.method} ${route.path}`);
    at.routes.set(route.method, route);
  }
}

function step(): Step {
  return { routes: new Map(), next: new Map(), any: undefined };
}

function paramsOf(route: Route, values: readonly string[]): Record<string, string> {
  const names = [...route.path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] as string);
  return Object.fromEntries(names.map((name, index) => [name, decoded(values[index] ?? '')]));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
