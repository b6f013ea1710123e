import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '../../src/runtime.js';
import { Database } from '../../src/state/sqlite/database.js';
import { SqliteQueue } from '../../src/state/sqlite/sqlite-queue.js';
import { SqliteStore } from '../../src/state/sqlite/sqlite-store.js';
import { VirtualTime } from '../virtual-time.js';

/** Longest time that a worker runs before it is killed, ms. */
const LONGEST_LIFE = 150;

/** What was found after the kills. All figures except the first two must be 0. */
export interface KillFigures {
  readonly kills: number;
  /** Pieces that workers were told are stored. */
  readonly added: number;
  /** Pieces that were handed out a second time, with `taken` above 1 as required. */
  readonly repeated: number;
  /** Pieces that were acknowledged, but were neither handled nor waiting at the end. */
  readonly lost: number;
  /** Pieces that were handed out again without a higher `taken`. */
  readonly unsaid: number;
  /** Claims that were acknowledged but could be made once more. */
  readonly claimedTwice: number;
  /** Cursors that are before a place that was acknowledged. */
  readonly setBack: number;
}

/**
 * Kills (-9) a process that uses a state file, at random moments, again and again on the same file. Then checks whether
 * everything that the process was told is true.
 * @param seed decides the moments
 */
export async function killAgainAndAgain(kills: number, seed: number): Promise<KillFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'kills-'));
  const path = join(folder, 'state.db');
  const { random } = new VirtualTime(seed);
  const seen = { added: new Set<string>(), ended: new Set<string>(), claimed: new Set<string>() };
  const takes = new Map<string, number>();
  let [unsaid, repeated, setBack, first] = [0, 0, 0, 0];
  try {
    for (let kill = 0; kill < kills; kill++) {
      const lines = await oneLife(path, first, random() * LONGEST_LIFE);
      const cursors = new Map<string, number>();
      for (const line of lines) {
        const [what = '', n = '', more] = line.split(' ');
        if (what === 'set') {
          cursors.set(`cursor ${n}`, Number(more));
          continue;
        }
        first = Math.max(first, Number(n) + 1 || 0);
        if (what === 'added') seen.added.add(n);
        if (what === 'ended') seen.ended.add(n);
        if (what === 'claimed') seen.claimed.add(n);
        if (what !== 'began') continue;
        const before = takes.get(n) ?? 0;
        if (before > 0) repeated++;
        if (Number(more) <= before) unsaid++;
        takes.set(n, Number(more));
      }
      setBack += await countSetBack(path, cursors);
      // A piece whose add has begun may be stored although no line has its number, so these numbers are not used again.
      first += 100;
    }
    const { lost, claimedTwice } = await check(path, seen);
    return { kills, added: seen.added.size, repeated, lost, unsaid, claimedTwice, setBack };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The whole lines that a worker wrote before it was killed, `ms` after it began. */
function oneLife(path: string, first: number, ms: number): Promise<string[]> {
  const log = `${path}.log`;
  rmSync(log, { force: true });
  return new Promise((resolve, reject) => {
    const worker = spawn(
      process.execPath,
      ['--import', 'tsx', join(__dirname, 'worker.ts'), path, log, String(first)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    worker.stdout.once('data', () => setTimeout(() => worker.kill('SIGKILL'), ms));
    worker.on('error', reject);
    worker.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(readFileSync(log, 'utf8').split('\n').slice(0, -1));
      else reject(new Error(`The worker ended by itself (${code}).`));
    });
  });
}

async function countSetBack(path: string, cursors: ReadonlyMap<string, number>): Promise<number> {
  const database = await Database.open(path, systemRuntime());
  const kept = await new SqliteStore(database).get<number>([...cursors.keys()]);
  await database.close();
  return [...cursors.values()].filter((told, at) => (kept[at]?.value ?? -1) < told).length;
}

async function check(
  path: string,
  { added, ended, claimed }: Readonly<Record<'added' | 'ended' | 'claimed', ReadonlySet<string>>>,
) {
  const database = await Database.open(path, systemRuntime());
  const queue = new SqliteQueue(database);
  const left = new Set<string>();
  const serving = queue.serve('events', async ({ id }) => void left.add(id.replace('event ', '')), {
    atOnce: 50,
    losses: 1_000,
  });
  for (;;) {
    const { waiting, taken } = await queue.counts('events');
    if (waiting + taken === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await serving.close();
  const again = await new SqliteStore(database).claim(
    [...claimed].map((n) => `event ${n}`),
    1,
  );
  await database.close();
  return {
    lost: [...added].filter((n) => !ended.has(n) && !left.has(n)).length,
    claimedTwice: again.filter(Boolean).length,
  };
}
