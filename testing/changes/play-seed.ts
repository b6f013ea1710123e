import { Play } from './play.js';
import type { Move } from './stirring.js';

const ROUNDS = 8;

/** What a seed has shown. */
export interface Played {
  readonly seed: number;
  readonly runs: number;
  readonly complete: number;
  readonly upserts: number;
  readonly deletes: number;
  readonly faults: number;
  /** How many moves of each kind there were. */
  readonly moves: Readonly<Record<Move, number>>;
  /** The paths that were asked for, in their order. */
  readonly paths: readonly string[];
  /** What must not be; empty if all is well. */
  readonly wrongs: readonly string[];
}

/** Plays one seed: rounds of changes, faults and cuts, then a calm in which the copy must become the source. */
export async function playSeed(seed: number): Promise<Played> {
  const play = await Play.start(seed);
  const client = play.client();
  let complete = 0;
  let runs = 0;
  try {
    play.isCalm = play.chance.isLucky(0.5);
    for (let round = 0; round < ROUNDS; round++) {
      for (let at = play.chance.below(6); at > 0; at--) play.stir();
      if (play.chance.isLucky(0.5)) play.skewClock();
      if (play.chance.isLucky(0.3)) play.flipRights();
      // Short runs one after the other, and some after half a day.
      play.turns.pass(play.chance.below(3) === 0 ? 43_200_000 : 20_000);
      const cutAfter = play.chance.isLucky(0.3) ? play.chance.below(8) : undefined;
      await client.forgetRefusals();
      runs++;
      if (await play.run(client, cutAfter === undefined ? {} : { cutAfter }).catch(tolerated)) complete++;
      play.isCalm = play.chance.isLucky(0.4);
    }
    play.isCalm = true;
    play.giveRightsBack();
    await client.forgetRefusals();
    // A run that was cut is gone on with, and then all is read once more.
    for (let look = 0; look < 2; look++) await play.run(client, { isConfirmed: true });
    if (!(await play.run(client))) play.wrongs.push('not complete in the end');
    runs += 3;
  } catch (thrown) {
    play.wrongs.push(`thrown: ${thrown instanceof Error ? thrown.stack : thrown}`);
  } finally {
    await client.close();
    await play.close();
  }
  const { upserts, deletes, faults, wrongs } = play;
  const { moves } = play.source.stirring;
  return { seed, runs, complete, upserts, deletes, faults, moves, paths: play.proxy.paths, wrongs };
}

/** A run may fail as a whole, such as when the list of projects cannot be read. */
function tolerated(thrown: unknown): undefined {
  if (thrown instanceof Error && thrown.name === 'ProcoreError') return undefined;
  throw thrown;
}
