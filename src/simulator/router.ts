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
   * project if the query or the body names one, otherwise about the company.
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
  /** The steps for a placeholder, by the text after it: `{id}.pdf` is apart from `{id}`. */
  readonly any: Map<string, Step>;
}

/** A step that a path leads to, and the parts that stand for placeholders. */
interface Reached {
  readonly step: Step;
  readonly values: readonly string[];
}

/** The routes as a tree, one step for each part of the path. */
export class Router {
  readonly #root = step();

  /**
   * @param routes two of them for the same method and path are an error
   * @param others routes that are used where none of the first is
   */
  constructor(routes: readonly Route[], others: readonly Route[] = []) {
    for (const route of routes) {
      if (!this.#add(route)) throw new Error(`two routes for ${route.method} ${route.path}`);
    }
    for (const route of others) this.#add(route);
  }

  /** The route of a call, or the methods there are at the path (none: the path is unknown). */
  find(method: string, path: string): Match | readonly Method[] {
    const reached = [...reach(this.#root, path.split('/').slice(1), 0, [])];
    for (const { step: at, values } of reached) {
      const route = at.routes.get(method as Method);
      if (route) return { route, params: paramsOf(route, values) };
    }
    return [...new Set(reached.flatMap(({ step: at }) => [...at.routes.keys()]))];
  }

  /** False if there is a route at the same place already. */
  #add(route: Route): boolean {
    let at = this.#root;
    for (const part of route.path.split('/').slice(1)) {
      const isOpen = part.startsWith('{');
      const steps = isOpen ? at.any : at.next;
      const name = isOpen ? part.slice(part.indexOf('}') + 1) : part;
      const next = steps.get(name) ?? step();
      steps.set(name, next);
      at = next;
    }
    if (at.routes.has(route.method)) return false;
    at.routes.set(route.method, route);
    return true;
  }
}

function step(): Step {
  return { routes: new Map(), next: new Map(), any: new Map() };
}

/** The ends of a path, best first: a part that a route writes out goes before a placeholder. */
function* reach(
  at: Step,
  parts: readonly string[],
  place: number,
  values: readonly string[],
): Generator<Reached> {
  const part = parts[place];
  if (part === undefined) {
    if (at.routes.size > 0) yield { step: at, values };
    return;
  }
  const known = at.next.get(part);
  if (known) yield* reach(known, parts, place + 1, values);
  // The longest text after a placeholder comes first.
  for (const [end, next] of [...at.any].sort(([a], [b]) => b.length - a.length)) {
    if (part.length <= end.length || !part.endsWith(end)) continue;
    yield* reach(next, parts, place + 1, [...values, part.slice(0, part.length - end.length)]);
  }
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
