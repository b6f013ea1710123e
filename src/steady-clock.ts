/** How fast the clock goes on after it was set back, until the other one has caught up. */
const SLOWED = 0.9;

/**
 * A clock that is never set back: a wait until half past two must not begin anew because it is half past one again. As
 * long as the machine's clock is behind, this one goes a little slower, and both meet again.
 * @param wall the machine's clock, ms since the epoch
 * @param monotonic ms since whenever
 */
export function steadyClock(wall: () => number, monotonic: () => number): () => number {
  let shown = wall();
  let last = monotonic();
  return () => {
    const at = monotonic();
    shown = Math.max(wall(), shown + (at - last) * SLOWED);
    last = at;
    return Math.floor(shown);
  };
}

/** The one clock of this process, ms since the epoch. Times that are compared must come from the same one. */
export const steadyNow: () => number = steadyClock(Date.now, () => performance.now());
