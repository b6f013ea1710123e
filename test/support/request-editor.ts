import type { Browser, Locator, Page } from 'playwright-core';
import { fields as changes } from '../../nodes/procore-changes/fields.js';
import { defaultsOf } from '../../nodes/shared/fields/defaults.js';
import type { Fields } from '../../nodes/shared/fields/field.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';

export const ID = {
  connection: 'c0000000000000c1',
  start: 'c0000000000000a0',
  /** A request that nobody has filled in. */
  request: 'c0000000000000a1',
  /** One with a path of its own and a list of parameters, as the first version of the node stored it. */
  free: 'c0000000000000a2',
  /** One whose operation was picked. */
  picked: 'c0000000000000a3',
  /** A node that follows changes, as it comes from the palette. */
  changes: 'c0000000000000a4',
  shown: 'c0000000000000a9',
};

export const SECRET = 'the-secret-no-browser-gets-7719';

const TAB = 'c0000000000000f0';
/** A request on the tab of the tests. */
const NODE = { z: TAB, x: 300, y: 100, type: 'procore-request', connection: ID.connection };
const FIELDS = {
  name: '',
  company: '',
  companyType: 'connection',
  output: 'payload',
  outputType: 'msg',
  delivery: 'array',
  tick: false,
  concurrency: '8',
  deadline: '',
  onError: 'catch',
  outputs: 1,
  operation: '',
  method: 'GET',
  path: '',
  params: [],
  query: '',
  queryType: 'json',
  headers: '',
  headersType: 'json',
  body: '',
  bodyType: 'json',
  response: 'auto',
  paging: 'off',
  limit: '',
  perPage: '',
  parallel: '',
  dryRun: false,
};

/** A simulated Procore, a Node-RED on it with the packed package below a path of its own, and its editor in a browser. */
export class RequestEditor {
  /** Everything that the browser was sent, and what it sent itself. */
  readonly traffic: string[] = [];

  private constructor(
    readonly simulator: Simulator,
    readonly nodeRed: NodeRed,
    private readonly browser: Browser,
    readonly editor: EditorPage,
  ) {
    this.page.setDefaultTimeout(8_000);
    this.page.on('response', async (response) => {
      this.traffic.push(response.request().postData() ?? '', await response.text().catch(() => ''));
    });
  }

  /** @param simulated options of the simulator in addition to those of the tests */
  static async start(settings: object = {}, simulated: SimulatorOptions = {}): Promise<RequestEditor> {
    const simulator = await startSimulator({ clientSecret: SECRET, projects: 6, records: 30, ...simulated });
    const nodeRed = await NodeRed.start(installPackage(newUserDir()), { httpAdminRoot: '/red', ...settings });
    const credentials = { clientId: simulator.clientId, clientSecret: SECRET };
    await nodeRed.deploy(flowTo(simulator), { [ID.connection]: credentials });
    const browser = await launch();
    return new RequestEditor(simulator, nodeRed, browser, await EditorPage.open(browser, nodeRed.url));
  }

  get page(): Page {
    return this.editor.page;
  }

  get project() {
    const project = this.simulator.companies[0]?.projects[0];
    if (!project) throw new Error('The simulator has no project.');
    return project;
  }

  /** Requests that reached the simulated API, other than for tokens. */
  get calls() {
    return this.simulator.requests.filter(({ host }) => host === 'api');
  }

  async open(id: string): Promise<void> {
    await this.editor.openDialog(id);
    // The catalogue has arrived as soon as a search finds something.
    await this.page.fill('#procore-operation-search', 'list');
    await this.options.first().waitFor();
    await this.page.fill('#procore-operation-search', '');
  }

  /** What the search shows. */
  get options(): Locator {
    return this.page.locator('#procore-operation-results [role="option"]');
  }

  /**
   * The text of the first operation that is found. The list leaves out what is not on the screen (content-visibility), so a
   * new entry has no text until the browser has drawn it.
   */
  async firstOption(): Promise<string> {
    const first = this.options.first();
    await first.waitFor();
    await this.page.waitForFunction(
      (entry) => (entry as { innerText?: string }).innerText !== '',
      await first.elementHandle(),
    );
    return first.innerText();
  }

  /** Picks the first operation that is found. */
  async pick(text: string): Promise<void> {
    await this.page.fill('#procore-operation-search', text);
    await this.options.first().waitFor();
    await this.page.press('#procore-operation-search', 'Enter');
  }

  /** The visible part of a parameter's field. */
  field(name: string): Locator {
    return this.page.locator(`.procore-field-input:has([data-param="${name}"])`);
  }

  async tryIt(): Promise<Locator> {
    await this.page.click('#procore-try');
    const result = this.page.locator('#procore-try-result > *');
    await result.waitFor();
    return result;
  }

  /** A property of a node as the editor holds it. */
  async stored<T = Record<string, unknown>>(id: string): Promise<T> {
    return (await this.page.evaluate(
      `RED.nodes.convertNode(RED.nodes.node(${JSON.stringify(id)}), false)`,
    )) as T;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.nodeRed.stop();
    await this.simulator.close();
  }
}

/** What the editor stores of a new node. */
export function nodeDefaults(fields: Fields): Record<string, unknown> {
  const defaults = Object.entries(defaultsOf(fields, () => undefined));
  return Object.fromEntries(defaults.map(([name, { value }]) => [name, value]));
}

/** A connection to a simulated Procore. */
export function connectionTo({ loginUrl, apiUrl, companies }: Simulator): object {
  return {
    id: ID.connection,
    type: 'procore-config',
    name: '',
    environment: 'custom',
    loginUrl,
    apiUrl,
    allowHttp: false,
    companyId: String(companies[0]?.id ?? ''),
    timeout: '60',
    quotaScope: 'company',
    reserve: '2',
    tls: '',
    proxy: '',
  };
}

function flowTo(simulator: Simulator): object[] {
  const project = String(simulator.companies[0]?.projects[0]?.id ?? '');
  return [
    { id: TAB, type: 'tab', label: 'requests' },
    connectionTo(simulator),
    {
      id: ID.start,
      type: 'inject',
      z: TAB,
      x: 100,
      y: 100,
      name: '',
      props: [{ p: 'payload' }],
      payload: '',
      payloadType: 'date',
      repeat: '',
      crontab: '',
      once: false,
      onceDelay: 0.1,
      topic: '',
      wires: [[ID.request]],
    },
    { ...NODE, ...FIELDS, id: ID.request, wires: [[ID.shown]] },
    {
      ...NODE,
      ...FIELDS,
      id: ID.free,
      y: 160,
      path: '/rest/v1.0/projects/{project_id}/rfis',
      params: [
        { name: 'search', value: 'beam', type: 'str' },
        { name: 'project_id', value: 'payload.id', type: 'msg' },
      ],
      query: '{"filters":{"status":["open"]}}',
      paging: 'all',
      wires: [[]],
    },
    {
      ...NODE,
      ...FIELDS,
      id: ID.picked,
      y: 220,
      path: '/rest/v1.0/projects/{project_id}/rfis',
      operation: 'List RFIs',
      params: [{ name: 'project_id', value: project, type: 'num' }],
      query: '{"filters":{"status":"open"}}',
      paging: 'all',
      limit: '50',
      wires: [[]],
    },
    {
      ...NODE,
      ...nodeDefaults(changes),
      type: 'procore-changes',
      connection: ID.connection,
      id: ID.changes,
      y: 280,
      wires: [[]],
    },
    {
      id: ID.shown,
      type: 'debug',
      z: TAB,
      x: 500,
      y: 100,
      name: 'shown',
      active: true,
      tosidebar: true,
      complete: 'payload',
      targetType: 'msg',
      wires: [],
    },
  ];
}
