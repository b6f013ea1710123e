import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Chance } from './chance.js';
import { Play } from './play.js';

/**
 * Kills a process that reads changes into a SQLite copy, again and again between its pages, while the source changes.
 * @returns the rows in which copy and source differ in the end
 */
export async function killReaders(
  kills: number,
): Promise<{ readonly kills: number; readonly wrongs: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'kill-readers-'));
  const chance = new Chance(kills);
  const play = await Play.start(1);
  try {
    for (let kill = 0; kill < kills; kill++) {
      for (let at = 0; at < 4; at++) play.stir();
      await reader(play, folder, 1 + chance.below(5));
    }
    play.isCalm = true;
    // What was cut off is gone on with; what it had missed comes then.
    for (let run = 0; run < 2; run++) await reader(play, folder, undefined);
    return { kills, wrongs: differing(join(folder, 'copy.db'), play.source()) };
  } finally {
    await play.close();
    rmSync(folder, { recursive: true });
  }
}

/** Runs a reader. @param steps after which it is killed; undefined lets it end */
function reader(play: Play, folder: string, steps: number | undefined): Promise<void> {
  const { simulator, proxy, list } = play;
  const told = {
    folder,
    loginUrl: simulator.loginUrl,
    apiUrl: proxy.url,
    clientId: simulator.clientId,
    clientSecret: simulator.clientSecret,
    companyId: String(simulator.companies[0]?.id),
    path: list[1],
  };
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(__dirname, 'reader.ts'), JSON.stringify(told)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let seen = 0;
  child.stdout.on('data', (text: Buffer) => {
    seen += text.toString().split('\n').length - 1;
    if (steps !== undefined && seen >= steps) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => {
      if (code === 0 || code === null) resolve();
      else reject(new Error(`The reader ended with ${code}.`));
    });
  });
}

function differing(file: string, source: ReadonlyMap<string, unknown>): number {
  const copy = new DatabaseSync(file);
  const rows = copy.prepare('SELECT key, row FROM copy').all() as Array<{ key: string; row: string }>;
  copy.close();
  const there = new Map(rows.map(({ key, row }) => [key, row]));
  const keys = new Set([...there.keys(), ...source.keys()]);
  return [...keys].filter((key) => there.get(key) !== JSON.stringify(source.get(key))).length;
}
