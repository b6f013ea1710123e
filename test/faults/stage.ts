import { startSimulator } from '../../src/simulator/index.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { faultyProcore, ROWS, TOKEN_MARK } from './faulty-procore.js';
import type { Row, Stage } from './row.js';

/** The secret of every connection here: what must be found nowhere. */
const SECRET = 'secret-that-must-stay-inside';

let stages = 0;

export async function stageOf(row: Row): Promise<Stage> {
  const behind = row.simulator ? await simulated(row.simulator) : await scripted(row);
  const login = await TcpProxy.start(behind.loginUrl);
  const api = await TcpProxy.start(behind.apiUrl);
  api.set(...(row.toxics ?? []));
  let up: NodeJS.Timeout | undefined;
  if (row.downFor) {
    await api.down();
    if (Number.isFinite(row.downFor)) up = setTimeout(() => void api.up(), row.downFor).unref();
  }
  return {
    ...behind,
    loginUrl: login.url,
    apiUrl: api.url,
    sockets: async () => login.open + api.open + (await behind.sockets()),
    async close() {
      clearTimeout(up);
      await Promise.all([login.close(), api.close(), behind.close()]);
    },
  };
}

async function scripted({ answers, always, logins, loginAlways, clock }: Row): Promise<Stage> {
  const server = await faultyProcore({ answers, always }, { answers: logins, always: loginAlways }, clock);
  const { api, login } = server.requests;
  return {
    loginUrl: server.url,
    apiUrl: server.url,
    path: '/rest/v1.0/things',
    company: '',
    rows: ROWS,
    // The quota of a key outlives a flow: each row has a key of its own.
    key: { clientId: `client-${++stages}`, clientSecret: SECRET },
    secrets: [SECRET, TOKEN_MARK],
    counts: () => ({ requests: api.length, tokens: login.length, early: server.early() }),
    sockets: server.sockets,
    close: server.close,
  };
}

async function simulated(options: NonNullable<Row['simulator']>): Promise<Stage> {
  const clientId = `client-${++stages}`;
  const simulator = await startSimulator({ ...options, clientId, clientSecret: SECRET });
  const [company] = simulator.companies;
  const count = (host: string) => simulator.requests.filter((request) => request.host === host).length;
  return {
    loginUrl: simulator.loginUrl,
    apiUrl: simulator.apiUrl,
    rows: options.records,
    path: `/rest/v1.0/projects/${company?.projects[0]?.id}/rfis`,
    company: String(company?.id),
    key: { clientId, clientSecret: SECRET },
    secrets: [SECRET],
    // Its limits are out of reach here: it tells of no wait.
    counts: () => ({ requests: count('api'), tokens: count('login'), early: 0 }),
    // Its sockets are those of the proxies before it.
    sockets: async () => 0,
    close: simulator.close,
  };
}
