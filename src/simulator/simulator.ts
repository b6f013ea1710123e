/**
 * A Procore to run offline: enough of the platform's REST API and OAuth to develop and test against, with
 * Procore's own answers where they are known and `assumed.ts` where they are not. Needs nothing but Node.js.
 *
 * Not affiliated with Procore Technologies.
 */
import { Api } from './api.js';
import { pathUnknown } from './assumed-answers.js';
import type { ChangeFeed } from './data/changes.js';
import type { KindName, LogKindName } from './data/kinds.js';
import type { Host, HostName } from './http.js';
import { OAuth } from './oauth.js';
import { type SimulatorOptions, settle } from './options.js';
import { logsOf, recordsOf, type SimulatedLogs, type SimulatedRecords } from './records.js';
import { listenAll, type SimulatedRequest } from './server.js';
import { SignIns } from './sign-ins.js';
import { type Content, Storage } from './storage.js';
import { Tokens } from './tokens.js';

export interface SimulatedProject {
  readonly id: number;
  readonly name: string;
  readonly active: boolean;
  readonly permitted: boolean;
}

export interface SimulatedCompany {
  readonly id: number;
  readonly name: string;
  readonly installed: boolean;
  readonly projects: readonly SimulatedProject[];
}

export interface Simulator {
  /** URL of the login host, e.g. `http://127.0.0.1:34567`, without a slash at its end. */
  readonly loginUrl: string;
  /** URL of the API, in the same form. */
  readonly apiUrl: string;
  /** URL of the host of files, in the same form. */
  readonly storageUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The key of the second app, if the options have one. */
  readonly secondApp: { readonly clientId: string; readonly clientSecret: string } | undefined;
  readonly companies: readonly SimulatedCompany[];
  /** What happened to the records, over HTTP, by `rows` and by `logs`. */
  readonly changes: ChangeFeed;
  /** The last 10,000 requests, oldest first. */
  readonly requests: readonly SimulatedRequest[];
  /** The records of one kind in one project, for a test to read and write. @throws RangeError if there are none */
  rows(kind: KindName, projectId: number): SimulatedRecords;
  /** The daily logs of one kind in one project, in the same way. @throws RangeError if there are none */
  logs(kind: LogKindName, projectId: number): SimulatedLogs;
  /** What is delivered to hooks. */
  readonly deliveries: {
    /** Resolves when nothing is being sent. What waits for its next attempt still waits. */
    settled(): Promise<void>;
  };
  /**
   * Stores a file on the host of files.
   * @param type @default application/octet-stream
   * @returns its address, which needs no token
   */
  store(content: Buffer | Content, type?: string): string;
  /** Makes every issued token invalid at once, refresh tokens too, as a reinstallation of the app does. */
  revokeTokens(): void;
  /** Ends the listeners, all open sockets and all timers at once. */
  close(): Promise<void>;
}

const JOURNAL_LENGTH = 10_000;

/** Starts a simulator, which listens on one port for each host. @throws if a port is in use or an option is not possible */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings = settle(options);
  const tokens = new Tokens(settings.tokenLifetime, settings.clock);
  const signIns = new SignIns(settings, tokens);
  const oauth = new OAuth(settings, tokens, signIns);
  const storage = new Storage();
  const api = new Api(settings, oauth, tokens, { storage });
  const requests: SimulatedRequest[] = [];
  const record = (request: SimulatedRequest) => {
    requests.push(request);
    if (requests.length > JOURNAL_LENGTH) requests.shift();
  };
  const hosts = [
    {
      name: 'api',
      port: settings.port,
      answer: (call) => api.answer(call),
      streams: (method, path) => api.streams(method, path),
    },
    {
      name: 'login',
      port: settings.loginPort,
      answer: (call) => oauth.answer(call) ?? pathUnknown(call),
    },
    { name: 'storage', port: settings.storagePort, answer: (call) => storage.answer(call) },
  ] as const satisfies readonly Host[];
  const listeners = await listenAll(hosts, { settings, record });
  const urlOf = (name: HostName) => listeners[hosts.findIndex((host) => host.name === name)]?.url ?? '';
  storage.listensAt(urlOf('storage'));
  return {
    loginUrl: urlOf('login'),
    apiUrl: urlOf('api'),
    storageUrl: urlOf('storage'),
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    secondApp: settings.secondApp,
    companies: api.world.companies.map(({ id, name, installed, projects }) => ({
      id,
      name,
      installed,
      projects: projects.map(({ id, name, active, permitted }) => ({ id, name, active, permitted })),
    })),
    requests,
    changes: api.world.changes,
    deliveries: { settled: () => api.deliveries.settled() },
    rows: (kind, projectId) => recordsOf(api.world, settings.clock, kind, projectId),
    logs: (kind, projectId) => logsOf(api.world, settings.clock, kind, projectId),
    store: (content, type = 'application/octet-stream') => `${urlOf('storage')}${storage.put(content, type)}`,
    revokeTokens: () => {
      tokens.revokeAll();
      signIns.revokeAll();
    },
    async close() {
      settings.clock.close();
      await Promise.all([api.deliveries.close(), ...listeners.map((listener) => listener.close())]);
    },
  };
}
