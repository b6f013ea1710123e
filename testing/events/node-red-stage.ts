import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { NodeHooks } from '../../src/events/hooks/node-hooks.js';
import { Client, parseConnection } from '../../src/index.js';
import { systemRuntime } from '../../src/runtime.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { fileState } from '../../src/state/state.js';
import { installPackage } from '../install.js';
import { NodeRed, newUserDir } from '../node-red.js';

/** The public address of the node behind a port; its secret is made for it. */
const PUBLIC = 'http://127.0.0.1';

const FLOW = { z: 'tab', x: 0, y: 0 };

/** A way into Node-RED for events: the route of its own server, or a port of its own. */
export interface Way {
  readonly url: string;
  readonly authorization: string;
}

/** What the flow got. */
export interface Seen {
  /** Messages of the two nodes. */
  readonly counted: number;
  /** The id of the record that came last. */
  readonly last: string;
  /** How many of the events said in their payload that their sender knew the secret, and that it did not. */
  readonly friends: number;
  readonly intruders: number;
}

/** What became of many events of one record: all numbers together. */
export interface Joined {
  readonly messages: number;
  /** Events that the messages stand for. */
  readonly events: number;
  /** Messages that have the record. */
  readonly records: number;
}

/** ms between two looks at whether Node-RED answers. */
const PROBE = 10;

/**
 * A real Node-RED with two event nodes, one behind each way, and a flow that counts what they send. A third node, on the
 * port, joins the events of a record and reads the record.
 */
export class NodeRedStage {
  /** Keeps no socket for a second request. */
  readonly #once = new Agent({ pipelining: 0 });

  private constructor(
    readonly nodeRed: NodeRed,
    readonly route: Way,
    readonly port: Way,
    /** The way to the node that joins and reads. */
    readonly joining: Way,
    readonly simulator: Simulator,
    private readonly flows: object[],
  ) {}

  /** @param joinFor how long the third node joins events of a record, s: as long as sending all of them may take */
  static async start(joinFor: number): Promise<NodeRedStage> {
    const simulator = await startSimulator();
    const nodeRed = await NodeRed.start(installPackage(newUserDir()));
    const port = await freePort();
    const deployed = flows(simulator, port, joinFor);
    await nodeRed.deploy(deployed, {
      route: { clientId: simulator.clientId, clientSecret: simulator.clientSecret },
      port: { clientId: simulator.clientId, clientSecret: simulator.clientSecret },
    });
    const authorization = await authorizations(nodeRed.userDir, simulator.clientSecret);
    const wayTo = (node: string, origin: string): Way => ({
      url: `${origin}/procore/events/${node}`,
      authorization: authorization[node] ?? '',
    });
    const own = `http://127.0.0.1:${port}`;
    const ways = [wayTo('by-route', nodeRed.url), wayTo('by-port', own), wayTo('joining', own)] as const;
    for (const way of ways) await until(() => receives(way));
    return new NodeRedStage(nodeRed, ...ways, simulator, deployed);
  }

  async seen(): Promise<Seen> {
    return (await this.#get('seen')).json() as Promise<Seen>;
  }

  /** How many events the flow got. */
  async counted(): Promise<number> {
    return (await this.seen()).counted;
  }

  /** The id of the record that the flow got last. */
  async last(): Promise<string> {
    return (await this.seen()).last;
  }

  /** What the third node has sent. */
  async joined(): Promise<Joined> {
    return (await this.#get('joined')).json() as Promise<Joined>;
  }

  /**
   * Each on a socket of its own: a server that was blocked closes those that were kept longer than five seconds, even if
   * they bring a request.
   */
  async #get(path: string) {
    const { body } = await request(`${this.nodeRed.url}/${path}`, { dispatcher: this.#once });
    return body;
  }

  /** Deploys the same flows again, which closes and makes all nodes anew. */
  deployAgain(): Promise<void> {
    return this.nodeRed.deploy(this.flows);
  }

  /**
   * Blocks the event loop of Node-RED with a function node. Resolves when it is over.
   * @returns the longest time, ms, in which Node-RED gave no answer to anybody
   */
  async block(ms: number): Promise<number> {
    let isOver = false;
    const blocking = this.#get(`block?ms=${ms}`)
      .then((body) => body.dump())
      .finally(() => {
        isOver = true;
      });
    let longest = 0;
    while (!isOver) {
      const began = performance.now();
      await this.seen();
      longest = Math.max(longest, performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, PROBE));
    }
    await blocking;
    return longest;
  }

  async close(): Promise<void> {
    await this.#once.close();
    await this.nodeRed.stop();
    await this.simulator.close();
  }
}

function flows({ loginUrl, apiUrl }: Simulator, receiverPort: number, joinFor: number): object[] {
  const connection = { type: 'procore-config', environment: 'custom', loginUrl, apiUrl, timeout: '5' };
  const event = { ...FLOW, type: 'procore-event', wires: [['count']] };
  const code = (id: string, func: string, wires: string[][]) => ({
    ...FLOW,
    id,
    type: 'function',
    outputs: 1,
    func,
    wires,
  });
  const route = (url: string, func: string) => [
    { ...FLOW, id: url, type: 'http in', method: 'get', url, wires: [[`${url} code`]] },
    code(`${url} code`, func, [['answer']]),
  ];
  return [
    { id: 'tab', type: 'tab', label: 'events' },
    { ...connection, id: 'route' },
    { ...connection, id: 'port', receiverPort: String(receiverPort), publicUrl: PUBLIC },
    { ...event, id: 'by-route', connection: 'route' },
    { ...event, id: 'by-port', connection: 'port' },
    {
      ...event,
      id: 'joining',
      connection: 'port',
      hydrate: true,
      coalesce: String(joinFor),
      wires: [['join']],
    },
    code('count', COUNT, [[]]),
    code('join', JOIN, [[]]),
    ...route('/seen', `msg.payload = global.get('seen') || ${JSON.stringify(NOTHING)}; return msg;`),
    ...route('/joined', `msg.payload = global.get('joined') || ${JSON.stringify(NONE)}; return msg;`),
    ...route(
      '/block',
      'const end = Date.now() + Number(msg.payload.ms); while (Date.now() < end); return msg;',
    ),
    { ...FLOW, id: 'answer', type: 'http response', wires: [] },
  ];
}

const NOTHING: Seen = { counted: 0, last: '', friends: 0, intruders: 0 };
const NONE: Joined = { messages: 0, events: 0, records: 0 };

const COUNT = `
const seen = global.get('seen') || ${JSON.stringify(NOTHING)};
const { resourceId, raw } = msg.payload;
seen.counted++;
seen.last = resourceId;
if (raw && raw.intruder === true) seen.intruders++;
if (raw && raw.intruder === false) seen.friends++;
global.set('seen', seen);`;

const JOIN = `
const joined = global.get('joined') || ${JSON.stringify(NONE)};
joined.messages++;
joined.events += msg.procore.count || 1;
if (msg.payload.record) joined.records++;
global.set('joined', joined);`;

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
    return {
      'by-route': await firstOf('by-route', ''),
      'by-port': await firstOf('by-port', PUBLIC),
      joining: await firstOf('joining', PUBLIC),
    };
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
