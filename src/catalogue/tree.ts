import { resourceLabel } from './labels.js';
import { OPERATION_METHODS, type Operation } from './operation.js';
import { supersededBy, versionOf } from './versions.js';

/** A category, a tool or a resource. Resources contain operations, the others contain branches. */
export interface Branch {
  readonly name: string;
  /** Number of operations in it, at any depth. */
  readonly count: number;
  readonly branches: readonly Branch[];
  readonly operations: readonly Operation[];
}

/**
 * The operations by category, tool and resource, each sorted by name. In a resource, the newest operations come first
 * and superseded ones last.
 */
export function browse(operations: readonly Operation[]): Branch[] {
  const superseded = supersededBy(operations);
  const order = [...operations].sort(
    (a, b) =>
      Number(superseded.has(a.id)) - Number(superseded.has(b.id)) ||
      versionOf(b) - versionOf(a) ||
      compare(a.path, b.path) ||
      OPERATION_METHODS.indexOf(a.method) - OPERATION_METHODS.indexOf(b.method),
  );
  return branches(order, ['category', 'tool', 'resource']);
}

type Level = 'category' | 'tool' | 'resource';

function branches(operations: readonly Operation[], [level, ...deeper]: readonly Level[]): Branch[] {
  if (!level) return [];
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    const within = groups.get(operation[level]) ?? [];
    within.push(operation);
    groups.set(operation[level], within);
  }
  return [...groups]
    .sort(([a], [b]) => compare(a.toLowerCase(), b.toLowerCase()))
    .map(([key, within]) => ({
      name: level === 'resource' ? resourceLabel(key) : key,
      count: within.length,
      branches: branches(within, deeper),
      operations: deeper.length === 0 ? within : [],
    }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
