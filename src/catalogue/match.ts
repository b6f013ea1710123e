import type { Operation } from './operation.js';

interface Node {
  /** Segments without a placeholder, by their text. */
  readonly literal: Map<string, Node>;
  /** Segments with a placeholder: `{id}` matches anything, `{id}.pdf` anything that ends in `.pdf`. */
  readonly open: Array<{ readonly pattern: RegExp; readonly node: Node }>;
  readonly byMethod: Map<string, Operation>;
}

/**
 * Finds the operation of a concrete path: `GET /rest/v1.0/projects/12/rfis` is "List RFIs". A segment that an operation
 * writes out wins over a placeholder, so `/rfis/default_distribution` is not a request for one RFI.
 */
export class OperationMatcher {
  readonly #root = node();

  constructor(operations: readonly Operation[]) {
    for (const operation of operations) this.#add(operation);
  }

  /** @param path with values, or with placeholders of any name; its query is ignored */
  match(method: string, path: string): Operation | undefined {
    const segments = (path.split(/[?#]/)[0] ?? '').replace(/\/$/, '').split('/');
    return search(this.#root, segments, method.toUpperCase());
  }

  #add(operation: Operation): void {
    let at = this.#root;
    for (const segment of operation.path.split('/')) at = child(at, segment);
    if (!at.byMethod.has(operation.method)) at.byMethod.set(operation.method, operation);
  }
}

function node(): Node {
  return { literal: new Map(), open: [], byMethod: new Map() };
}

function child(parent: Node, segment: string): Node {
  if (!segment.includes('{')) {
    const known = parent.literal.get(segment) ?? node();
    parent.literal.set(segment, known);
    return known;
  }
  const pattern = patternOf(segment);
  const known = parent.open.find((each) => each.pattern.source === pattern.source);
  if (known) return known.node;
  const added = { pattern, node: node() };
  parent.open.push(added);
  // The more specific pattern comes first: `{id}.pdf` before `{id}`.
  parent.open.sort((a, b) => b.pattern.source.length - a.pattern.source.length);
  return added.node;
}

function patternOf(segment: string): RegExp {
  const parts = segment.split(/\{\w+\}/).map((part) => part.replace(/[^\w]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

function search(at: Node, segments: readonly string[], method: string): Operation | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return at.byMethod.get(method);
  const literal = at.literal.get(segment);
  const found = literal && search(literal, rest, method);
  if (found) return found;
  for (const { pattern, node } of at.open) {
    const found = pattern.test(segment) ? search(node, rest, method) : undefined;
    if (found) return found;
  }
  return undefined;
}
