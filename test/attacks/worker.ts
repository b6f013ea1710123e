/**
 * A process that plays attacks, one after the other, as they come in; it may not outlive one. Started by workers.ts with a
 * heap of 512 MB, as small installations have it.
 */
import type { Attack } from './attack.js';
import { helper } from './flow.js';
import { play } from './play.js';

/** MB of heap after which a process is replaced: what earlier attacks left must not end a later one. */
const TIRED = 150;

process.on('message', (attack: Attack) => {
  play(attack).then(
    (verdict) => process.send?.({ ...verdict, tired: isTired() }),
    // What fails here is the suite itself, or what it asks of the package: either is not held.
    (thrown: unknown) =>
      process.send?.({
        kind: attack.kind,
        name: attack.name,
        ends: [],
        ms: 0,
        faults: [`the play failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`],
      }),
  );
});
process.on('disconnect', () => process.exit());

// Whatever ends Node-RED ends this process too: a rejection or an exception that nobody handles.
helper.startServer(() => void process.send?.('ready'));

function isTired(): boolean {
  const used = () => process.memoryUsage().heapUsed / 2 ** 20;
  if (used() > TIRED) globalThis.gc?.();
  return used() > TIRED;
}
