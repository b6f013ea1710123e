import type { NodeAPI } from 'node-red';
import { LOG_DATES, readsToday } from '../../src/catalogue/daily-logs.js';
import type { Client, PlanInput } from '../../src/index.js';
import { emptyFilter, matchesNothing, type Parameters } from '../../src/transport/address.js';
import type { RequestDef } from '../shared/flow-json.js';
import type { Result, Warning } from '../shared/pipe/delivery.js';
import { registerAction } from '../shared/pipe/register.js';
import { requestPlan } from './request-inputs.js';

/** Pages of one list at the same time. */
const MOST_PARALLEL = 8;

export = (RED: NodeAPI): void =>
  registerAction<RequestDef>(RED, {
    type: 'procore-request',
    async run({ inputs, client, run }) {
      const plan = await requestPlan(inputs);
      if (inputs.config.dryRun) return described(client, plan);
      const parallel = inputs.count(inputs.config.parallel, 'parallel pages', MOST_PARALLEL);
      const filter = emptyFilter(plan.query ?? {}, (plan.parameters ?? []) as Parameters);
      if (filter !== undefined) return nothing(client, plan, filter);
      const pages = client.pages(plan, { ...(parallel && { parallel }), ...run });
      return lacksDate(plan) ? warned(pages, { text: 'noDates', values: {} }) : pages;
    },
  });

/** Whether a daily log is asked for without a date. */
function lacksDate({ method, path, query = {}, parameters = [] }: PlanInput): boolean {
  if (!readsToday(method, path)) return false;
  const inPath = new URLSearchParams(path.split('?')[1]);
  const names = [...Object.keys(query), ...parameters.map(([name]) => name), ...inPath.keys()];
  return !names.some((name) => LOG_DATES.includes(name));
}

/** The same results, the first of them with a warning. */
async function* warned(results: AsyncIterable<Result>, warning: Warning): AsyncGenerator<Result> {
  let warnings: readonly Warning[] | undefined = [warning];
  for await (const result of results) {
    yield warnings ? { ...result, warnings } : result;
    warnings = undefined;
  }
}

/** A filter that is an empty list: of a list nothing matches it, and nothing is asked. */
async function* nothing(client: Client, plan: PlanInput, filter: string): AsyncGenerator<Result> {
  if (plan.method !== 'GET') throw matchesNothing(filter);
  const { operation = `${plan.method} ${plan.path}` } = plan;
  const companyId = plan.companyId ?? client.connection.companyId;
  const about = { operation, companyId: companyId === undefined ? undefined : String(companyId) };
  yield { about, body: [], isList: true, last: true, more: { emptyFilter: filter } };
}

/** A dry run's only result. */
async function* described(client: Client, plan: PlanInput): AsyncGenerator<Result> {
  const request = client.describe(plan);
  yield { body: request, more: { request }, isList: false, last: true };
}
