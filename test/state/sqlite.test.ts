import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ProcoreError } from '../../src/errors.js';
import type { TakenPiece } from '../../src/queue/work-queue.js';
import { SealedStore } from '../../src/state/sealed-store.js';
import { Database } from '../../src/state/sqlite/database.js';
import { SqliteQueue } from '../../src/state/sqlite/sqlite-queue.js';
import { SqliteStore } from '../../src/state/sqlite/sqlite-store.js';
import { fileState } from '../../src/state/state.js';
import { until } from '../support/until.js';
import { HandClock, temporaryFolder } from './stage.js';

const isStateError = (words: RegExp) => (thrown: unknown) => {
  assert.ok(thrown instanceof ProcoreError);
  assert.equal(thrown.code, 'PROCORE_STATE');
  assert.match(thrown.message, words);
  return true;
};

describe('A state', () => {
  it('that is closed frees the pieces that were taken, although the process lives on', async () => {
    const folder = temporaryFolder();
    const path = join(folder.path, 'state.db');
    const clock = new HandClock();
    const taken: number[] = [];
    for (let n = 0; n < 2; n++) {
      const state = fileState(path, clock);
      if (n === 0) await state.queue.add('q', [{ id: 'a', data: 1 }]);
      const stopped = (signal: AbortSignal) =>
        new Promise<never>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      state.queue.serve('q', (piece, signal) => {
        taken.push(piece.taken);
        return stopped(signal);
      });
      await until(() => taken.length === n + 1);
      await state.close();
    }
    assert.deepEqual(taken, [1, 2]);
    folder.remove();
  });
});

describe('A SQLite state file', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let clock: HandClock;
  let path: string;

  beforeEach(() => {
    folder = temporaryFolder();
    clock = new HandClock();
    path = join(folder.path, 'deep', 'state.db');
  });
  afterEach(() => folder.remove());

  const modeOf = (file: string) => statSync(file).mode & 0o777;

  it('may be read by its owner only, with the files that SQLite makes beside it', async () => {
    const database = await Database.open(path, clock);
    await new SqliteStore(database).set('key', 1);
    const files = readdirSync(join(folder.path, 'deep'));
    assert.deepEqual(files.sort(), ['state.db', 'state.db-shm', 'state.db-wal']);
    for (const file of files) assert.equal(modeOf(join(folder.path, 'deep', file)), 0o600, file);
    assert.equal(modeOf(join(folder.path, 'deep')), 0o700);
    await database.close();
  });

  it('lies in a folder that others cannot look into, also if it was there before', async function () {
    // Windows keeps no modes of files: who may read a folder there is said in another way.
    if (process.platform === 'win32') return this.skip();
    mkdirSync(join(folder.path, 'deep'));
    chmodSync(join(folder.path, 'deep'), 0o755);
    const database = await Database.open(path, clock);
    assert.equal(modeOf(join(folder.path, 'deep')), 0o700);
    await database.close();
  });

  it('keeps what was written for the next one that opens it', async () => {
    const first = await Database.open(path, clock);
    const revision = await new SqliteStore(first).set('key', { a: 1 });
    await first.close();
    const second = await Database.open(path, clock);
    assert.deepEqual(await new SqliteStore(second).get(['key']), [{ value: { a: 1 }, revision }]);
    await second.close();
  });

  it('shows nothing of a sealed value, and does not open it with another secret', async () => {
    const database = await Database.open(path, clock);
    const inner = new SqliteStore(database);
    await new SealedStore(inner, 'client secret').set('sign-in', { refresh: 'a refresh token' });
    const moved = await inner.get(['sign-in']);
    await inner.set('elsewhere', moved[0]?.value);
    assert.deepEqual(await new SealedStore(inner, 'another').get(['sign-in']), [undefined]);
    assert.deepEqual(await new SealedStore(inner, 'client secret').get(['elsewhere']), [undefined]);
    assert.ok(await new SealedStore(inner, 'another').set('sign-in', { refresh: 'new' }, { ifAbsent: true }));
    for (const file of readdirSync(join(folder.path, 'deep'))) {
      const bytes = readFileSync(join(folder.path, 'deep', file)).toString('latin1');
      assert.ok(!bytes.includes('refresh') && !bytes.includes('client secret'), file);
    }
    await database.close();
  });

  it('is shared by several that write at the same time', async () => {
    const all = await Promise.all([1, 2, 3].map(() => Database.open(path, clock)));
    const stores = all.map((database) => new SqliteStore(database));
    await Promise.all(
      stores.map(async (store, writer) => {
        for (let n = 0; n < 100; n++) await store.set(`${writer} ${n}`, n);
      }),
    );
    const counts = await stores[0]?.get<number>([0, 1, 2].map((writer) => `${writer} 99`));
    assert.deepEqual(
      counts?.map((kept) => kept?.value),
      [99, 99, 99],
    );
    await Promise.all(all.map((database) => database.close()));
  });

  it('shows a queue what another thread or process has added', async () => {
    const [adds, serves] = [await Database.open(path, clock), await Database.open(path, clock)];
    const taken: string[] = [];
    const serving = new SqliteQueue(serves).serve('q', async ({ id }) => void taken.push(id));
    await new SqliteQueue(adds).add('q', [{ id: 'from elsewhere', data: null }]);
    await until(() => taken.length > 0);
    assert.deepEqual(taken, ['from elsewhere']);
    await serving.close();
    await Promise.all([adds.close(), serves.close()]);
  });

  it('is said to be held when another process never stops writing, and goes on after that', async () => {
    const database = await Database.open(path, clock);
    const store = new SqliteStore(database);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const waiting = store.set('key', 1);
    setTimeout(() => clock.forward(20_000), 100);
    await assert.rejects(waiting, isStateError(/held by another process.*Give each Node-RED/));
    const patient = store.set('key', 2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    other.exec('ROLLBACK');
    assert.ok(await patient);
    other.close();
    await database.close();
    assert.equal(clock.warnings.length, 1);
  });

  it('is not touched when it is damaged, or was written by a newer version', async () => {
    mkdirSync(join(folder.path, 'deep'));
    writeFileSync(path, 'this is no database, whatever its name says'.repeat(100));
    await assert.rejects(Database.open(path, clock), isStateError(/damaged.*Move it away/));
    assert.match(readFileSync(path, 'utf8'), /^this is no database/);

    const newer = join(folder.path, 'newer.db');
    const db = new DatabaseSync(newer);
    db.exec('PRAGMA user_version = 99');
    db.close();
    await assert.rejects(Database.open(newer, clock), isStateError(/newer version/));
  });

  it('of the first version keeps its pieces, and counts their losses from then on', async () => {
    const first = await Database.open(path, clock);
    await new SqliteQueue(first).add('q', [{ id: 'a', data: 1 }]);
    await first.close();
    const db = new DatabaseSync(path);
    db.exec('ALTER TABLE pieces DROP COLUMN losses; PRAGMA user_version = 1');
    db.close();
    const database = await Database.open(path, clock);
    const queue = new SqliteQueue(database);
    const taken: TakenPiece[] = [];
    queue.serve('q', async (piece) => void taken.push(piece));
    await until(() => taken.length === 1);
    assert.deepEqual([taken[0]?.id, taken[0]?.losses], ['a', 0]);
    await queue.close();
    await database.close();
  });

  it('says so when its folder cannot be made', async () => {
    writeFileSync(join(folder.path, 'deep'), 'a file where the folder would be');
    await assert.rejects(Database.open(path, clock), isStateError(/could not be used/));
  });

  it('refuses what comes after close, and closes twice', async () => {
    const database = await Database.open(path, clock);
    const store = new SqliteStore(database);
    const last = store.set('key', 1);
    await database.close();
    assert.ok(await last, 'what waited was written');
    await database.close();
    await assert.rejects(store.get(['key']), isStateError(/closed/));
    await assert.rejects(store.set('key', 2), isStateError(/closed/));
  });

  it('writes what it can when one of many writes cannot be done', async () => {
    const database = await Database.open(path, clock);
    const store = new SqliteStore(database);
    const good = store.set('good', 1);
    const bad = database.write(() => database.sql('INSERT INTO entries (key) VALUES (NULL)').run());
    const alsoGood = store.set('also good', 2);
    assert.ok(await good);
    await assert.rejects(bad, isStateError(/NOT NULL/));
    assert.ok(await alsoGood);
    await database.close();
  });

  it('drops claims and values that are over, a part at a time', async () => {
    const database = await Database.open(path, clock);
    const store = new SqliteStore(database);
    const ids = Array.from({ length: 12_000 }, (_, at) => `id ${at}`);
    await store.claim(ids, 1_000);
    await store.set('value', 1, { ttlMs: 1_000 });
    const left = () =>
      database.read(() => {
        const row = database
          .sql('SELECT (SELECT count(*) FROM claims) AS claims, (SELECT count(*) FROM entries) AS entries')
          .get();
        return { claims: Number(row?.claims), entries: Number(row?.entries) };
      });
    assert.deepEqual(await left(), { claims: 12_000, entries: 1 });
    for (let minute = 0; minute < 4; minute++) {
      clock.forward(61_000);
      await store.claim([`minute ${minute}`], 1_000_000);
    }
    const { claims, entries } = await left();
    assert.ok(claims <= 4, `${claims} claims are left`);
    assert.equal(entries, 0);
    await database.close();
  });
});
