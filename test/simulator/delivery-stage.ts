/** A simulator on a clock that the test moves, and a receiver of its deliveries. */
import assert from 'node:assert/strict';
import { ManualClock, type SimulatorOptions } from '../../src/simulator/index.js';
import { type SeenRequest, serve, type TestServer } from '../support/http-server.js';
import { Caller } from './caller.js';

export const HOUR = 3_600_000;
const START = Date.UTC(2026, 4, 4, 12);

export class DeliveryStage {
  caller!: Caller;
  clock!: ManualClock;
  /** Paths of the first company and its first project. */
  company = '';
  project = '';
  /** What the receiver answers: a status, or nothing at all. */
  answer: (request: SeenRequest) => number | undefined = () => 204;
  receiver!: TestServer;

  static async begin(): Promise<DeliveryStage> {
    const stage = new DeliveryStage();
    stage.receiver = await serve((request, response) => {
      const status = stage.answer(request);
      if (status !== undefined) response.writeHead(status).end(status === 204 ? undefined : 'Out of order');
    });
    return stage;
  }

  async start(options: SimulatorOptions = {}): Promise<void> {
    this.clock = new ManualClock(START);
    this.caller = await Caller.start({
      clock: this.clock,
      companies: 1,
      projects: 2,
      tokenLifetime: 10_000_000,
      ...options,
    });
    this.company = `/rest/v2.0/companies/${this.caller.company(0).id}`;
    this.project = `${this.company}/projects/${this.caller.project(0).id}`;
  }

  async close(): Promise<void> {
    await this.caller.close();
    await this.receiver.close();
  }

  /** Makes a hook with triggers. @returns its path */
  async hook(
    place: string,
    triggers: ReadonlyArray<readonly [string, string]>,
    more: Record<string, unknown> = {},
  ): Promise<string> {
    const fields = {
      payload_version: 'v4.0',
      namespace: 'nightly',
      destination_url: `${this.receiver.url}/procore`,
      destination_headers: { Authorization: 'Bearer a-secret-12345' },
      ...more,
    };
    const made = await this.caller.send('POST', `${place}/webhooks/hooks`, {}, fields);
    assert.equal(made.status, 201, made.text);
    const path = `${place}/webhooks/hooks/${made.json.data.id}`;
    const body = triggers.map(([resource_name, event_type]) => ({ resource_name, event_type }));
    assert.equal((await this.caller.send('POST', `${path}/triggers/bulk`, {}, body)).status, 201);
    return path;
  }

  rfis() {
    return this.caller.simulator.rows('rfis', this.caller.project(0).id);
  }

  settled(): Promise<void> {
    return this.caller.simulator.deliveries.settled();
  }

  /** Lets time pass, and everything that is sent meanwhile be answered. */
  pass(ms: number): Promise<void> {
    return this.clock.pass(ms, () => this.settled());
  }

  bodies() {
    return this.receiver.requests.map(({ body }) => JSON.parse(body));
  }

  /** Ids of the records that the receiver was told of, in that order. */
  resources(): string[] {
    return this.bodies().map(({ resource_id }) => resource_id);
  }

  /** The deliveries of a hook. */
  async log(path: string, filter = '') {
    return (await this.caller.get(`${path}/deliveries?per_page=100${filter}`)).json.data;
  }

  async statuses(path: string): Promise<string[]> {
    return (await this.log(path)).map((each: { status: string }) => each.status);
  }
}
