import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../testing/node-red.js';
import type { Database } from './database.js';

/** Servers have a minute to start: the machine of a test may be busy. */
const PATIENCE = 60_000;

/** A program, looked for in these folders; undefined if it is not installed. */
function installed(program: string, folders: readonly string[]): string | undefined {
  return folders
    .map((folder) => join(folder, program))
    .find((file) => statSync(file, { throwIfNoEntry: false }));
}

const SYSTEM = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/usr/local/sbin'];

/** Where Debian keeps the programs of its newest PostgreSQL. */
export function postgresFolder(): string | undefined {
  const root = '/usr/lib/postgresql';
  if (!statSync(root, { throwIfNoEntry: false })) return undefined;
  const versions = readdirSync(root).sort((one, other) => Number(other) - Number(one));
  return versions
    .map((version) => join(root, version, 'bin'))
    .find((folder) => installed('initdb', [folder]));
}

export function mariadbProgram(): string | undefined {
  return installed('mariadbd', SYSTEM);
}

/**
 * PostgreSQL in a new folder, reached by a socket in it. Statements are prepared, and executed with their values. Rows
 * are read as texts.
 */
export async function postgresDatabase(bin: string): Promise<Database> {
  // PostgreSQL does not run as root, and root's folder for what is temporary may be closed to others.
  const isRoot = process.getuid?.() === 0;
  const folder = mkdtempSync(join(isRoot ? '/var/tmp' : tmpdir(), 'pg-'));
  const owner = isRoot ? { uid: await idOf('-u', 'postgres'), gid: await idOf('-g', 'postgres') } : {};
  if (isRoot) chownSync(folder, owner.uid ?? 0, owner.gid ?? 0);
  const data = join(folder, 'data');
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '-N'],
    '',
    owner,
  );
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'],
    { stdio: 'ignore', cwd: folder, ...owner },
  );
  const psql = (script: string) =>
    run(
      join(bin, 'psql'),
      ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', folder, '-U', 'postgres'],
      script,
    );
  await untilAnswers(server, () => psql('select 1'));
  const literal = (value: unknown) => (value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`);
  return {
    async run(sql, parameters) {
      const values = parameters.length > 0 ? `(${parameters.map(literal).join(',')})` : '';
      // A statement that changes a table cannot be prepared.
      if (/^(create|alter|drop)/.test(sql)) await psql(`${sql};`);
      else await psql(`prepare s as ${sql};\nexecute s${values};`);
    },
    async rows(sql) {
      const row = 'select json_object_agg(key, value) from json_each_text(row_to_json(q))';
      const text = await psql(`select (${row}) from (${sql}) q;`);
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    },
    close: () => closed(server, 'SIGINT', folder),
  };
}

/** A MariaDB that runs. */
interface Mariadb {
  /** On this machine only. */
  readonly port: number;
  /** Executes a script with MariaDB's own client. @returns what it prints */
  execute(script: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts MariaDB in a new folder, with an empty database `test`. Root has no password. */
export async function startMariadb(program: string): Promise<Mariadb> {
  const folder = mkdtempSync(join(tmpdir(), 'my-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const install = installed('mariadb-install-db', SYSTEM) ?? 'mariadb-install-db';
  const root = '--auth-root-authentication-method=normal';
  await run(install, ['--no-defaults', `--datadir=${data}`, root, '--skip-test-db', ...user]);
  const socket = join(folder, 's');
  const port = await freePort();
  const server = spawn(
    program,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${socket}`,
      '--bind-address=127.0.0.1',
      `--port=${port}`,
      ...user,
    ],
    { stdio: 'ignore' },
  );
  const client = installed('mariadb', SYSTEM) ?? 'mariadb';
  const mariadb = (script: string, database = 'test') =>
    run(
      client,
      [
        '--no-defaults',
        `--socket=${socket}`,
        '--user=root',
        '--batch',
        '--binary-mode',
        '--default-character-set=utf8mb4',
        '--max-allowed-packet=64M',
        database,
      ],
      script,
    );
  await untilAnswers(server, () => mariadb('create database if not exists test;', 'mysql'));
  return { port, execute: mariadb, close: () => closed(server, 'SIGTERM', folder) };
}

/** MariaDB, reached by a socket. Values are written into the text as its Node-RED node does. */
export async function mariadbDatabase(program: string): Promise<Database> {
  const { execute: mariadb, close } = await startMariadb(program);
  return {
    async run(sql, parameters) {
      let at = 0;
      // No name in a statement has a question mark.
      await mariadb(`${sql.replace(/\?/g, () => mysqlLiteral(parameters[at++]))};`);
    },
    async rows(sql) {
      const [names, ...lines] = (await mariadb(`${sql};`)).split('\n').filter((line) => line !== '');
      const columns = (names ?? '').split('\t').map(unescaped);
      return lines.map((line) =>
        Object.fromEntries(line.split('\t').map((cell, index) => [columns[index] ?? '', unescaped(cell)])),
      );
    },
    close,
  };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\u001a': '\\Z',
  "'": "\\'",
  '"': '\\"',
  '\\': '\\\\',
};

function mysqlLiteral(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what MySQL has escapes for
  return `'${String(value).replace(/[\0\n\r\u001a'"\\]/g, (each) => ESCAPES[each] ?? each)}'`;
}

/** A cell as the client prints it: NULL, or a text with escapes. */
function unescaped(cell: string): string | null {
  if (cell === 'NULL') return null;
  const plain: Readonly<Record<string, string>> = { n: '\n', t: '\t', '0': '\0', '\\': '\\' };
  return cell.replace(/\\(.)/g, (_, each: string) => plain[each] ?? each);
}

async function idOf(which: '-u' | '-g', user: string): Promise<number> {
  return Number(await run('id', [which, user]));
}

function run(
  program: string,
  args: readonly string[],
  input = '',
  owner: { readonly uid?: number; readonly gid?: number } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { maxBuffer: 100_000_000, cwd: '/', ...owner },
      (error, stdout, stderr) =>
        error ? reject(new Error(stderr.slice(0, 2_000) || error.message)) : resolve(stdout),
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

async function untilAnswers(server: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  for (const end = Date.now() + PATIENCE; ; ) {
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > end || server.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

function closed(server: ChildProcess, signal: NodeJS.Signals, folder: string): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => {
      rmSync(folder, { recursive: true, force: true });
      resolve();
    });
    server.kill(signal);
  });
}
