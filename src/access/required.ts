import { type Level, levelOn, reaches, type ToolLevel } from '../catalogue/levels.js';
import { OperationMatcher } from '../catalogue/match.js';
import { needsOf } from '../catalogue/needs.js';
import type { Operation } from '../catalogue/operation.js';
import type { Scope } from '../catalogue/scope.js';

/** A call that a flow makes, as far as the flow shows it. */
export interface UsedOperation {
  /** Empty if the message decides. */
  readonly method: string;
  /** With values or `{placeholders}`; empty if the message decides. */
  readonly path: string;
  /** The node that makes the call: its name, or its type and place. */
  readonly usedBy: string;
  /** The node's setting for its connection, if nobody can know whether it is the connection that is looked at. */
  readonly connection?: string;
}

export type Verdict = 'missing' | 'enough' | 'more than needed' | 'unknown' | 'cannot be known';

/**
 * The level that one tool needs and the level that the account has; or a call that cannot be known before it is made.
 */
export interface RequiredRow {
  /**
   * Whether the Permissions Builder sets the level for the company or per project. Null for a call that cannot be
   * known.
   */
  readonly scope: Scope | null;
  readonly tool: string | null;
  readonly needed: Level | null;
  /** Null if it was not looked at, or no tool of this name is listed. */
  readonly has: Level | null;
  readonly verdict: Verdict;
  /** Names of the operations, or method and path as they are in the flow. */
  readonly operations: string;
  readonly used_by: string;
}

/** The account's levels, by scope; undefined if they could not be read. */
export type Given = Readonly<Record<Scope, readonly ToolLevel[] | undefined>>;

interface Need {
  readonly scope: Scope;
  readonly tool: string;
  needed: Level;
  readonly operations: Set<string>;
  readonly usedBy: Set<string>;
}

/**
 * The tools and levels that calls need, as they are entered in the Permissions Builder, beside the levels that the
 * account has. Unused tools on which the account has a level come next, and calls that cannot be known come last.
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

/** Levels that no flow uses. */
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

/** Whether a field holds the value that will be sent, and not a reference to it. */
function isFixed(text: string): boolean {
  return text !== '' && !/\$[{(]/.test(text);
}
