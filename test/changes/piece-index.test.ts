import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PieceIndex } from '../../src/changes/piece-index.js';
import { printOf } from '../../src/changes/row-print.js';
import { fileState, type State, systemRuntime } from '../../src/index.js';

const DAYS = Array.from({ length: 16 }, (_, at) => `2026-03-${String(at + 1).padStart(2, '0')}`);

/** One transaction; a machine that is busy may end it early and begin another one. One for each day would be 16. */
const FEW = 4;

const onDay = (id: number, date: string) => {
  const row = { id, date };
  return { print: printOf(String(id), row), row };
};

describe('the index of a window of days', () => {
  let folder: string;
  let state: State;
  let commits: (work: () => Promise<unknown>) => Promise<number>;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'procore-days-'));
    const file = join(folder, 'state.db');
    state = fileState(file, systemRuntime());
    commits = async (work) => {
      const before = commitsIn(`${file}-wal`);
      await work();
      return commitsIn(`${file}-wal`) - before;
    };
  });
  afterEach(async () => {
    await state.close();
    rmSync(folder, { recursive: true });
  });

  it('writes what is about all days together', async () => {
    const index = new PieceIndex(state.rows, 'logs');
    const rows = DAYS.map((day, at) => onDay(at, day));
    await index.begin([]);
    assert.ok((await commits(() => index.begin(DAYS))) <= FEW);
    assert.ok((await commits(() => index.keep(rows))) <= FEW);
    const later = DAYS.map((_, at) => onDay(at, DAYS.at(at - 1) ?? ''));
    assert.ok((await commits(() => index.keep(later))) <= FEW);
    assert.ok((await commits(() => index.forgetOtherDays(later))) <= FEW);
    // Each row is known on its new day only.
    assert.deepEqual(new Set(await index.compare(later)), new Set(['same']));
    assert.deepEqual(new Set(await index.compare(rows)), new Set(['new']));
    assert.ok((await commits(() => index.forget(['1', '2']))) <= FEW);
    assert.ok((await commits(() => index.forgetAll(DAYS))) <= FEW);
    assert.deepEqual(new Set(await index.compare(later)), new Set(['new']));
  });
});

/** The transactions in a write-ahead log: the last frame of each names the size of the database after it. */
function commitsIn(file: string): number {
  const log = readFileSync(file);
  const frame = 24 + log.readUInt32BE(8);
  const salt = log.readBigUInt64BE(16);
  let commits = 0;
  for (let at = 32; at + frame <= log.length && log.readBigUInt64BE(at + 8) === salt; at += frame)
    if (log.readUInt32BE(at + 4) > 0) commits++;
  return commits;
}
