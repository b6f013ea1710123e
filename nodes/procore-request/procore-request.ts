import type { NodeAPI } from 'node-red';
import { registerAction } from '../shared/action-node.js';
import type { RequestDef } from '../shared/flow-json.js';
import { requestPlan } from './request-inputs.js';

export = (RED: NodeAPI): void =>
  registerAction<RequestDef>(RED, {
    type: 'procore-request',
    async *run({ inputs, client, run }) {
      const plan = await requestPlan(inputs);
      if (inputs.config.dryRun) {
        yield { body: client.describe(plan), isList: false, last: true };
        return;
      }
      const parallel = Number(inputs.text(inputs.config.parallel, 'pages at once'));
      yield* client.pages(plan, { ...(parallel && { parallel }), ...run });
    },
  });
