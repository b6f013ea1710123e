import { Client, parseConnection, type Runtime, systemRuntime } from '../../src/index.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { FaultProxy } from './fault-proxy.js';
import { readerOf } from './reader-of.js';
import { Turns } from './turns.js';

const RFIS = '/rest/v1.0/projects/{project_id}/rfis';
const FREE = { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY };

const PROJECTS = 500;
const REFUSED = 20;

/** Procore's limits: requests an hour, and in ten seconds. */
const HOURLY = 3_600;
const SPIKE = 25;
const HOUR = 3_600_000;
const SPIKE_WINDOW = 10_000;

async function withClient<T>(
  options: SimulatorOptions,
  runtime: Runtime,
  work: (client: Client, simulator: Simulator, proxy: FaultProxy) => Promise<T>,
): Promise<T> {
  const simulator = await startSimulator({ companies: 1, projectsNotPermitted: 0, records: 4, ...options });
  const proxy = await FaultProxy.start(simulator.apiUrl);
  const { loginUrl, clientId, clientSecret, companies } = simulator;
  const connection = parseConnection({
    environment: 'custom',
    loginUrl,
    apiUrl: proxy.url,
    clientId,
    clientSecret,
    companyId: String(companies[0]?.id),
    timeoutMs: 60_000,
    allowHttp: false,
    reserve: 0,
  });
  const client = new Client(connection, runtime);
  try {
    return await work(client, simulator, proxy);
  } finally {
    await client.close();
    await proxy.close();
    await simulator.close();
  }
}

/** Reads the RFIs of 500 projects for the first time, 20 of which refuse. */
export function readManyProjects() {
  const off = Object.fromEntries(
    Array.from({ length: REFUSED }, (_, at) => [at * (PROJECTS / REFUSED), { RFIs: 'None' as const }]),
  );
  const options = { projects: PROJECTS, projectPermissions: off, limits: FREE };
  return withClient(options, systemRuntime(), async (client, _simulator, { paths }) => {
    const reader = await readerOf(client, RFIS, { perPage: 2_000 }, () => performance.now());
    let failures = 0;
    for await (const result of reader.results()) {
      if ('failure' in result) failures++;
      else await result.step.confirmed();
    }
    const { read } = reader.summary;
    const pages = paths.filter((path) => path.includes('/rfis?')).length - failures;
    return { projects: PROJECTS, refused: REFUSED, requests: paths.length, pages, failures, read };
  });
}

/** How long it takes to read so many pieces under Procore's limits, in virtual time, and how long it must take. */
export function paceOf(pieces: number) {
  const turns = new Turns(1);
  const limits = { hourly: HOURLY, spike: SPIKE };
  const options = { projects: pieces, limits, clock: turns.now, tokenLifetime: 1_000_000 };
  return withClient(options, turns, async (client, { requests }, proxy) => {
    proxy.clock = turns.now;
    proxy.turn = (path, serve) => turns.take(path, serve);
    const reader = await readerOf(client, RFIS, { perPage: 2_000 }, turns.now);
    const began = turns.now();
    for await (const result of reader.results()) {
      if ('failure' in result) throw result.failure;
      await result.step.confirmed();
    }
    const sent = proxy.paths.length;
    const throttled = requests.filter(({ status }) => status === 429).length;
    return { pieces, sent, throttled, ms: turns.now() - began, bound: boundOf(sent) };
  });
}

/** No schedule can be faster: all full hours, and in the last one all full windows of ten seconds but the last. */
function boundOf(requests: number): number {
  const before = requests - 1;
  return Math.floor(before / HOURLY) * HOUR + Math.floor((before % HOURLY) / SPIKE) * SPIKE_WINDOW;
}
