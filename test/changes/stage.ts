import type { Step } from '../../src/changes/step.js';
import type { Strategy } from '../../src/changes/strategy.js';
import { Client, parseConnection, type Runtime, systemRuntime } from '../../src/index.js';
import {
  type KindName,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/index.js';
import { FaultProxy } from '../../testing/changes/fault-proxy.js';
import { FAULTS } from '../../testing/changes/faults.js';
import { readerOf, type Wishes } from '../../testing/changes/reader-of.js';
import { settings } from '../support/client.js';

export const RFIS = '/rest/v1.0/projects/{project_id}/rfis';

/** Lists whose rows are found in other projects in different ways: by their ids, by their times, or whole. */
export const LISTS: ReadonlyArray<readonly [kind: KindName, path: string, strategy?: Strategy]> = [
  ['rfis', RFIS],
  ['rfis', RFIS, 'hash'],
  ['punch_items', '/rest/v1.1/punch_items'],
  ['change_events', '/rest/v1.1/change_events'],
  ['change_events', '/rest/v1.1/change_events', 'hash'],
];

/** What a run has shown. */
interface Seen {
  /** Such as `upsert 17`. */
  readonly changes: readonly string[];
  readonly deletes: readonly string[];
  readonly rows: readonly unknown[];
  readonly complete: boolean;
  /** The codes of the failures, and their reasons. */
  readonly failures: readonly string[];
  readonly unreachable: readonly string[];
  readonly requests: number;
  readonly summary: Readonly<Record<string, number>>;
}

interface Terms extends Wishes {
  readonly path?: string;
  /** Whether the flow takes a step. @default always */
  readonly takes?: (step: Step) => boolean;
  /** Steps after which the run is cut off, before they are confirmed. */
  readonly cutAfter?: number;
}

/** A simulator behind a server that spoils answers, and a client whose runs are written down. */
export class Stage {
  /** The reader's clock, ms since the epoch. */
  now: () => number = Date.now;

  private constructor(
    readonly simulator: Simulator,
    readonly proxy: FaultProxy,
    readonly client: Client,
  ) {}

  static async start(options: SimulatorOptions = {}, runtime?: Partial<Runtime>): Promise<Stage> {
    const simulator = await startSimulator({
      companies: 1,
      projects: 2,
      projectsNotPermitted: 0,
      records: 30,
      limits: { hourly: Number.POSITIVE_INFINITY, spike: Number.POSITIVE_INFINITY },
      ...options,
    });
    const proxy = await FaultProxy.start(simulator.apiUrl);
    const { loginUrl, clientId, clientSecret, companies } = simulator;
    const of = { loginUrl, clientId, clientSecret, companyId: String(companies[0]?.id) };
    const client = new Client(parseConnection(settings(proxy.url, of)), {
      ...systemRuntime(),
      random: () => 0,
      ...runtime,
    });
    return new Stage(simulator, proxy, client);
  }

  /** From now on the account may not ask for removed rows. */
  forbidRemoved(): void {
    this.proxy.fault = (asked) =>
      asked.includes('recycle_bin') || asked.includes('deleted') ? FAULTS.forbidden : undefined;
  }

  project(place = 0): number {
    return this.simulator.companies[0]?.projects[place]?.id ?? 0;
  }

  rows(place = 0) {
    return this.simulator.rows('rfis', this.project(place));
  }

  /** The id of a row, by its position. */
  id(position = 0, place = 0): number {
    return Number(this.rows(place).at(position).id);
  }

  async run({ path = RFIS, takes, cutAfter, ...wishes }: Terms = {}): Promise<Seen> {
    await this.client.forgetRefusals();
    const reader = await readerOf(this.client, path, wishes, this.now);
    const changes: string[] = [];
    const rows: unknown[] = [];
    const failures: string[] = [];
    let left = cutAfter ?? Number.POSITIVE_INFINITY;
    for await (const result of reader.results()) {
      if ('failure' in result) {
        failures.push([result.failure.code, result.failure.reason].filter(Boolean).join(' '));
        continue;
      }
      const { step } = result;
      changes.push(...step.changes.map(({ op, key }) => `${op} ${key}`));
      rows.push(...step.changes.map(({ row }) => row));
      if (--left < 0) break;
      if (takes?.(step) ?? true) await step.confirmed();
    }
    const deletes = changes.filter((change) => change.startsWith('delete'));
    const { isComplete, summary } = reader;
    const unreachable = reader.unreachable.map(({ reason }) => reason);
    const { requests } = summary;
    return {
      changes,
      deletes,
      rows,
      complete: isComplete,
      failures,
      unreachable,
      requests,
      summary: { ...summary },
    };
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.proxy.close();
    await this.simulator.close();
  }
}

/** Whether a request is about the project. */
export function isOf(path: string, project: number): boolean {
  return path.includes(`projects/${project}/`) || path.includes(`project_id=${project}`);
}

/** Something that is shut until it is opened. */
export function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
