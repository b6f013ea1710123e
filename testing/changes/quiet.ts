import { Client, parseConnection, systemRuntime } from '../../src/index.js';
import { startSimulator } from '../../src/simulator/index.js';
import { readerOf } from './reader-of.js';

const RFIS = '/rest/v1.0/projects/{project_id}/rfis';
const PROJECTS = 40;
/** The lists of companies and of projects, which are read once for the whole run. */
const OF_THE_RUN = 2;

/** What a run costs in which nothing has changed, and one in which every project has a new row. */
export async function playQuiet() {
  const simulator = await startSimulator({
    companies: 1,
    projects: PROJECTS,
    projectsNotPermitted: 0,
    limits: { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY },
  });
  const { loginUrl, apiUrl, clientId, clientSecret, companies } = simulator;
  const [company] = companies;
  const place = { loginUrl, apiUrl, clientId, clientSecret, companyId: String(company?.id) };
  const connection = parseConnection({ environment: 'custom', timeoutMs: 5_000, allowHttp: false, ...place });
  const client = new Client(connection, systemRuntime());
  const costOf = async () => {
    const reader = await readerOf(client, RFIS, { perPage: 2_000 }, () => performance.now());
    for await (const result of reader.results()) if ('step' in result) await result.step.confirmed();
    const { requests, upserts } = reader.summary;
    return { requests: requests - OF_THE_RUN, upserts };
  };
  try {
    await costOf();
    const nothing = await costOf();
    for (const { id } of company?.projects ?? []) simulator.rows('rfis', id).add();
    const fresh = await costOf();
    return {
      projects: PROJECTS,
      requests: nothing.requests,
      freshRows: fresh.upserts,
      freshRequests: fresh.requests,
    };
  } finally {
    await client.close();
    await simulator.close();
  }
}
