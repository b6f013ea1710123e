import type { Piece } from '../scope/piece.js';
import type { Store } from '../state/contract.js';
import type { Unreachable } from './cursor.js';
import { nameOf } from './task.js';

/** A piece that cannot be read. Its rows stay. */
export type UnreachablePiece = Unreachable & { readonly companyId: string; readonly projectId?: string };

/** What a run covers. */
interface Coverage {
  readonly pieces: readonly Piece[];
  /** Names of pieces that exist, and are left out by a filter. */
  readonly leftOut: ReadonlySet<string>;
  /** ms since the epoch. */
  readonly now: number;
  /** Whether earlier pieces are forgotten. */
  readonly forget: boolean;
}

/** The names of all pieces that were ever read, and those of them that are gone from the account's view. */
export async function knownPieces(
  store: Store,
  key: string,
  { pieces, leftOut, now, forget }: Coverage,
): Promise<{ readonly names: readonly string[]; readonly gone: readonly UnreachablePiece[] }> {
  const [kept] = await store.get<Record<string, string | null>>([key]);
  const before = forget ? {} : (kept?.value ?? {});
  const covered = new Set(pieces.map(nameOf));
  const after: Record<string, string | null> = {};
  const gone: UnreachablePiece[] = [];
  for (const name of new Set([...Object.keys(before), ...covered])) {
    const isThere = covered.has(name) || leftOut.has(name);
    const since = isThere ? null : (before[name] ?? new Date(now).toISOString());
    after[name] = since;
    const [companyId = '', projectId] = name.split('/');
    if (since === null) continue;
    const reason = projectId ? 'project not permitted' : 'app not installed';
    gone.push({ companyId, ...(projectId && { projectId }), reason, since });
  }
  if (JSON.stringify(kept?.value) !== JSON.stringify(after)) await store.set(key, after);
  return { names: Object.keys(after), gone };
}
