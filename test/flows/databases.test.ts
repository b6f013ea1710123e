import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { DialectName } from '../../src/table/sql/dialect.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { until } from '../support/flow.js';
import { example } from '../support/package.js';
import { mariadbProgram, startMariadb } from '../table/servers.js';

/**
 * Folders with modules of database nodes. One that is built from source at installation is not among this package's
 * own: PROCORE_TEST_MODULES names a folder that has it.
 */
const MODULES = [
  ...(process.env.PROCORE_TEST_MODULES?.split(delimiter) ?? []),
  join(__dirname, '../../node_modules'),
];

const COMPILED = 'node-red-node-sqlite';

/** What people write, and what computers round or cut off. */
const ROWS = [
  {
    id: '9007199254740993',
    name: `O'Brien said "no"; drop table rfis; -- \\ ? :id $1 {{x}}`,
    estimated_value: '12345678901234567890.123456789012345678',
    start_date: '2026-02-28',
    created_at: '2026-02-28T23:59:59.123456Z',
    active: true,
    address: '🏗️ 日本語',
  },
  { id: '9223372036854775807', name: 'nul\0here', estimated_value: '0.10', start_date: null, address: '' },
  { id: 3, name: null, estimated_value: 1e-7, active: false, address: 'line\r\nline\ttab' },
];

/** The same rows as a database gives them back as texts. */
const KEPT = [
  {
    id: '3',
    name: null,
    estimated_value: '0.0000001',
    start_date: null,
    created_at: null,
    active: '0',
    address: 'line\r\nline\ttab',
  },
  {
    id: '9007199254740993',
    name: ROWS[0]?.name,
    estimated_value: '12345678901234567890.123456789012345678',
    start_date: '2026-02-28',
    created_at: '2026-02-28 23:59:59.123456',
    active: '1',
    address: '🏗️ 日本語',
  },
  {
    id: '9223372036854775807',
    name: 'nul\0here',
    estimated_value: '0.1',
    start_date: null,
    created_at: null,
    active: null,
    address: '',
  },
];

interface DatabaseNode {
  readonly module: string;
  readonly dialect: DialectName;
  /** What it needs besides the module; undefined if that is not installed. */
  start(): Promise<{ close(): Promise<void>; nodes: readonly object[]; credentials: object }> | undefined;
}

/** What came out of a database node. */
interface Shown {
  readonly topic?: string;
  readonly payload: Array<Record<string, unknown>>;
  readonly parts?: { readonly count?: number };
}

const PLACE = { z: 'tab', x: 0, y: 0 };
/** A connection as the editor stores it. */
const DEMO = {
  ...(example('3 List projects').find(({ type }) => type === 'procore-config') ?? assert.fail()),
  id: 'example',
};
const COLUMNS = ['id', 'name', 'estimated_value', 'start_date', 'created_at', 'active', 'address'];

const NODES: readonly DatabaseNode[] = [
  {
    module: 'node-red-node-mysql',
    dialect: 'mysql',
    start() {
      const program = mariadbProgram();
      return program === undefined
        ? undefined
        : startMariadb(program).then(({ port, close }) => ({
            close,
            credentials: { server: { user: 'root', password: '' } },
            nodes: [
              {
                id: 'server',
                type: 'MySQLdatabase',
                host: '127.0.0.1',
                port: String(port),
                db: 'test',
                tz: '',
                charset: 'UTF8MB4',
              },
              { ...PLACE, id: 'database', type: 'mysql', mydb: 'server', wires: [['tick', 'shown']] },
            ],
          }));
    },
  },
  {
    module: 'node-red-node-sqlite',
    dialect: 'sqlite',
    async start() {
      const folder = mkdtempSync(join(tmpdir(), 'lite-'));
      return {
        close: async () => rmSync(folder, { recursive: true }),
        credentials: {},
        nodes: [
          { id: 'server', type: 'sqlitedb', db: join(folder, 'rows.db'), mode: 'RWC' },
          {
            ...PLACE,
            id: 'database',
            type: 'sqlite',
            mydb: 'server',
            sqlquery: 'msg.topic',
            wires: [['tick', 'shown']],
          },
        ],
      };
    },
  },
];

/** The cells as texts, each as its database writes it, and numbers without zeros at the end. */
function cells(rows: unknown): unknown[] {
  return (rows as Array<Record<string, string | null>>).map((row) => ({
    ...row,
    estimated_value: row.estimated_value?.replace(/(\.\d*?)0+$/, '$1') ?? null,
    created_at: row.created_at?.replace('T', ' ').replace('Z', '') ?? null,
  }));
}

for (const { module, dialect, start } of NODES) {
  const found = MODULES.map((folder) => join(folder, module)).find((path) => existsSync(path));
  const starting = found === undefined ? undefined : start;
  const title = `procore table before ${module}`;
  if (!found || !starting) {
    // The node of SQLite is compiled when it is installed, for one to two minutes, and so is no dependency. The examples run
    // with a stand-in for it, and the SQL runs in SQLite itself (test/table). All others are dependencies of this checkout.
    assert.ok(module === COMPILED, `${module} is not installed. Run npm ci.`);
    describe.skip(`${title}, which is compiled at its installation: set PROCORE_TEST_MODULES`, () =>
      it('is not tested', () => undefined));
    continue;
  }
  describe(title, function () {
    this.timeout(90_000);
    let nodeRed: NodeRed;
    let database: Awaited<NonNullable<ReturnType<DatabaseNode['start']>>> | undefined;
    before(async function () {
      database = await start();
      // Continuous integration installs the servers, so that there the absence of one is a failure.
      if (!database && !process.env.CI) {
        process.stdout.write(`      not run: no server for ${module} is installed\n`);
        this.skip();
      }
      assert.ok(database, 'Its server is not installed.');
      const userDir = installPackage(newUserDir());
      symlinkSync(found, join(userDir, 'node_modules', module));
      nodeRed = await NodeRed.start(userDir);
    });
    after(async () => {
      await nodeRed?.stop();
      await database?.close();
    });

    /** Sends messages through the table into the database, and reads what is there. */
    const through = async (before: readonly object[], first: string, query: string, table: object) => {
      const ask = { id: 'ask', type: 'inject', ...PLACE, topic: query, payload: '[]', payloadType: 'json' };
      await nodeRed.deploy(
        [
          { id: 'tab', type: 'tab' },
          ...before,
          DEMO,
          {
            ...PLACE,
            id: 'table',
            type: 'procore-table',
            connection: 'example',
            as: 'sql',
            dialect,
            flavor: 'usual',
            tick: true,
            ...table,
            wires: [['database']],
          },
          ...(database?.nodes ?? []),
          {
            ...PLACE,
            id: 'tick',
            type: 'change',
            rules: [{ t: 'set', p: 'tick', pt: 'msg', to: 'true', tot: 'bool' }],
            wires: [['table']],
          },
          { ...ask, repeat: '', once: false, wires: [['database']] },
          {
            ...PLACE,
            id: 'shown',
            type: 'debug',
            active: true,
            tosidebar: true,
            complete: 'true',
            wires: [],
          },
          { ...PLACE, id: 'catch', type: 'catch', scope: null, wires: [['caught']] },
          {
            ...PLACE,
            id: 'caught',
            type: 'debug',
            active: true,
            tosidebar: true,
            complete: 'true',
            wires: [],
          },
        ],
        database?.credentials,
      );
      await new Promise((resolve) => setTimeout(resolve, 500));
      nodeRed.debugged.length = 0;
      await nodeRed.inject(first);
      const shown = () =>
        nodeRed.debugged.flatMap(({ id, value }) => (id === 'shown' ? [value as Shown] : []));
      const caught = () => nodeRed.debugged.filter(({ id }) => id === 'caught').map(({ value }) => value);
      // The last statement says how many there are. The database node may end them in another order.
      const isExecuted = () => shown().some(({ parts }) => parts?.count === shown().length);
      await until(() => isExecuted() || caught().length > 0, 30_000);
      await nodeRed.inject('ask');
      const answer = () => shown().find(({ topic }) => topic === query);
      await until(() => answer() !== undefined || caught().length > 0, 30_000);
      assert.deepEqual(caught(), []);
      return answer()?.payload ?? [];
    };
    const inject = (id: string, payload: unknown, wires: string) => ({
      ...PLACE,
      id,
      type: 'inject',
      props: [
        { p: 'payload', v: JSON.stringify(payload), vt: 'json' },
        // From here the node knows the types of the columns.
        { p: 'procore', v: '{"operation":"GET /rest/v1.1/projects"}', vt: 'json' },
      ],
      repeat: '',
      once: false,
      wires: [[wires]],
    });
    const quote = dialect === 'mysql' ? '`' : '"';
    const asText = (name: string) =>
      dialect === 'mysql'
        ? `cast(${quote}${name}${quote} as char) as ${quote}${name}${quote}`
        : `cast(${quote}${name}${quote} as text) as ${quote}${name}${quote}`;

    it('keeps what people write, to the last digit', async () => {
      const query = `select ${COLUMNS.map(asText)} from exact order by id`;
      const rows = await through([inject('start', ROWS, 'table')], 'start', query, { table: 'exact' });
      assert.deepEqual(cells(rows), KEPT);
    });

    it('has every RFI of Demo that a procore request reads', async () => {
      const request = {
        ...PLACE,
        id: 'request',
        type: 'procore-request',
        connection: 'example',
        method: 'GET',
        path: '/rest/v1.0/projects/{project_id}/rfis',
        params: [],
        scope: 'companies',
        tagRows: true,
        paging: 'all',
        delivery: 'array',
        wires: [['table', 'read']],
      };
      const read = {
        ...PLACE,
        id: 'read',
        type: 'debug',
        active: true,
        tosidebar: true,
        complete: 'payload.length',
        targetType: 'msg',
        wires: [],
      };
      const query = 'select count(*) as n, count(distinct project_id) as projects from rfis';
      const [counted] = await through([inject('start', 1, 'request'), request, read], 'start', query, {
        table: 'rfis',
        key: 'company_id, project_id, id',
      });
      const told = nodeRed.debugged.find(({ id }) => id === 'read');
      assert.ok(Number(told?.value) > 50, String(told?.value));
      assert.equal(Number(counted?.n), Number(told?.value));
      assert.ok(Number(counted?.projects) > 5, String(counted?.projects));
    });
  });
}
