/**
 * The types of the library, as a program that installed the package sees them: `npm run lint` compiles this against
 * dist/, by the package's own name. It is never run.
 */
import {
  Client,
  type ClientParts,
  type Connection,
  type ConnectionSettings,
  type DescribedRequest,
  type ErrorCode,
  listCompanies,
  type Page,
  type PlanInput,
  ProcoreError,
  parseConnection,
  type RunOptions,
  type Runtime,
  systemRuntime,
} from '@joistflow/node-red-procore';
import manifest from '@joistflow/node-red-procore/package.json';
import { type Simulator, type SimulatorOptions, startSimulator } from '@joistflow/node-red-procore/simulator';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <_ extends true>(): void => undefined;

async function read(): Promise<void> {
  const options: SimulatorOptions = { companies: 1 };
  const simulator: Simulator = await startSimulator(options);
  const settings: ConnectionSettings = {
    environment: 'custom',
    loginUrl: simulator.loginUrl,
    apiUrl: simulator.apiUrl,
    clientId: simulator.clientId,
    clientSecret: simulator.clientSecret,
    timeoutMs: 5_000,
    allowHttp: false,
  };
  const connection: Connection = parseConnection(settings);
  const runtime: Runtime = systemRuntime();
  const parts: ClientParts = {};
  const client = new Client(connection, runtime, parts);

  const plan: PlanInput = { method: 'GET', path: '/rest/v1.0/companies', paging: 'all' };
  const run: RunOptions = { parallel: 2, signal: AbortSignal.timeout(1_000) };
  for await (const page of client.pages(plan, run)) {
    holds<Equal<typeof page, Page>>();
    holds<Equal<typeof page.body, unknown>>();
    holds<Equal<typeof page.last, boolean>>();
  }
  const described: DescribedRequest = client.describe(listCompanies(undefined));
  holds<Equal<typeof described.url, string>>();
  const { accessToken } = await client.token();
  holds<Equal<typeof accessToken, string>>();
  await client.close();
  await simulator.close();
}

read().catch((thrown: unknown) => {
  if (!(thrown instanceof ProcoreError)) throw thrown;
  const code: ErrorCode = thrown.code;
  holds<Equal<typeof thrown.cause, string>>();
  // @ts-expect-error a code that does not exist
  return code === 'PROCORE_NO_SUCH_CODE';
});

// @ts-expect-error a way of paging that does not exist
const wrong: PlanInput = { method: 'GET', path: '/rest/v1.0/companies', paging: 'some' };
// @ts-expect-error a word that is no setting
const odd: RunOptions = { paralel: 2 };

export const all = [manifest, wrong, odd];
