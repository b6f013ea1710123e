import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chance } from './chance.js';
import { Play } from './play.js';
import { SqlCopy } from './sql-copy.js';

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
    return { kills, wrongs: await differing(join(folder, 'copy.db'), play) };
  } finally {
    await play.close();
    rmSync(folder, { recursive: true });
  }
}

/** Runs a reader. @param steps after which it is killed; undefined lets it end */
function reader(play: Play, folder: string, steps: number | undefined): Promise<void> {
  const { source, proxy } = play;
  const { simulator, list, companyId } = source;
  const told = {
    folder,
    loginUrl: simulator.loginUrl,
    apiUrl: proxy.url,
    clientId: simulator.clientId,
    clientSecret: simulator.clientSecret,
    companyId: String(companyId),
    path: list.path,
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

async function differing(file: string, { source }: Play): Promise<number> {
  const copy = new SqlCopy(`GET ${source.list.path}`, file);
  try {
    const here = copy.rows();
    const there = await copy.likewise(await source.read());
    const keys = new Set([...there.keys(), ...here.keys()]);
    return [...keys].filter((key) => there.get(key) !== here.get(key)).length;
  } finally {
    copy.close();
  }
}
