import type { DialectName } from '../../src/table/sql/dialect.js';
import type { Database } from './database.js';
import { itKeepsTables } from './sql-databases.js';

interface Server {
  readonly dialect: DialectName;
  readonly server: string;
  /** Where its programs are; undefined if it is not installed. */
  readonly found: string | undefined;
  start(found: string): Promise<Database>;
  quoted(name: string): string;
}

/**
 * The tests of tables with a real server. Without it they are left out, and say so; continuous integration installs it,
 * and there they fail.
 */
export function describeWith({ dialect, server, found, start, quoted }: Server): void {
  if (found === undefined && !process.env.CI) {
    describe.skip(`tables in ${server}, which is not installed`, () => it('is not tested', () => undefined));
    return;
  }
  describe(`tables in ${server}`, function () {
    this.timeout(60_000);
    let database: Database | undefined;
    before(async () => {
      if (found === undefined) throw new Error(`${server} is not installed.`);
      database = await start(found);
    });
    after(() => database?.close());

    itKeepsTables(dialect, () => database as Database, quoted);
  });
}
