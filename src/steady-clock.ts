/** Speed of this clock after the machine's clock was set back, until that one has caught up. */
const SLOWED = 0.9;

/**
 * A clock that is never set back: a wait until half past two must not start again because it is half past one again.
 * While the machine's clock is behind, this one goes a little slower, until both meet.
 * @param wall the machine's clock, ms since the epoch
 * @param monotonic ms since any fixed moment
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

/** The one clock of this process, ms since the epoch. Times that are compared must come from the same clock. */
export const steadyNow: () => number = steadyClock(Date.now, () => performance.now());
