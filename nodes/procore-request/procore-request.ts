import type { NodeAPI } from 'node-red';
import { registerAction } from '../shared/action-node.js';
import type { RequestDef } from '../shared/flow-json.js';
import { requestPlan } from './request-inputs.js';

export = (RED: NodeAPI): void =>
  registerAction<RequestDef>(RED, {
    type: 'procore-request',
    async *run({ inputs, client, signal }) {
      const plan = await requestPlan(inputs);
      if (inputs.config.dryRun) {
        yield { body: client.describe(plan), isList: false, last: true };
        return;
      }
      yield* client.pages(plan, signal);
    },
  });
