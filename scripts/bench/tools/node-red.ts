import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import RED from 'node-red';
import { startNodeRed } from '../../start/runtime.js';
import { coreFlow, ownFlow } from '../flows.js';
import { CLIENT_SECRET, type Job, type StartTool } from '../tool.js';

/** A function node, as its own code sees it. */
interface Starter {
  send(msg: object): void;
}

interface Arrived {
  readonly payload: unknown;
  readonly error?: { readonly message: string };
  readonly parts?: { readonly count?: number };
}

/** Every possible job has its own node in the flow, since a message cannot change a node's settings. */
const JOBS: Job[] = [3_000, 30_000, 100_000, 1_000_000].flatMap((rows) =>
  [undefined, 1, 100, 300, 2_000].flatMap((perPage) =>
    [4, 8].flatMap((parallel) =>
      (['array', 'page'] as const).map((delivery) => ({ rows, perPage, parallel, delivery })),
    ),
  ),
);

const nameOf = ({ rows, perPage, parallel, delivery }: Job) =>
  `job-${rows}-${perPage ?? 'auto'}-${parallel}-${delivery}`;

/** A real Node-RED in this process with one of the two flows. */
function startFlow(flowOf: typeof ownFlow, credentials: object, userDir: string): StartTool {
  return async (origin) => {
    const starters = new Map<string, Starter>();
    let seen: (msg: Arrived) => void = () => undefined;
    writeArrivedNode(userDir);
    const nodeRed = await startNodeRed(userDir, 0, {
      begin: (id: string, node: Starter) => starters.set(id, node),
      arrived: (msg: Arrived) => seen(msg),
    });
    const flows = flowOf(origin, new Map(JOBS.map((job) => [nameOf(job), job])));
    const started = new Promise((resolve) => RED.events.once('flows:started', resolve));
    const response = await fetch(`${nodeRed.url}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-api-version': 'v2' },
      body: JSON.stringify({ flows, credentials }),
    });
    if (!response.ok) throw new Error(`The flow could not be deployed: ${response.status}.`);
    await started;

    const run = (id: string, messages: number, isLast: (msg: Arrived) => boolean) =>
      new Promise<number>((resolve, reject) => {
        let rows = 0;
        let open = messages;
        seen = (msg) => {
          if (msg.error) return reject(new Error(msg.error.message));
          rows += rowsIn(msg.payload);
          if (isLast(msg) && --open === 0) resolve(rows);
        };
        for (let index = 0; index < messages; index++) starters.get(id)?.send({ payload: '' });
      });
    return {
      pull: (job) => run(nameOf(job), 1, ({ parts }) => parts === undefined || parts.count !== undefined),
      calls: (count) => run('single', count, () => true),
    };
  };
}

/** Writes the node for the end of a flow into the folder in which Node-RED looks for a user's own nodes. */
function writeArrivedNode(userDir: string): void {
  const folder = join(userDir, 'nodes');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'bench-arrived.html'),
    '<script type="text/javascript">RED.nodes.registerType("bench-arrived", { defaults: {} });</script>',
  );
  writeFileSync(
    join(folder, 'bench-arrived.js'),
    `module.exports = (RED) => RED.nodes.registerType('bench-arrived', function (config) {
  RED.nodes.createNode(this, config);
  const arrived = RED.settings.functionGlobalContext.arrived;
  this.on('input', (msg, send, done) => { arrived(msg); done(); });
});
`,
  );
}

/** Rows of an array, or of an array of pages as the core flow's join builds it. */
function rowsIn(payload: unknown): number {
  if (!Array.isArray(payload)) return 0;
  return Array.isArray(payload[0]) ? payload.reduce((sum, page) => sum + page.length, 0) : payload.length;
}

export const startOwn = (userDir: string) =>
  startFlow(ownFlow, { connection: { clientId: 'bench', clientSecret: CLIENT_SECRET } }, userDir);

export const startCore = (userDir: string) => startFlow(coreFlow, {}, userDir);
