/**
 * A process that adds to, serves and claims in a state file until it is killed. It logs what it was told is done:
 * `added N`, `began ID TAKEN`, `ended ID`, `claimed N`, `set ADDER N`. A line is written after the promise resolved, so
 * every line in the log must be true after the kill.
 * Arguments: the state file, the log, and the number of the first piece to add. It prints `ready` when it begins.
 */
import { openSync, writeSync } from 'node:fs';
import { systemRuntime } from '../../src/runtime.js';
import { Database } from '../../src/state/sqlite/database.js';
import { SqliteQueue } from '../../src/state/sqlite/sqlite-queue.js';
import { SqliteStore } from '../../src/state/sqlite/sqlite-store.js';

const AT_THE_SAME_TIME = 8;
const TTL = 3_600_000;

async function main(path: string, log: string, first: number): Promise<void> {
  const file = openSync(log, 'a');
  // Synchronous, so that no line is lost in a buffer of the process.
  const say = (line: string) => void writeSync(file, `${line}\n`);
  const database = await Database.open(path, systemRuntime());
  const queue = new SqliteQueue(database);
  const store = new SqliteStore(database);
  let next = first;
  const add = async (_: unknown, adder: number) => {
    for (;;) {
      const n = next++;
      await queue.add('events', [{ id: `event ${n}`, data: { n } }]);
      say(`added ${n}`);
      const [isNew] = await store.claim([`event ${n}`], TTL);
      if (isNew) say(`claimed ${n}`);
      await store.set(`cursor ${adder}`, n);
      say(`set ${adder} ${n}`);
    }
  };
  queue.serve(
    'events',
    async ({ id, taken }) => {
      say(`began ${id.replace('event ', '')} ${taken}`);
      await new Promise(setImmediate);
      say(`ended ${id.replace('event ', '')}`);
    },
    { atOnce: AT_THE_SAME_TIME, losses: 1_000 },
  );
  process.stdout.write('ready\n');
  await Promise.all(Array.from({ length: AT_THE_SAME_TIME }, add));
}

const [path = '', log = '', first = '0'] = process.argv.slice(2);
main(path, log, Number(first));
