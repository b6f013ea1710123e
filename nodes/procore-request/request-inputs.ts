import type { PlanInput } from '../../src/index.js';
import type { RequestDef } from '../shared/flow-json.js';
import { formPlan } from '../shared/form-plan.js';
import type { Inputs } from '../shared/pipe/inputs.js';
import { formType } from './form-type.js';

/** Most rows per page. */
const MOST_ROWS = 10_000;

/**
 * The plan that the node's fields and the message describe. Empty fields read msg.method, msg.path, msg.query,
 * msg.params and, for a write, msg.payload. msg.headers is never read, so that one request may follow another.
 */
export async function requestPlan(inputs: Inputs<RequestDef>): Promise<PlanInput> {
  const { config } = inputs;
  const plan = await formPlan(inputs);
  const limit = inputs.count(config.limit, 'row limit');
  const perPage = inputs.count(config.perPage, 'page size', MOST_ROWS);
  return {
    ...plan,
    operation: config.operation || undefined,
    headers: { ...(plan.headers as Record<string, string> | undefined), ...(await formType(plan)) },
    response: config.response,
    paging: config.paging,
    ...(limit !== undefined && { limit }),
    ...(perPage !== undefined && { perPage }),
  };
}
