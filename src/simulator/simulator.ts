/**
 * A Procore to run offline: enough of the platform's REST API and OAuth to develop and test against, with
 * Procore's own answers where they are known and `assumed.ts` where they are not. Needs nothing but Node.js.
 *
 * Not affiliated with Procore Technologies.
 */
import { Api } from './api.js';
import { pathUnknown } from './assumed.js';
import { OAuth } from './oauth.js';
import { type SimulatorOptions, settle } from './options.js';
import { type Listening, listen, type SimulatedRequest } from './server.js';
import { SignIns } from './sign-ins.js';
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
  /** Where tokens are got, e.g. `http://127.0.0.1:34567`, without a slash at its end. */
  readonly loginUrl: string;
  /** Where the API is, in the same form. */
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The key of the second app, where the options have one. */
  readonly secondApp: { readonly clientId: string; readonly clientSecret: string } | undefined;
  readonly companies: readonly SimulatedCompany[];
  /** The last 10,000 requests, oldest first. */
  readonly requests: readonly SimulatedRequest[];
  /** Every issued token, refresh tokens too, becomes invalid at once, as when an app is reinstalled. */
  revokeTokens(): void;
  /** End the listeners and all open sockets at once. */
  close(): Promise<void>;
}

const JOURNAL_LENGTH = 10_000;

/** Start a simulator on two ports: Procore's login host is another than its API host. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings = settle(options);
  const tokens = new Tokens(settings.tokenLifetime, settings.clock);
  const signIns = new SignIns(settings, tokens);
  const oauth = new OAuth(settings, tokens, signIns);
  const api = new Api(settings, oauth, tokens);
  const requests: SimulatedRequest[] = [];
  const record: Listening['record'] = (request) => {
    requests.push(request);
    if (requests.length > JOURNAL_LENGTH) requests.shift();
  };
  const apiListener = await listen({
    host: 'api',
    port: settings.port,
    settings,
    answer: (call) => api.answer(call),
    record,
  });
  const login = await listen({
    host: 'login',
    port: settings.loginPort,
    settings,
    answer: (call) => oauth.answer(call) ?? pathUnknown(call),
    record,
  }).catch(async (error: unknown) => {
    await apiListener.close();
    throw error;
  });
  return {
    loginUrl: login.url,
    apiUrl: apiListener.url,
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
    revokeTokens: () => {
      tokens.revokeAll();
      signIns.revokeAll();
    },
    async close() {
      await Promise.all([login.close(), apiListener.close()]);
    },
  };
}
