import { ProcoreError } from '../../errors.js';

/** SQLite's result codes that we can explain (sqlite.org/rescode.html). */
const BUSY = 5;
const LOCKED = 6;
const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

const NO_ROOM = {
  cause: 'has no room left on its disk',
  fix: 'Free some space; what was not kept is tried again with the next message.',
};
const NOT_WRITABLE = {
  cause: 'cannot be written',
  fix: 'Let the user that runs Node-RED write to this file and its folder.',
};
const DAMAGED = {
  cause: 'is damaged',
  fix: 'Move it away and restart Node-RED. A new one is begun, and what was seen before is seen again.',
};
const HELD = {
  cause: 'is held by another process',
  fix: 'Give each Node-RED a user directory for itself.',
};

const BY_RESULT: ReadonlyMap<number, { readonly cause: string; readonly fix: string }> = new Map([
  [BUSY, HELD],
  [LOCKED, HELD],
  [READ_ONLY, NOT_WRITABLE],
  [CANNOT_OPEN, NOT_WRITABLE],
  [FULL, NO_ROOM],
  [CORRUPT, DAMAGED],
  [NOT_A_DATABASE, DAMAGED],
  [IO_ERROR, { cause: 'could not be read or written', fix: 'Check the disk, and the share it may be on.' }],
]);

const BY_SYSTEM: ReadonlyMap<string, { readonly cause: string; readonly fix: string }> = new Map([
  ['ENOSPC', NO_ROOM],
  ['EDQUOT', NO_ROOM],
  ['EACCES', NOT_WRITABLE],
  ['EPERM', NOT_WRITABLE],
  ['EROFS', NOT_WRITABLE],
  // Node.js reports this code for a folder on a read-only file system (measured with 24.21).
  ['ENOENT', NOT_WRITABLE],
]);

/** The primary result code of an SQLite error; undefined for any other error. */
export function resultOf(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number')
    return undefined;
  // The upper bytes only refine the code.
  return thrown.errcode & 0xff;
}

/** Whether another connection was writing, so that trying again a moment later may work. */
export function isBusy(thrown: unknown): boolean {
  const result = resultOf(thrown);
  return result === BUSY || result === LOCKED;
}

/** The error that a flow gets when something goes wrong with a state file. */
export function stateError(thrown: unknown, path: string): ProcoreError {
  if (thrown instanceof ProcoreError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const known = BY_RESULT.get(resultOf(thrown) ?? -1) ?? BY_SYSTEM.get(code);
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new ProcoreError({
    code: 'PROCORE_STATE',
    cause: `The state file ${path} ${known?.cause ?? `could not be used: ${text}`}.`,
    fix: known?.fix ?? 'Check the file and the disk it is on.',
    who: 'developer',
  });
}
