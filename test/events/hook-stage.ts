/** A simulator, a receiver for its deliveries, and a client that sets up hooks between them. */
import assert from 'node:assert/strict';
import { Hooks, type Wish } from '../../src/events/hooks/hooks.js';
import type { HookPlace } from '../../src/events/hooks/wish.js';
import { Client, parseConnection, type State, systemRuntime } from '../../src/index.js';
import type { SimulatorOptions } from '../../src/simulator/index.js';
import { Caller } from '../simulator/caller.js';
import { settings } from '../support/client.js';
import { serve, type TestServer } from '../support/http-server.js';

export const NAMESPACE = 'node-red-procore-a1';
const NO_LIMITS = { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY };

export class HookStage {
  /** Milliseconds since the epoch, as the client sees it. */
  now = Date.now();
  readonly client: Client;
  readonly hooks: Hooks;
  /** Closed at the end, like those that a test adds. */
  readonly clients: Client[] = [];
  readonly servers: TestServer[] = [];

  private constructor(
    readonly caller: Caller,
    readonly receiver: TestServer,
  ) {
    this.servers.push(receiver);
    this.client = this.open();
    this.hooks = new Hooks(this.client, NAMESPACE, this.runtime());
  }

  static async begin(options: SimulatorOptions = {}): Promise<HookStage> {
    const caller = await Caller.start({
      companies: 2,
      projects: 3,
      shares: 'equal',
      limits: NO_LIMITS,
      ...options,
    });
    return new HookStage(caller, await serve((_, response) => response.writeHead(204).end()));
  }

  async close(): Promise<void> {
    for (const client of this.clients) await client.close();
    await this.caller.close();
    for (const server of this.servers) await server.close();
  }

  runtime() {
    return { ...systemRuntime(), now: () => this.now, random: () => 0 };
  }

  /** Another client on the simulator. */
  open(state?: State): Client {
    const { loginUrl, apiUrl, clientId, clientSecret } = this.caller.simulator;
    const connection = parseConnection({ ...settings(''), loginUrl, apiUrl, clientId, clientSecret });
    const opened = new Client(connection, this.runtime(), { state });
    this.clients.push(opened);
    return opened;
  }

  companyPlace(): HookPlace {
    return { companyId: String(this.caller.company(0).id) };
  }

  projectPlace(index = 0): HookPlace {
    return { ...this.companyPlace(), projectId: String(this.caller.project(index).id) };
  }

  wish(more: Partial<Wish> = {}): Wish {
    return {
      url: `${this.receiver.url}/procore/a1`,
      payloadVersion: 'v4.0',
      resources: [
        { name: 'RFIs', actions: ['create', 'update'] },
        { name: 'Punch Items', actions: ['delete'] },
        { name: 'Projects', actions: ['create'] },
      ],
      places: [this.companyPlace(), this.projectPlace(0), this.projectPlace(1)],
      ...more,
    };
  }

  /** The path of the hooks at a place. */
  base({ companyId, projectId }: HookPlace): string {
    return projectId === undefined
      ? `/rest/v2.0/companies/${companyId}/webhooks/hooks`
      : `/rest/v2.0/companies/${companyId}/projects/${projectId}/webhooks/hooks`;
  }

  /** The hooks at a place as Procore has them, with their triggers. */
  async there(place: HookPlace, namespace = NAMESPACE) {
    const path = this.base(place);
    const { json } = await this.caller.get(`${path}?namespace=${namespace}&per_page=100`);
    return Promise.all(
      json.data.map(async (hook: Record<string, string>) => {
        const triggers = (await this.caller.get(`${path}/${hook.id}/triggers?per_page=100`)).json.data;
        const words = triggers.map(
          (each: Record<string, string>) => `${each.resource_name} ${each.event_type}`,
        );
        return { ...hook, triggers: words.sort() };
      }),
    );
  }

  /** The only hook at a place. */
  async only(place: HookPlace) {
    const [hook, ...others] = await this.there(place);
    assert.deepEqual(others, []);
    assert.ok(hook);
    return hook;
  }

  /** Requests that changed something, since a position in the journal. */
  writes(from = 0) {
    return this.caller.simulator.requests.slice(from).filter(({ method }) => method !== 'GET');
  }

  /** How many requests there were so far. */
  asked(): number {
    return this.caller.simulator.requests.length;
  }
}

/** What a plan would do, in its order. */
export function steps(plan: { places: ReadonlyArray<{ steps: ReadonlyArray<{ do: string }> }> }): string[] {
  return plan.places.flatMap((each) => each.steps.map((step) => step.do));
}
