import type { NodeAPI } from 'node-red';
import { listCompanies } from '../../src/operations.js';
import { registerAction } from '../shared/action-node.js';
import type { ActionDef } from '../shared/flow-json.js';

export = (RED: NodeAPI): void =>
  registerAction<ActionDef>(RED, {
    type: 'procore-companies',
    run: async ({ inputs, client, run }) => client.pages(listCompanies(await inputs.company()), run),
  });
