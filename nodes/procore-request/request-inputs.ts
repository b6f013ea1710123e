import { sendsBody } from '../../src/catalogue/plan-body.js';
import type { KnownWrite } from '../../src/catalogue/shapes.js';
import type { PlanInput } from '../../src/index.js';
import type { RequestDef } from '../shared/flow-json.js';
import { callOf, formPlan } from '../shared/form-plan.js';
import type { Host } from '../shared/pipe/host.js';
import type { Inputs } from '../shared/pipe/inputs.js';
import { formType } from './form-type.js';

/** Most rows per page. */
const MOST_ROWS = 10_000;

/** A request, and the operation that it is a write of, if it is a known one. */
export interface Planned {
  readonly plan: PlanInput;
  readonly write: KnownWrite | undefined;
}

/**
 * The plan that the node's fields and the message describe. Empty fields read msg.method, msg.path, msg.query,
 * msg.params and, for a write, msg.payload. msg.headers is never read, so that one request may follow another.
 */
export async function requestPlan(host: Host, inputs: Inputs<RequestDef>): Promise<Planned> {
  const { config } = inputs;
  const call = callOf(inputs);
  const write = await writeOf(host, call);
  const form = await formPlan(inputs, call, write);
  const limit = inputs.count(config.limit, 'row limit');
  const perPage = inputs.count(config.perPage, 'page size', MOST_ROWS);
  const plan: PlanInput = {
    ...form,
    operation: config.operation || undefined,
    headers: { ...(form.headers as Record<string, string> | undefined), ...formType(form, write) },
    response: config.response,
    paging: config.paging,
    ...(limit !== undefined && { limit }),
    ...(perPage !== undefined && { perPage }),
  };
  return { plan, write };
}

/** What is known about a write. The tables are read by the first write, and never by a read. */
async function writeOf(
  host: Host,
  { method, path }: { method: string; path: string },
): Promise<KnownWrite | undefined> {
  if (!sendsBody(method)) return undefined;
  return (await host.catalogue()).bodies.write(method, path);
}
