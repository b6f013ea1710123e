import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm, pack } from '../../testing/install.js';
import { json, serve, type TestServer } from './http-server.js';

const NODE = 'node-red-node-sqlite';

/** Where the real node is built. It stays, since that takes a minute. */
const BUILT = join(__dirname, '../../.tmp/sqlite');

/** From where Node-RED's palette gets node-red-node-sqlite when somebody installs it. */
export interface SqliteSource {
  /** What Node-RED's environment needs for it, so that npm finds the source. */
  readonly environment: NodeJS.ProcessEnv;
  /** A catalogue of no modules: Node-RED's own is on the internet. */
  readonly catalogue: string;
  /** Whether it was asked for what it is there for. */
  readonly wasUsed: boolean;
  close(): Promise<void>;
}

/**
 * A registry that has a stand-in for the node, of the same name and version. For everything else it sends npm to the
 * registry of this machine.
 */
export async function standIn(): Promise<SqliteSource> {
  const upstream = npm(['config', 'get', 'registry'], tmpdir()).trim().replace(/\/$/, '');
  const source = join(__dirname, 'database-nodes', NODE);
  const folder = mkdtempSync(join(tmpdir(), 'procore-stand-in-'));
  const tarball = readFileSync(pack(folder, source));
  rmSync(folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
  const { version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const server = await sourceServer((path, { url }) => {
    if (path === `/${NODE}/-/${NODE}-${version}.tgz`) return tarball;
    if (path !== `/${NODE}`) return `${upstream}${path}`;
    const dist = { tarball: `${url}/${NODE}/-/${NODE}-${version}.tgz`, integrity };
    return { name: NODE, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
  });
  return sourceOf(server, { npm_config_registry: server.url }, (path) => path === `/${NODE}`);
}

/**
 * A host of the compiled part of the real node, which npm downloads while it installs the node, as it does from GitHub on
 * a user's machine. It is built before, by whatever way this machine allows.
 * @param version of the node
 */
export async function compiled(version: string): Promise<SqliteSource> {
  const driver = join(BUILT, 'node_modules/sqlite3');
  const binary = 'build/Release/node_sqlite3.node';
  if (!existsSync(join(driver, binary))) {
    mkdirSync(BUILT, { recursive: true });
    writeFileSync(join(BUILT, 'package.json'), '{"name":"built","version":"0.0.1","private":true}');
    npm(['install', `${NODE}@${version}`], BUILT);
  }
  const file = join(BUILT, 'binary.tar.gz');
  execFileSync('tar', ['-czf', file, '-C', driver, binary]);
  const tarball = readFileSync(file);
  const ending = `-${process.platform}-${process.arch}.tar.gz`;
  const isFor = (path: string) => path.endsWith(ending);
  const server = await sourceServer((path) => (isFor(path) ? tarball : undefined));
  return sourceOf(server, { npm_config_sqlite3_binary_host: server.url }, isFor);
}

/** @param find the answer for a path: a file, an object as JSON, the address of another server, or none */
async function sourceServer(
  find: (path: string, server: TestServer) => Buffer | object | string | undefined,
): Promise<TestServer> {
  const server: TestServer = await serve(({ path }, response) => {
    if (path.startsWith('/catalogue.json'))
      return json(response, 200, { name: 'none', modules: [] }, { 'access-control-allow-origin': '*' });
    const found = find(path, server);
    if (Buffer.isBuffer(found)) return response.writeHead(200).end(found);
    if (typeof found === 'string') return response.writeHead(302, { location: found }).end();
    return json(response, found ? 200 : 404, found ?? {});
  });
  return server;
}

/** @param isFor whether a path is what the source is there for */
function sourceOf(
  server: TestServer,
  environment: NodeJS.ProcessEnv,
  isFor: (path: string) => boolean,
): SqliteSource {
  return {
    environment,
    catalogue: `${server.url}/catalogue.json`,
    get wasUsed() {
      return server.requests.some(({ path }) => isFor(path));
    },
    close: () => server.close(),
  };
}
