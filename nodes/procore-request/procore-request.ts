import type { NodeAPI } from 'node-red';
import type { Client, PlanInput } from '../../src/index.js';
import { registerAction } from '../shared/action-node.js';
import type { Result } from '../shared/delivery.js';
import type { RequestDef } from '../shared/flow-json.js';
import { requestPlan } from './request-inputs.js';

export = (RED: NodeAPI): void =>
  registerAction<RequestDef>(RED, {
    type: 'procore-request',
    async run({ inputs, client, run }) {
      const plan = await requestPlan(inputs);
      if (inputs.config.dryRun) return described(client, plan);
      const parallel = Number(inputs.text(inputs.config.parallel, 'pages at once'));
      return client.pages(plan, { ...(parallel && { parallel }), ...run });
    },
  });

/** A dry run's only result. */
async function* described(client: Client, plan: PlanInput): AsyncGenerator<Result> {
  const request = client.describe(plan);
  yield { body: request, more: { request }, isList: false, last: true };
}
