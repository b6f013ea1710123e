import { createHash } from 'node:crypto';
import { rowOf } from '../../access/foreign.js';
import { printOf } from '../../changes/row-print.js';
import type { Change } from '../../changes/step.js';
import type { Piece } from '../../scope/piece.js';
import { type Action, instantOf, type NewEvent } from '../event.js';

/** Times of answers, and of many rows, have no fractions of it, ms. */
export const SECOND = 1_000;

/** ms by which Procore's clock may be fast. A row with a later time was not changed then. */
const FAST = 600_000;

/** What a comparison says of the events that it finds. Times are in ms since the epoch. */
export interface Finding {
  readonly resource: string;
  readonly source: 'reconciled' | 'polled';
  /** When the first comparison of the resource began: what changed before is no event. */
  readonly since: number;
  /** When this one began, by this machine's clock. */
  readonly began: number;
  /** The same by Procore's clock. */
  readonly comparedAt: number;
  /** Now, by Procore's clock, from which the events of deliveries have their times. */
  readonly now: number;
}

/**
 * The changes that are events.
 * @param isNew whether the piece was never read before: then only what changed since the first comparison, and removals
 */
export function eventsFor(
  changes: readonly Change[],
  piece: Piece,
  isNew: boolean,
  finding: Finding,
): NewEvent[] {
  const { since, began } = finding;
  const isNews = ({ op, row }: Change) =>
    op === 'delete' || !isNew || isWithin(changeOf(row), since, began + FAST);
  return changes.filter(isNews).map((change) => eventFor(change, piece, finding));
}

/** A change as an event. */
export function eventFor({ op, key, row }: Change, piece: Piece, finding: Finding): NewEvent {
  const { resource, source, since, comparedAt, now } = finding;
  const companyId = String(piece.company.id);
  const projectId = piece.project && String(piece.project.id);
  const { created } = timesOf(row);
  const changed = changeOf(row);
  const at = op === 'upsert' && changed ? changed.text : new Date(now).toISOString();
  const isCreated = created !== undefined && created.ms >= since && created.ms === changed?.ms;
  const action: Action = op === 'delete' ? 'delete' : isCreated ? 'create' : 'update';
  // A row of a recycle bin says when it was removed, and may be found twice.
  const identity = op === 'delete' && row !== null ? '' : at;
  const what = [companyId, projectId ?? '', resource, key, action, identity];
  return {
    // The content tells two changes apart that have the same time, or none.
    eventId: `${source}:${digest([...what, printOf(key, row).hash])}`,
    resource,
    action,
    resourceId: key,
    companyId,
    ...(projectId !== undefined && { projectId }),
    at,
    source,
    comparedAt: new Date(comparedAt).toISOString(),
    raw: row,
  };
}

interface Time {
  readonly text: string;
  readonly ms: number;
}

function isWithin(time: Time | undefined, from: number, to: number): boolean {
  return time !== undefined && time.ms >= from && time.ms <= to;
}

/** When a row says that it was changed last. */
function changeOf(row: unknown): Time | undefined {
  const { created, updated } = timesOf(row);
  return updated ?? created;
}

function timesOf(row: unknown): { readonly created: Time | undefined; readonly updated: Time | undefined } {
  const { created_at: created, updated_at: updated } = rowOf(row);
  return { created: timeOf(created), updated: timeOf(updated) };
}

function timeOf(value: unknown): Time | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const ms = instantOf(value) / 1_000;
  return Number.isFinite(ms) ? { text: value, ms } : undefined;
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
