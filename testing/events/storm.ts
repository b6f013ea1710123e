import { payloadBody } from './deliver.js';
import { burst } from './load.js';
import type { NodeRedStage } from './node-red-stage.js';

const CONNECTIONS = 16;

/** Longest time until the message comes, and how long it is watched for another one, ms. */
const LONGEST = 60_000;
const WATCHED = 2_000;
const LOOK = 200;

/** What became of a storm. */
export interface StormFigures {
  readonly refused: number;
  /** Messages, and the events that they say they stand for. */
  readonly messages: number;
  readonly events: number;
  /** Messages that have the record. */
  readonly records: number;
  /** Requests for the record, as Procore has counted them. */
  readonly reads: number;
}

/** Sends many events of one record, as an edit of many fields makes them, to a node that joins them and reads the record. */
export async function storm(stage: NodeRedStage, count: number): Promise<StormFigures> {
  const [company] = stage.simulator.companies;
  const [project] = company?.projects ?? [];
  const record = String(stage.simulator.rows('rfis', Number(project?.id)).at(0).id);
  const of = { company_id: String(company?.id), project_id: String(project?.id) };
  const before = await stage.joined();
  const readsOf = () =>
    stage.simulator.requests.filter(
      ({ method, path }) => method === 'GET' && path.split('?')[0]?.endsWith(`/rfis/${record}`),
    ).length;
  const readBefore = readsOf();
  const { refused } = await burst(stage.joining, count, CONNECTIONS, () => payloadBody(record, of));
  let joined = before;
  for (let waited = 0; joined.events - before.events < count && waited < LONGEST; waited += LOOK) {
    await pause(LOOK);
    joined = await stage.joined();
  }
  await pause(WATCHED);
  joined = await stage.joined();
  return {
    refused,
    messages: joined.messages - before.messages,
    events: joined.events - before.events,
    records: joined.records - before.records,
    reads: readsOf() - readBefore,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
