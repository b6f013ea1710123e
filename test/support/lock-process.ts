/** A process that takes a lock, says so, and holds it until it is killed: `lock-process.ts PATH`. */
import { systemRuntime } from '../../src/runtime.js';
import { withLock } from '../../src/state/lock-file.js';

void withLock(
  process.argv[2] ?? '',
  () => {
    process.stdout.write('held\n');
    return new Promise(() => setInterval(() => undefined, 1_000));
  },
  { runtime: systemRuntime() },
);
