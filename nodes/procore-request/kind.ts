import { unknownKeys } from '../../src/catalogue/body-check.js';
import { systemCalendar } from '../../src/catalogue/calendar.js';
import { LOG_DATES, readsToday } from '../../src/catalogue/daily-logs.js';
import type { Client, PlanInput } from '../../src/index.js';
import { emptyFilter, matchesNothing, type Parameters } from '../../src/transport/address.js';
import type { RequestDef } from '../shared/flow-json.js';
import type { Host } from '../shared/pipe/host.js';
import type { NodeKind } from '../shared/pipe/node-kind.js';
import { type Outcome, outcomeOf, type Warning } from '../shared/pipe/outcome.js';
import { fields } from './fields.js';
import { migrations } from './migrations.js';
import { requestPlan } from './request-inputs.js';

/** Most pages of one list in flight at the same time. */
const MOST_PARALLEL = 8;

export const requestKind: NodeKind<RequestDef> = {
  type: 'procore-request',
  fields,
  migrations,
  told: { procoreRequestTimeZone: () => systemCalendar().zone },
  operations: ({ method, path }) => [{ method, path }],
  isChosen: true,

  async *onMessage({ host, inputs, client, options }) {
    const { plan, write } = await requestPlan(host, inputs);
    if (write?.body) warnOfKeys(host, unknownKeys(write.body, plan.body));
    if (inputs.config.dryRun) {
      const request = client.describe(plan);
      yield { about: { more: { request } }, value: request };
      return;
    }
    const filter = emptyFilter(plan.query ?? {}, (plan.parameters ?? []) as Parameters);
    if (filter !== undefined) {
      yield nothing(client, plan, filter);
      return;
    }
    const warned = withWarning(lacksDate(plan) ? { text: 'noDates', values: {} } : undefined);
    const { scope } = inputs.config;
    if (scope !== 'call') {
      const { scopeFilter, scopeFilterType, tagRows, delivery } = inputs.config;
      const companyId = await inputs.company();
      // It loads zod and the catalogue, which Node-RED's start does not need.
      const { scopedOutcomes } = await import('../shared/scope/scoped-outcomes.js');
      const given = await inputs.typed(scopeFilter, scopeFilterType, 'projects');
      const wanted = { scope, companyId, filter: given, tagRows, delivery };
      for await (const outcome of scopedOutcomes({ client, options }, plan, wanted)) yield warned(outcome);
      return;
    }
    const parallel = inputs.count(inputs.config.parallel, 'parallel pages', MOST_PARALLEL);
    for await (const page of client.pages(plan, { ...(parallel && { parallel }), ...options }))
      yield warned(outcomeOf(page));
  },
};

/** Warns of keys that Procore does not know, each of them once per deploy. */
function warnOfKeys(host: Host, keys: readonly string[]): void {
  const news = keys.filter((key) => host.isNews(key));
  if (news.length > 0) host.warn(host.text('warning.unknownKeys', { keys: news.join(', ') }));
}

/** Puts a warning on the first outcome that passes. */
function withWarning(warning: Warning | undefined): (outcome: Outcome) => Outcome {
  let left = warning;
  return (outcome) => {
    if (!left) return outcome;
    const warnings = [...(outcome.warnings ?? []), left];
    left = undefined;
    return { ...outcome, warnings };
  };
}

/** Whether the request reads a daily log without a date. */
function lacksDate({ method, path, query = {}, parameters = [] }: PlanInput): boolean {
  if (!readsToday(method, path)) return false;
  const inPath = new URLSearchParams(path.split('?')[1]);
  const names = [...Object.keys(query), ...parameters.map(([name]) => name), ...inPath.keys()];
  return !names.some((name) => LOG_DATES.includes(name));
}

/**
 * The result if a filter is an empty list: an empty list without any request, since nothing can match.
 * @throws ProcoreError PROCORE_CONFIG for a write
 */
function nothing(client: Client, plan: PlanInput, filter: string): Outcome {
  if (plan.method !== 'GET') throw matchesNothing(filter);
  const { operation = `${plan.method} ${plan.path}` } = plan;
  const companyId = plan.companyId ?? client.connection.companyId;
  const about = { operation, companyId: companyId === undefined ? undefined : String(companyId) };
  return { about: { ...about, more: { emptyFilter: filter } }, rows: [], last: true };
}
