import { MemoryStore } from '../../src/state/memory-store.js';
import { SealedStore } from '../../src/state/sealed-store.js';
import { SqliteRowIndex } from '../../src/state/sqlite/sqlite-row-index.js';
import { SqliteStore } from '../../src/state/sqlite/sqlite-store.js';
import { rowIndexSuite } from './row-index.js';
import { openDatabase, PLACES } from './stage.js';
import { storeSuite } from './store.js';

storeSuite('of this process', async (clock) => ({
  store: new MemoryStore(() => clock.now()),
  close: async () => undefined,
}));

storeSuite('whose values are sealed', async (clock) => ({
  store: new SealedStore(new MemoryStore(() => clock.now()), 'a secret'),
  close: async () => undefined,
}));

for (const place of PLACES) {
  storeSuite(`of SQLite, ${place}`, async (clock) => {
    const { database, close } = await openDatabase(place, clock);
    return { store: new SqliteStore(database), close };
  });
  rowIndexSuite(`of SQLite, ${place}`, async (clock) => {
    const { database, close } = await openDatabase(place, clock);
    return { rows: new SqliteRowIndex(database), close };
  });
}
