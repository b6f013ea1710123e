import { VARIABLE } from './env.js';

/** A node, tab, group or subflow as it was deployed, with its texts as they were typed. */
export interface DeployedNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  /** Only on a tab. */
  readonly label?: string;
  /** The tab or subflow that it is in, and its group. */
  readonly z?: string;
  readonly g?: string;
  /** Set on a node or tab that is disabled. */
  readonly d?: boolean;
  readonly disabled?: boolean;
  readonly env?: readonly Variable[];
  readonly [property: string]: unknown;
}

interface Variable {
  readonly name: string;
  readonly type?: string;
  readonly value?: unknown;
}

/** Variables of each surrounding place, from the innermost to the outermost: group, subflow, tab. */
type Scopes = ReadonlyArray<readonly Variable[]>;

/** Types of variables whose value is in the flow itself. */
const PLAIN: ReadonlySet<string> = new Set(['str', 'num', 'bool', 'json', 'conf-type']);

/** Most levels of subflows within subflows that are followed. */
const DEEPEST = 20;

/** The deployed flows, and what each text in them means in its place. */
export class DeployedFlows {
  readonly #byId: ReadonlyMap<string, DeployedNode>;

  constructor(private readonly nodes: readonly DeployedNode[]) {
    this.#byId = new Map(nodes.map((node) => [node.id, node]));
  }

  /** The tab or subflow that contains a node, as the editor calls it. */
  placeOf({ z = '' }: DeployedNode): string {
    const { label, name } = this.#byId.get(z) ?? {};
    return label || name || z;
  }

  /** The variables that a node sees, for each place in which it runs; none if it is disabled. */
  places(node: DeployedNode, depth = 0): Scopes[] {
    const container = this.#byId.get(node.z ?? '');
    if (node.d || container?.disabled || depth > DEEPEST) return [];
    const groups = this.#groups(node.g);
    if (container?.type !== 'subflow') return [[...groups, container?.env ?? [], this.#global()]];
    return this.nodes
      .filter(({ type }) => type === `subflow:${container.id}`)
      .flatMap((instance) =>
        this.places(instance, depth + 1).map((outer) => [
          ...groups,
          // The instance's values come before the subflow's.
          [...(instance.env ?? []), ...(container.env ?? [])],
          ...outer,
        ]),
      );
  }

  #groups(id: string | undefined, depth = 0): Scopes {
    const group = id === undefined || depth > DEEPEST ? undefined : this.#byId.get(id);
    return group ? [group.env ?? [], ...this.#groups(group.g, depth + 1)] : [];
  }

  #global(): readonly Variable[] {
    return this.nodes.find(({ type }) => type === 'global-config')?.env ?? [];
  }
}

/** A text with its variables filled in as Node-RED would do it; undefined if the value is known only at run time. */
export function resolved(text: string, scopes: Scopes): string | undefined {
  let isKnown = true;
  const filled = text.replace(VARIABLE, (_, braced?: string, bracketed?: string) => {
    const value = lookUp(braced ?? bracketed ?? '', scopes);
    if (value === undefined) isKnown = false;
    return value ?? '';
  });
  return isKnown ? filled : undefined;
}

function lookUp(name: string, scopes: Scopes): string | undefined {
  for (const [index, scope] of scopes.entries()) {
    const found = scope.find((variable) => variable.name === name);
    if (!found) continue;
    const outer = scopes.slice(index + 1);
    const { type = 'str', value = '' } = found;
    if (type === 'env') {
      const other = String(value);
      // A variable that names itself means the one of the surrounding place.
      return lookUp(other, other === name ? outer : scopes.slice(index));
    }
    if (!PLAIN.has(type)) return undefined;
    return type === 'conf-type' ? resolved(String(value), outer) : String(value);
  }
  return process.env[name];
}
