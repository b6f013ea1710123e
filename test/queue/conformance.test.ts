import { SqliteQueue } from '../../src/state/sqlite/sqlite-queue.js';
import { openDatabase, PLACES } from '../state/stage.js';
import { workQueueSuite } from './work-queue.js';

for (const place of PLACES) {
  workQueueSuite(`of SQLite, ${place}`, async (clock) => {
    const { database, close } = await openDatabase(place, clock);
    return { queue: new SqliteQueue(database), close };
  });
}
