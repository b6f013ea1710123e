import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { NodeHooks } from '../../src/events/hooks/node-hooks.js';
import { Client, parseConnection } from '../../src/index.js';
import { systemRuntime } from '../../src/runtime.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { fileState } from '../../src/state/state.js';
import { installPackage } from '../install.js';
import { NodeRed, newUserDir, type Settings } from '../node-red.js';

/** The public address of the node behind a port; its secret is made for it. */
const PUBLIC = 'http://127.0.0.1';

const FLOW = { z: 'tab', x: 0, y: 0 };

/** A way into Node-RED for events: the route of its own server, or a port of its own. */
export interface Way {
  readonly url: string;
  readonly authorization: string;
}

/** A real Node-RED with two event nodes, one behind each way, and a flow that counts what they send. */
export class NodeRedStage {
  private constructor(
    readonly nodeRed: NodeRed,
    readonly route: Way,
    readonly port: Way,
    private readonly simulator: Simulator,
    private readonly flows: object[],
  ) {}

  static async start(settings: Settings = {}): Promise<NodeRedStage> {
    const simulator = await startSimulator();
    const nodeRed = await NodeRed.start(installPackage(newUserDir()), settings);
    const port = await freePort();
    const deployed = flows(simulator, port);
    await nodeRed.deploy(deployed, {
      route: { clientId: simulator.clientId, clientSecret: simulator.clientSecret },
      port: { clientId: simulator.clientId, clientSecret: simulator.clientSecret },
    });
    const authorization = await authorizations(nodeRed.userDir, simulator.clientSecret);
    const wayTo = (node: string, origin: string): Way => ({
      url: `${origin}/procore/events/${node}`,
      authorization: authorization[node] ?? '',
    });
    const ways = [wayTo('by-route', nodeRed.url), wayTo('by-port', `http://127.0.0.1:${port}`)] as const;
    for (const way of ways) await until(() => receives(way));
    return new NodeRedStage(nodeRed, ...ways, simulator, deployed);
  }

  /** How many events the flow got. */
  async counted(): Promise<number> {
    return Number(await (await fetch(`${this.nodeRed.url}/counted`)).text());
  }

  /** The id of the record that the flow got last. */
  async last(): Promise<string> {
    return (await fetch(`${this.nodeRed.url}/last`)).text();
  }

  /** Deploys the same flows again, which closes and makes all nodes anew. */
  deployAgain(): Promise<void> {
    return this.nodeRed.deploy(this.flows);
  }

  /** Blocks the event loop of Node-RED with a function node. Resolves when it is over. */
  async block(ms: number): Promise<void> {
    await (await fetch(`${this.nodeRed.url}/block?ms=${ms}`)).text();
  }

  async close(): Promise<void> {
    await this.nodeRed.stop();
    await this.simulator.close();
  }
}

function flows({ loginUrl, apiUrl }: Simulator, receiverPort: number): object[] {
  const connection = { type: 'procore-config', environment: 'custom', loginUrl, apiUrl, timeout: '5' };
  const event = { ...FLOW, type: 'procore-event', wires: [['count']] };
  const http = (url: string, to: string) => ({
    ...FLOW,
    id: url,
    type: 'http in',
    method: 'get',
    url,
    wires: [[to]],
  });
  const code = (id: string, func: string, wires: string[][]) => ({
    ...FLOW,
    id,
    type: 'function',
    outputs: 1,
    func,
    wires,
  });
  return [
    { id: 'tab', type: 'tab', label: 'events' },
    { ...connection, id: 'route' },
    { ...connection, id: 'port', receiverPort: String(receiverPort), publicUrl: PUBLIC },
    { ...event, id: 'by-route', connection: 'route' },
    { ...event, id: 'by-port', connection: 'port' },
    code(
      'count',
      "global.set('counted', (global.get('counted') || 0) + 1); global.set('last', msg.payload.resourceId);",
      [[]],
    ),
    http('/last', 'tell last'),
    code('tell last', "msg.payload = String(global.get('last')); return msg;", [['answer']]),
    http('/counted', 'tell'),
    code('tell', "msg.payload = String(global.get('counted') || 0); return msg;", [['answer']]),
    http('/block', 'wait'),
    code('wait', 'const end = Date.now() + Number(msg.payload.ms); while (Date.now() < end); return msg;', [
      ['answer'],
    ]),
    { ...FLOW, id: 'answer', type: 'http response', wires: [] },
  ];
}

/** Reads the secrets of the nodes where Node-RED keeps them. */
async function authorizations(userDir: string, clientSecret: string): Promise<Record<string, string>> {
  const folder = join(userDir, 'procore');
  const files = () => (existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.db')) : []);
  await until(async () => files().length > 0);
  const [file = ''] = files();
  const runtime = systemRuntime();
  const state = fileState(join(folder, file), runtime);
  const connection = parseConnection({
    environment: 'custom',
    loginUrl: PUBLIC,
    apiUrl: PUBLIC,
    clientId: 'any',
    clientSecret,
    timeoutMs: 1_000,
    allowHttp: true,
  });
  const client = new Client(connection, runtime, { state });
  const firstOf = async (node: string, server: string) =>
    (await new NodeHooks(client, node, server, runtime).values())[0]?.reveal() ?? '';
  try {
    return { 'by-route': await firstOf('by-route', ''), 'by-port': await firstOf('by-port', PUBLIC) };
  } finally {
    await client.close();
    await state.close();
  }
}

/** Whether a node receives there: it then refuses a stranger. */
async function receives({ url }: Way): Promise<boolean> {
  const answer = await fetch(url, { method: 'POST', body: '{}' }).catch(() => undefined);
  return answer?.status === 401;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('The event nodes do not receive.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
