import type { ActionDef } from '../shared/flow-json.js';
import type { NodeKind } from '../shared/pipe/node-kind.js';
import { outcomesOf } from '../shared/pipe/outcome.js';
import { fields } from './fields.js';
import { migrations } from './migrations.js';

/** To change: what this node reads. The company of the message, or of the connection, is added automatically. */
const PLAN = { method: 'GET', path: '/rest/v1.0/companies', operation: 'Changes', paging: 'all' } as const;

export const changesKind: NodeKind<ActionDef> = {
  type: 'procore-changes',
  fields,
  migrations,
  operations: () => [PLAN],

  async *onMessage({ inputs, client, options }) {
    yield* outcomesOf(client.pages({ ...PLAN, companyId: await inputs.company() }, options));
  },
};
