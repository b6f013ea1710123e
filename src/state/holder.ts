import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that holds a lease or a piece of work. JSON. */
export interface Holder {
  readonly id: string;
  readonly pid: number;
  /** Within which `pid` means something: see {@link placeOfProcesses}. */
  readonly place: string;
}

/** This process under an id that nothing else has. */
export function newHolder(): Holder {
  return { id: randomUUID(), pid: process.pid, place: placeOfProcesses() };
}

/** Whether a holder's process has surely ended. Of one elsewhere, nobody can tell. */
export function hasDied({ pid, place }: Holder): boolean {
  if (place !== placeOfProcesses()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH';
  }
}

/** The machine and, on Linux, the namespace of process ids: two containers may have one host name. */
function placeOfProcesses(): string {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Not Linux.
  }
  return `${hostname()} ${namespace}`;
}
