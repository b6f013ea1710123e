import { LEVELS, type Level } from '../catalogue/levels.js';
import { type Access, type AccessRow, ALL_TOOLS, keyOf, type Subject } from './access-row.js';

export type ChangeKind = 'gained' | 'lost' | 'raised' | 'lowered' | 'changed';

/** Something that differs from the last run. */
export interface Change extends AccessRow {
  readonly change: ChangeKind;
  /** Null if nothing was known before. */
  readonly before: Access | null;
}

/** Access that exists, as opposed to access that was looked for and not found. */
const THERE: ReadonlySet<Access> = new Set<Access>(['installed', 'permitted']);

/**
 * The changes between two runs. A company or project that came or went is one change, not one per tool. A level that
 * could not be read, in either run, is no change.
 */
export function difference(before: readonly AccessRow[], after: readonly AccessRow[]): Change[] {
  const [old, now] = [byKey(before), byKey(after)];
  const places = new Set<string>();
  const changes: Change[] = [];
  for (const subject of ['company', 'project'] as const) {
    for (const [key, known] of merged(old, now)) {
      if (known.subject !== subject || places.has(placeOf(known, 'company'))) continue;
      const [was, is] = [old.get(key), now.get(key)];
      if (was?.access === 'unknown' || is?.access === 'unknown') {
        // Nothing is known about the projects and tools in it either.
        places.add(placeOf(known, subject));
        continue;
      }
      const [wasThere, isThere] = [isSeen(was), isSeen(is)];
      if (wasThere === isThere) continue;
      places.add(placeOf(known, subject));
      const access = is?.access ?? (subject === 'company' ? 'not installed' : 'not permitted');
      changes.push({ ...known, access, before: was?.access ?? null, change: isThere ? 'gained' : 'lost' });
    }
  }
  const untold = (row: AccessRow) =>
    places.has(placeOf(row, 'company')) || places.has(placeOf(row, 'project'));
  for (const [key, known] of merged(old, now)) {
    if (known.subject === 'company' || known.subject === 'project' || untold(known)) continue;
    const change = changeWithin(old.get(key), now.get(key), known, [old, now]);
    if (change) changes.push(change);
  }
  return changes;
}

/** The rows to compare the next run with. What could not be read this time keeps its earlier row. */
export function remembered(before: readonly AccessRow[], after: readonly AccessRow[]): AccessRow[] {
  const unread = new Set(
    after.filter(({ tool }) => tool === ALL_TOOLS).map((row) => placeOf(row, 'project')),
  );
  const old = byKey(before);
  const found = byKey(after);
  const unreadCompanies = new Set(
    after
      .filter(({ subject, access }) => subject === 'company' && access === 'unknown')
      .map((row) => placeOf(row, 'company')),
  );
  const untold = (row: AccessRow) => unreadCompanies.has(placeOf(row, 'company')) && !found.has(keyOf(row));
  const kept = before.filter(
    (row) => untold(row) || (row.subject === 'tool' && unread.has(placeOf(row, 'project'))),
  );
  const current = after.map((row) => (row.access === 'unknown' ? (old.get(keyOf(row)) ?? row) : row));
  const known = new Set(kept.map((row) => placeOf(row, 'project')));
  return [...current.filter((row) => row.tool !== ALL_TOOLS || !known.has(placeOf(row, 'project'))), ...kept];
}

/**
 * The changes in one sentence, e.g. `3 projects lost access, 1 tool went down to Read Only`. Empty if nothing changed.
 */
export function summaryOf(changes: readonly Change[]): string {
  const groups = new Map<string, { readonly first: Change; readonly what: Set<string> }>();
  for (const change of changes) {
    const group = groups.get(told(change, 1)) ?? { first: change, what: new Set() };
    groups.set(told(change, 1), group);
    // Levels come with the app, so one changed tool changes in every project.
    group.what.add(change.tool ?? keyOf(change));
  }
  return [...groups.values()].map(({ first, what }) => told(first, what.size)).join(', ');
}

function changeWithin(
  was: AccessRow | undefined,
  is: AccessRow | undefined,
  known: AccessRow,
  [old, now]: readonly [ReadonlyMap<string, AccessRow>, ReadonlyMap<string, AccessRow>],
): Change | undefined {
  if (known.tool === ALL_TOOLS || was?.access === 'unknown' || is?.access === 'unknown') return undefined;
  if (known.subject === 'user') {
    if (!was || !is || was.access === is.access) return undefined;
    return { ...known, access: is.access, before: was.access, change: 'changed' };
  }
  // If the levels of a company or project could not be read, nothing can be said about its tools.
  const all = keyOf({ ...known, tool: ALL_TOOLS });
  if (old.has(all) || now.has(all)) return undefined;
  const [from, to] = [levelOf(was), levelOf(is)];
  if (from === to) return undefined;
  const change = LEVELS.indexOf(to) > LEVELS.indexOf(from) ? 'raised' : 'lowered';
  return { ...known, access: to, before: was ? from : null, change };
}

/** Singular and plural. */
const NOUNS: Readonly<Record<Subject, readonly [string, string]>> = {
  company: ['company', 'companies'],
  project: ['project', 'projects'],
  user: ['account user', 'account users'],
  tool: ['tool', 'tools'],
};

function told({ subject, change, access }: Change, count: number): string {
  const noun = NOUNS[subject][count === 1 ? 0 : 1];
  if (subject === 'user') return `${count} ${noun} ${count === 1 ? 'is' : 'are'} now ${access}`;
  if (subject === 'tool') return `${count} ${noun} went ${change === 'raised' ? 'up' : 'down'} to ${access}`;
  return `${count} ${noun} ${change} access`;
}

/** The company or project that a row belongs to. */
function placeOf(
  { company_id: company, project_id: project }: AccessRow,
  kind: 'company' | 'project',
): string {
  return kind === 'company' ? company : `${company}/${project ?? ''}`;
}

function isSeen(row: AccessRow | undefined): boolean {
  return row !== undefined && THERE.has(row.access);
}

function levelOf(row: AccessRow | undefined): Level {
  return LEVELS.find((level) => level === row?.access) ?? 'None';
}

function byKey(rows: readonly AccessRow[]): Map<string, AccessRow> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/** The keys of both runs, each with its newer row. */
function merged(
  old: ReadonlyMap<string, AccessRow>,
  now: ReadonlyMap<string, AccessRow>,
): Map<string, AccessRow> {
  return new Map([...old, ...now]);
}
