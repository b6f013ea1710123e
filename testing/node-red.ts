import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { hashSync } from 'bcryptjs';

const root = join(__dirname, '..');

/**
 * Folders in which to look for the `node` and the `node-red` under test: those that PROCORE_TEST_RUNTIME names, in this
 * order, and then this checkout.
 */
const RUNTIME = [...(process.env.PROCORE_TEST_RUNTIME?.split(delimiter) ?? []), root];

/** The path of a file of the `node` or the `node-red` under test, e.g. `node-red/package.json`. */
export function inRuntime(name: string): string {
  const paths = RUNTIME.map((folder) => join(folder, 'node_modules', name));
  return paths.find((path) => existsSync(path)) ?? name;
}

/** One message as a debug node showed it, whole. */
export interface Debugged {
  readonly id: string;
  readonly name?: string;
  readonly value: unknown;
}

/** What settings.js may contain in addition to the defaults of the tests. */
export interface Settings {
  readonly httpAdminRoot?: string;
  readonly [name: string]: unknown;
}

/** A person who signs in to Node-RED. */
export interface User {
  readonly username: string;
  readonly password: string;
}

/** Settings for a Node-RED with two users: one with all permissions, and one with permission to read. */
export function twoUsers(full: User, readOnly: User): object {
  const user = ({ username, password }: User, permissions: string) => ({
    username,
    permissions,
    password: hashSync(password, 4),
  });
  return { adminAuth: { type: 'credentials', users: [user(full, '*'), user(readOnly, 'read')] } };
}

/** A Node-RED process with its own user directory. The tests talk to it as the editor does. */
export class NodeRed {
  readonly debugged: Debugged[] = [];
  output = '';
  #socket: WebSocket | undefined;
  #token: string | undefined;

  private constructor(
    readonly url: string,
    readonly userDir: string,
    private readonly child: ChildProcess,
  ) {
    const keep = (chunk: Buffer) => {
      this.output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
  }

  /**
   * Starts a process on a free port. `userDir` must contain what it should load.
   * @param as the user of the admin API, if the settings require one
   * @param more variables of its environment
   */
  static async start(
    userDir = newUserDir(),
    settings: Settings = {},
    as?: User,
    more: NodeJS.ProcessEnv = {},
  ): Promise<NodeRed> {
    const port = await freePort();
    writeFileSync(join(userDir, 'settings.js'), settingsFile(settings));
    const arguments_ = [inRuntime('node-red/red.js'), '--userDir', userDir, '--port', String(port)];
    const environment = { ...process.env, NODE_OPTIONS: '', NODE_V8_COVERAGE: '', ...more };
    const child = spawn(inRuntime('node/bin/node'), arguments_, { cwd: userDir, env: environment });
    const nodeRed = new NodeRed(`http://127.0.0.1:${port}${settings.httpAdminRoot ?? ''}`, userDir, child);
    await nodeRed.until(() => nodeRed.output.includes('Started flows'), 'start');
    if (as) nodeRed.#token = await nodeRed.tokenOf(as);
    await nodeRed.#listen();
    return nodeRed;
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Calls the admin API. */
  async admin<T = unknown>(path: string, init: RequestInit = {}): Promise<T> {
    const headers = { accept: 'application/json', ...this.#authorization(), ...init.headers };
    const response = await fetch(`${this.url}${path}`, { ...init, headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path} answered ${response.status}: ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** @param type which nodes start again: all, or those that are new or changed */
  async deploy(flows: object[], credentials?: object, type: 'full' | 'nodes' = 'full'): Promise<void> {
    const started = () => this.output.split('Started').length;
    const before = started();
    await this.admin('/flows', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'node-red-api-version': 'v2',
        'node-red-deployment-type': type,
      },
      body: JSON.stringify({ flows, ...(credentials && { credentials }) }),
    });
    await this.until(() => started() > before, 'deployment');
  }

  /** Signs in to the admin API. @returns a token for its routes */
  async tokenOf({ username, password }: User): Promise<string> {
    // An empty scope means all of the user's permissions.
    const body = { client_id: 'node-red-admin', grant_type: 'password', scope: '', username, password };
    const response = await fetch(`${this.url}/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${username} could not sign in to Node-RED: ${await response.text()}`);
    return ((await response.json()) as { access_token: string }).access_token;
  }

  #authorization(): Record<string, string> {
    return this.#token ? { authorization: `Bearer ${this.#token}` } : {};
  }

  /** Presses the button of an inject node. A deploy is answered before its nodes have started: one that is not there yet is awaited. */
  async inject(id: string): Promise<void> {
    let status = 0;
    const press = async () => {
      ({ status } = await fetch(`${this.url}/inject/${id}`, {
        method: 'POST',
        headers: this.#authorization(),
      }));
      return status !== 404;
    };
    await this.until(press, `the inject node ${id} was there`);
    if (status >= 300) throw new Error(`Inject ${id} answered ${status}.`);
  }

  /**
   * Waits until debug nodes have shown this many messages.
   * @param ids the nodes that count, since messages of an earlier flow may still arrive
   * @param patience as for {@link until}
   */
  async shown(count: number, ids?: readonly string[], patience?: number): Promise<Debugged[]> {
    const counted = () => this.debugged.filter(({ id }) => !ids || ids.includes(id));
    await this.until(() => counted().length >= count, `debug message number ${count}`, patience);
    return counted();
  }

  async stop(): Promise<void> {
    this.#socket?.close();
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.alive) this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(timer);
  }

  /** Waits for half a minute, or as many ms, that something comes about. @throws Error naming what did not */
  async until(condition: () => boolean | Promise<boolean>, what: string, patience = 30_000): Promise<void> {
    const end = Date.now() + patience;
    while (!(await condition())) {
      if (!this.alive) throw new Error(`Node-RED ended before ${what}:\n${this.output}`);
      if (Date.now() > end) throw new Error(`No ${what} within ${patience / 1_000} s:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Subscribes to what debug nodes show, as the debug sidebar does. */
  async #listen(): Promise<void> {
    const socket = new WebSocket(`${this.url.replace('http', 'ws')}/comms`);
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const messages = JSON.parse(String(data));
      for (const { topic, data: shown } of Array.isArray(messages) ? messages : []) {
        if (topic !== 'debug') continue;
        const isJson = /^(array|Object|object)/.test(shown.format);
        this.debugged.push({
          id: shown.id,
          name: shown.name,
          value: isJson ? JSON.parse(shown.msg) : shown.msg,
        });
      }
    });
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', reject, { once: true });
    });
    if (this.#token) {
      // Node-RED refuses everything that arrives before it has checked the token.
      const answered = new Promise((resolve) => socket.addEventListener('message', resolve, { once: true }));
      socket.send(JSON.stringify({ auth: this.#token }));
      await answered;
    }
    socket.send(JSON.stringify({ subscribe: 'debug' }));
  }
}

/** An empty user directory outside the checkout, so that Node-RED finds only what was installed there. */
export function newUserDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'procore-node-red-'));
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{"name":"node-red-project","version":"0.0.1","private":true}');
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function settingsFile(more: object): string {
  const settings = {
    uiHost: '127.0.0.1',
    flowFile: 'flows.json',
    credentialSecret: 'only-for-tests',
    debugMaxLength: 10_000_000,
    logging: { console: { level: 'info', metrics: false, audit: false } },
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false },
    ...more,
  };
  return `module.exports = ${JSON.stringify(settings)};`;
}

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
