import assert from 'node:assert/strict';
import type { ProcoreError } from '../../src/errors.js';
import { Client, type PlanInput, parseConnection, type RunOptions, systemRuntime } from '../../src/index.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { settings } from '../support/client.js';
import { collect } from '../support/collect.js';

/** A client on a simulator whose clock the test moves. */
export class Stage {
  #told = 0;

  private constructor(
    readonly simulator: Simulator,
    readonly client: Client,
    /** Milliseconds since the epoch, as the client sees it. */
    readonly clock: { now: number },
  ) {}

  static async open(options: SimulatorOptions = {}, lookups = true, apiUrl?: string): Promise<Stage> {
    const simulator = await startSimulator(options);
    const { loginUrl, clientId, clientSecret } = simulator;
    const hosts = { loginUrl, apiUrl: apiUrl ?? simulator.apiUrl };
    const connection = parseConnection({ ...settings(''), ...hosts, clientId, clientSecret, lookups });
    const clock = { now: Date.now() };
    const runtime = { ...systemRuntime(), random: () => 0, now: () => clock.now };
    const client = new Client(connection, runtime);
    return new Stage(simulator, client, clock);
  }

  get company() {
    return this.simulator.companies[0] ?? assert.fail('no company');
  }

  get notInstalled() {
    return this.simulator.companies.find(({ installed }) => !installed) ?? assert.fail('all are installed');
  }

  project(permitted = true) {
    return this.company.projects.find((each) => each.permitted === permitted) ?? assert.fail('no project');
  }

  /** Paths of the API that were asked for since the last time. */
  asked(): string[] {
    const paths = this.simulator.requests.filter(({ host }) => host === 'api').map(({ path }) => path);
    const fresh = paths.slice(this.#told);
    this.#told = paths.length;
    return fresh;
  }

  async refused(plan: PlanInput, run: RunOptions = {}): Promise<ProcoreError> {
    try {
      await collect(this.client.pages(plan, run));
    } catch (error) {
      return error as ProcoreError;
    }
    return assert.fail('it was not refused');
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.simulator.close();
  }
}

/** A read of one page. */
export const get = (path: string, companyId?: number | string): PlanInput => ({
  method: 'GET',
  path,
  ...(companyId !== undefined && { companyId: String(companyId) }),
});

/** The RFIs of a project. */
export const rfis = (stage: Stage, project = stage.project()) =>
  get(`/rest/v1.0/projects/${project.id}/rfis`, stage.company.id);
