import { type Level, levelOn, reaches, type ToolLevel } from '../catalogue/levels.js';
import { OperationMatcher } from '../catalogue/match.js';
import { needsOf } from '../catalogue/needs.js';
import type { Operation } from '../catalogue/operation.js';
import type { Scope } from '../catalogue/scope.js';

/** A call that flows make, as far as it stands in them. */
export interface UsedOperation {
  /** Empty where the message decides. */
  readonly method: string;
  /** With values or `{placeholders}`; empty where the message decides. */
  readonly path: string;
  /** Who makes it: a node's name, or what it is and where. */
  readonly usedBy: string;
  /** How the node names its connection, where nobody can know whether it is the one that is looked at. */
  readonly connection?: string;
}

export type Verdict = 'missing' | 'enough' | 'more than needed' | 'unknown' | 'cannot be known';

/** What one tool takes and what the account has on it; or a call of which nothing can be known before it is made. */
export interface RequiredRow {
  /** Where the level is given in the Permissions Builder. Null for a call that cannot be known. */
  readonly scope: Scope | null;
  readonly tool: string | null;
  readonly needed: Level | null;
  /** Null where it was not looked at, or no tool of this name is listed. */
  readonly has: Level | null;
  readonly verdict: Verdict;
  /** Names of the operations, or method and path as they stand in the flow. */
  readonly operations: string;
  readonly used_by: string;
}

/** What the account has, by where it is given; undefined where it could not be read. */
export type Given = Readonly<Record<Scope, readonly ToolLevel[] | undefined>>;

interface Need {
  readonly scope: Scope;
  readonly tool: string;
  needed: Level;
  readonly operations: Set<string>;
  readonly usedBy: Set<string>;
}

/**
 * The tools and levels that some calls take, as the Permissions Builder wants them entered, beside what the account has.
 * Tools that nothing uses follow where the account has a level on them, and calls that cannot be known come last.
 */
export function requiredPermissions(
  used: readonly UsedOperation[],
  catalogue: readonly Operation[],
  given: Given,
): RequiredRow[] {
  const matcher = new OperationMatcher(catalogue);
  const needs = new Map<string, Need>();
  const unknown: RequiredRow[] = [];
  for (const { method, path, usedBy, connection } of used) {
    const isKnown = connection === undefined && isFixed(method) && isFixed(path);
    const operation = isKnown ? matcher.match(method, path) : undefined;
    if (!operation) {
      const call = `${method || '(method of the message)'} ${path || '(path of the message)'}`;
      const operations = connection === undefined ? call : `${call}, connection ${connection}`;
      unknown.push({ ...NOTHING, verdict: 'cannot be known', operations, used_by: usedBy });
      continue;
    }
    const { tool, level, scope } = needsOf(operation);
    if (level === 'None') continue;
    const key = `${scope}/${tool}`;
    const need = needs.get(key) ?? { scope, tool, needed: level, operations: new Set(), usedBy: new Set() };
    needs.set(key, need);
    if (!reaches(need.needed, level)) need.needed = level;
    need.operations.add(operation.name);
    need.usedBy.add(usedBy);
  }
  const rows = [...needs.values()].map((need) => measured(need, given));
  return [...rows.sort(byPlace), ...unused(rows, given), ...unknown];
}

const NOTHING = { scope: null, tool: null, needed: null, has: null } as const;

function measured({ scope, tool, needed, operations, usedBy }: Need, given: Given): RequiredRow {
  const found = levelOn(given[scope] ?? [], tool);
  const has = found?.level ?? null;
  return {
    scope,
    tool: found?.tool ?? tool,
    needed,
    has,
    verdict: verdictOn(needed, has),
    operations: [...operations].sort().join(', '),
    used_by: [...usedBy].sort().join(', '),
  };
}

function verdictOn(needed: Level, has: Level | null): Verdict {
  if (has === null) return 'unknown';
  if (!reaches(has, needed)) return 'missing';
  return has === needed ? 'enough' : 'more than needed';
}

/** Levels that no flow has a use for. */
function unused(rows: readonly RequiredRow[], given: Given): RequiredRow[] {
  return (['company', 'project'] as const).flatMap((scope) =>
    (given[scope] ?? [])
      .filter(
        ({ tool, level }) =>
          level !== 'None' && !rows.some((row) => row.scope === scope && row.tool === tool),
      )
      .map(({ tool, level }) => ({
        scope,
        tool,
        needed: 'None' as const,
        has: level,
        verdict: 'more than needed' as const,
        operations: '',
        used_by: '',
      })),
  );
}

function byPlace(a: RequiredRow, b: RequiredRow): number {
  return (a.scope ?? '').localeCompare(b.scope ?? '') || (a.tool ?? '').localeCompare(b.tool ?? '');
}

/** Whether a field says what will be sent, and not where it comes from. */
function isFixed(text: string): boolean {
  return text !== '' && !/\$[{(]/.test(text);
}
