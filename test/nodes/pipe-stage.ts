import type { NodeAPI } from 'node-red';
import { actionFields } from '../../nodes/shared/fields/action-fields.js';
import type { ActionDef } from '../../nodes/shared/flow-json.js';
import type { NodeKind } from '../../nodes/shared/pipe/node-kind.js';
import { register } from '../../nodes/shared/pipe/register.js';
import type { Pauses } from '../../nodes/shared/pipe/while-deployed.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { action, connectionTo, flow, helper, keyOf, type Properties } from '../support/flow.js';

type Work = Partial<Pick<NodeKind<ActionDef>, 'onMessage' | 'whileDeployed' | 'gather'>>;

/** Kinds of nodes that a test makes, on real Node-RED and with a client of the simulator. */
export class PipeStage {
  private constructor(readonly simulator: Simulator) {}

  static async start(): Promise<PipeStage> {
    await helper.startServer();
    return new PipeStage(await startSimulator({ projects: 3, companies: 1 }));
  }

  /** A flow of one node of this kind. */
  flow(work: Work, properties: Properties = {}, pauses?: Pauses): ReturnType<typeof flow> {
    const kind: NodeKind<ActionDef> = {
      type: 'pipe-test',
      fields: actionFields,
      migrations: [],
      operations: () => [],
      ...work,
    };
    const node = (RED: NodeAPI) => register(RED, kind, pauses);
    return flow(
      action('pipe-test', properties),
      connectionTo(this.simulator),
      keyOf(this.simulator),
      [],
      [node],
    );
  }

  async close(): Promise<void> {
    await this.simulator.close();
    await helper.stopServer();
  }
}

/** Lets what is on its way arrive. */
export const soon = (ms = 50): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
