import type { Browser, Page } from 'playwright-core';
import { fields } from '../../nodes/procore-event/fields.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { EditorPage, launch } from '../../testing/browser.js';
import { installPackage } from '../../testing/install.js';
import { NodeRed, newUserDir } from '../../testing/node-red.js';
import { nodeDefaults } from './request-editor.js';

export const SECRET = 'the-secret-no-browser-gets-4410';
export const ID = { tab: 'e0000000000000f0', own: 'e0000000000000c1', demo: 'e0000000000000c2' };
export const EVENT = { live: 'e0000000000000a1', demo: 'e0000000000000a2' };
/** A node whose flow gives everything back. */
export const FAILS = { event: 'e0000000000000a3', flow: 'e0000000000000b3' };

const NO_LIMITS = { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY };
const FIELDS = nodeDefaults(fields);

/** A node on a simulated Procore, and one on Demo, whose deliveries come to this Node-RED; and its editor in a browser. */
export class EventEditor {
  /** Everything that the browser was sent, and what it sent itself. */
  readonly traffic: string[] = [];

  private constructor(
    readonly simulator: Simulator,
    readonly nodeRed: NodeRed,
    private readonly browser: Browser,
    readonly editor: EditorPage,
  ) {
    this.page.setDefaultTimeout(15_000);
    this.page.on('response', async (response) => {
      this.traffic.push(response.url(), response.request().postData() ?? '');
      this.traffic.push(await response.text().catch(() => ''));
    });
  }

  /**
   * @param settings of Node-RED, in addition to those of the tests
   * @param gate what the connection stores to get through a Node-RED that asks for a password
   */
  static async start(settings: object = {}, gate: object = {}): Promise<EventEditor> {
    const simulator = await startSimulator({
      clientSecret: SECRET,
      projects: 4,
      records: 5,
      limits: NO_LIMITS,
    });
    const nodeRed = await NodeRed.start(installPackage(newUserDir()), { httpAdminRoot: '/red', ...settings });
    const credentials = { clientId: simulator.clientId, clientSecret: SECRET, ...gate };
    await nodeRed.deploy(flowOn(simulator, new URL(nodeRed.url).origin), { [ID.own]: credentials });
    const browser = await launch();
    return new EventEditor(simulator, nodeRed, browser, await EditorPage.open(browser, nodeRed.url));
  }

  get page(): Page {
    return this.editor.page;
  }

  /** Waits until an element says something. */
  async told(selector: string, words: RegExp): Promise<void> {
    await this.page.locator(selector, { hasText: words }).waitFor();
  }

  /** Picks a resource by its name. */
  async pick(name: string): Promise<void> {
    await this.page.click('#procore-event-pick');
    await this.page.fill('.procore-choices-search', name);
    await this.page.locator('.procore-choices-list [role=option]', { hasText: name }).first().waitFor();
    await this.page.press('.procore-choices-search', 'Enter');
    await this.page.press('.procore-choices-search', 'Escape');
  }

  /** Has the plan made, and waits until it says something. */
  async plan(words: RegExp): Promise<void> {
    await this.page.click('#procore-event-plan');
    // Demo has more than 60 places, and a quota.
    await this.page.locator('#procore-event-planned', { hasText: words }).waitFor({ timeout: 60_000 });
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.nodeRed.stop();
    await this.simulator.close();
  }
}

function flowOn({ loginUrl, apiUrl, companies }: Simulator, publicUrl: string): object[] {
  const companyId = String(companies[0]?.id ?? '');
  return [
    { id: ID.tab, type: 'tab', label: 'events' },
    connection(ID.own, publicUrl, { environment: 'custom', loginUrl, apiUrl, companyId }),
    connection(ID.demo, publicUrl, { environment: 'demo', demoAccount: 'limited' }),
    event(EVENT.live, ID.own, 100),
    event(EVENT.demo, ID.demo, 160),
    {
      ...event(FAILS.event, ID.own, 220),
      resources: [{ name: 'RFIs' }],
      retries: '1',
      confirm: 'tick',
      wires: [[FAILS.flow]],
    },
    {
      id: FAILS.flow,
      type: 'change',
      z: ID.tab,
      x: 400,
      y: 220,
      rules: [{ t: 'set', p: 'tick', pt: 'msg', to: 'false', tot: 'bool' }],
      wires: [[FAILS.event]],
    },
  ];
}

function connection(id: string, publicUrl: string, more: object): object {
  return {
    id,
    type: 'procore-config',
    name: '',
    version: 1,
    actAs: 'app',
    timeout: '60',
    quotaScope: 'company',
    reserve: '2',
    lookups: true,
    publicUrl,
    ...more,
  };
}

function event(id: string, on: string, y: number): object {
  return { ...FIELDS, id, type: 'procore-event', z: ID.tab, x: 200, y, connection: on, wires: [[]] };
}
