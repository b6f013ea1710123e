import type { RunOptions } from '../call/run-options.js';
import { type ErrorCode, ProcoreError } from '../errors.js';
import type { Piece } from '../scope/piece.js';

const WAIT = 'try again later' as const;

/** Codes that end the whole run: every other piece would fail alike. */
const STOP: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PROCORE_AUTH',
  'PROCORE_CANCELLED',
  'PROCORE_CONFIG',
  'PROCORE_STATE',
]);

/** Whether a failure ends the whole run. */
export function isFatal({ code }: ProcoreError, { signal }: Pick<RunOptions, 'signal'>): boolean {
  return STOP.has(code) || signal?.aborted === true;
}

/** Whether the account may not read a piece, or its removals are held back. */
export function isRefusal({ code, status }: ProcoreError): boolean {
  return status === 403 || status === 404 || code === 'PROCORE_NOT_PERMITTED' || code === 'PROCORE_BRAKE';
}

/**
 * More rows are gone at once than the brake lets pass.
 * @param brake percent; 0 if all are gone, which needs a person's word
 */
export function tooManyGone(gone: number, rows: number, brake: number, piece: Piece): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_BRAKE',
    cause:
      brake > 0
        ? `${gone} of ${rows} rows are gone at once, which is more than ${brake} %.`
        : `All ${rows} rows are gone at once, and an empty list may also mean that they may not be seen.`,
    fix: 'Look in Procore whether they were removed. If they were, send a message with msg.confirmDeletes = true.',
    who: 'developer',
    ...idsOf(piece),
  });
}

/** Why a missing row may be in another project: one could not be read, or rows are being moved just now. */
export type Doubt = 'unread' | 'moving';

/** Missing rows may be in another project. */
export function mayHaveMoved(missing: number, doubt: Doubt, piece: Piece): ProcoreError {
  const isUnread = doubt === 'unread';
  return new ProcoreError({
    code: 'PROCORE_BRAKE',
    cause: isUnread
      ? `${missing} rows are missing, and another project could not be read, to which they may have been moved.`
      : `${missing} rows are missing, and rows are being moved between projects just now, so they may be among them.`,
    fix: isUnread
      ? 'The next run looks again. If that project stays out of reach, send a message with msg.confirmDeletes = true.'
      : 'Nothing is lost: the next run looks again.',
    who: WAIT,
    ...idsOf(piece),
  });
}

/** A list never stood still while it was read. */
export function unsettled(why: string, piece: Piece): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_BAD_RESPONSE',
    cause: `The list cannot be trusted to be whole: ${why}.`,
    fix: 'Nothing is lost: the next run reads it again.',
    who: WAIT,
    ...idsOf(piece),
  });
}

/** The account may not see the rows any more, so that missing ones are not known to be removed. */
export function lostSight(cause: string, reason: 'tool off' | 'level too low', piece: Piece): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_NOT_PERMITTED',
    reason,
    cause,
    fix: 'Give the account its level on the tool back. If it is meant so, send a message with msg.confirmDeletes = true.',
    who: 'company administrator',
    ...idsOf(piece),
  });
}

/** Another run, in another process, has begun since. */
export function superseded(): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_STATE',
    cause: 'Another run has begun to read the same changes.',
    fix: 'Send one message after the other, or give one of the nodes another cursor name.',
    who: 'developer',
  });
}

function idsOf({ company, project }: Piece) {
  return { companyId: String(company.id), ...(project && { projectId: String(project.id) }) };
}
