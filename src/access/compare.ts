import { inOrder } from '../queue/in-order.js';
import type { Access, AccessRow, Named, Subject } from './access-row.js';
import { ALL_TOOLS, keyOf, row } from './access-row.js';
import type { AccountView } from './account-view.js';

/** Projects whose levels are compared at the same time; the quota sets the speed. */
const AT_ONCE = 4;

export type Side = 'both' | 'only A' | 'only B';

/** A company, project or tool, and which of the two connections sees it. */
export interface ComparedRow extends Omit<AccessRow, 'access'> {
  readonly seen_by: Side;
  /** Null if this connection does not see it. */
  readonly access_a: Access | null;
  readonly access_b: Access | null;
  /** Whether both connections have the same access. */
  readonly same: boolean;
}

export interface CompareOptions {
  /** The only company to compare. @default all companies that either connection sees */
  readonly company?: string | undefined;
  /** Whether to compare the levels on tools as well, for two more requests per project that both see. */
  readonly tools: boolean;
}

/** Compares what two connections see. Yields the rows of one company at a time. */
export async function* compare(
  a: AccountView,
  b: AccountView,
  { company: only, tools }: CompareOptions,
): AsyncGenerator<ComparedRow[], void, undefined> {
  const [ofA, ofB] = await Promise.all([a.companies(), b.companies()]);
  const all = [...new Map([...ofA, ...ofB].map((company) => [company.id, company])).values()];
  for (const company of all.filter(({ id }) => only === undefined || id === only)) {
    const [rowsA, rowsB] = await Promise.all([
      seenIn(a, company, has(ofA, company)),
      seenIn(b, company, has(ofB, company)),
    ]);
    if (isUnread(rowsA) || isUnread(rowsB)) {
      // If one side could not list its projects, they cannot be compared.
      yield compared(rowsA.slice(0, 1), rowsB.slice(0, 1));
      continue;
    }
    yield compared(rowsA, rowsB);
    if (!tools || rowsA.length === 0 || rowsB.length === 0) continue;
    const inB = new Set(rowsB.map(keyOf));
    const shared = rowsA.filter((each) => inB.has(keyOf(each)));
    yield* inOrder(
      () => shared.length,
      AT_ONCE,
      async (index) => {
        const { project_id: id = null, project = null } = shared[index] ?? {};
        const place = id === null ? undefined : { id, name: project ?? '' };
        const [levelsA, levelsB] = await Promise.all([
          toolsIn(a, company, place),
          toolsIn(b, company, place),
        ]);
        if (levelsA && levelsB) return compared(levelsA, levelsB);
        const unknown = [row('tool', 'unknown', company, place, ALL_TOOLS)];
        return compared(levelsA ? [] : unknown, levelsB ? [] : unknown);
      },
      () => undefined,
    );
  }
}

/**
 * Two lists of access rows, side by side. If one side has None on a tool and the other does not list it, they are the
 * same.
 */
export function compared(a: readonly AccessRow[], b: readonly AccessRow[]): ComparedRow[] {
  const [ofA, ofB] = [a, b].map((rows) => new Map(rows.map((each) => [keyOf(each), each])));
  const all = new Map([...(ofB ?? []), ...(ofA ?? [])]);
  return [...all].map(([key, { access: _, ...about }]) => {
    const [inA, inB] = [ofA?.get(key)?.access ?? null, ofB?.get(key)?.access ?? null];
    const seen_by = sideOf(isSeen(inA), isSeen(inB));
    return { ...about, seen_by, access_a: inA, access_b: inB, same: (inA ?? 'None') === (inB ?? 'None') };
  });
}

/** Counts per kind and side: `{projects: {both, only A, only B, different}, …}`. */
export function tallyOf(rows: readonly ComparedRow[]): Record<string, Record<Side | 'different', number>> {
  const tally: Record<string, Record<Side | 'different', number>> = {};
  for (const { subject, seen_by, same, access_a, access_b } of rows) {
    tally[PLURAL[subject]] ??= { both: 0, 'only A': 0, 'only B': 0, different: 0 };
    const counts = tally[PLURAL[subject]] as Record<Side | 'different', number>;
    // If one side could not read it, nobody knows whether it differs.
    if (access_a === 'unknown' || access_b === 'unknown') continue;
    counts[seen_by]++;
    if (!same) counts.different++;
  }
  return tally;
}

const PLURAL: Readonly<Record<Subject, string>> = {
  company: 'companies',
  user: 'users',
  project: 'projects',
  tool: 'tools',
};

/**
 * The company and its projects that a connection sees; only the company, as unknown, if the projects could not be read.
 */
async function seenIn(view: AccountView, company: Named, installed: boolean): Promise<AccessRow[]> {
  const projects = installed ? await view.projects(company) : 'refused';
  if (projects === 'refused') return [];
  if (projects === 'unread') return [row('company', 'unknown', company)];
  const rows = projects.map((project) => row('project', 'permitted', company, project));
  return [row('company', 'installed', company), ...rows];
}

async function toolsIn(
  view: AccountView,
  company: Named,
  project: Named | undefined,
): Promise<AccessRow[] | undefined> {
  const levels = await view.levels(company, project);
  return levels?.map(({ tool, level }) => row('tool', level, company, project, tool));
}

function isUnread(rows: readonly AccessRow[]): boolean {
  return rows[0]?.access === 'unknown';
}

function has(companies: readonly Named[], { id }: Named): boolean {
  return companies.some((each) => each.id === id);
}

function isSeen(access: Access | null): boolean {
  return access !== null && access !== 'None';
}

/** Which side sees it; `both` if neither has access, since both are then the same. */
function sideOf(a: boolean, b: boolean): Side {
  if (a === b) return 'both';
  return a ? 'only A' : 'only B';
}
