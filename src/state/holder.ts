import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that holds a lease or a piece of work. JSON. */
export interface Holder {
  readonly id: string;
  readonly pid: number;
  /** The machine, and the namespace in which `pid` is valid: see {@link placeOfProcesses}. */
  readonly place: string;
}

/** This process, under a unique id. */
export function newHolder(): Holder {
  return { id: randomUUID(), pid: process.pid, place: placeOfProcesses() };
}

/** Whether a holder's process has surely ended. For a process in another place this cannot be known. */
export function hasDied({ pid, place }: Holder): boolean {
  if (place !== placeOfProcesses()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH';
  }
}

/** The machine and, on Linux, the namespace of process ids, since two containers may have the same host name. */
function placeOfProcesses(): string {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not Linux.
  }
  return `${hostname()} ${namespace}`;
}
