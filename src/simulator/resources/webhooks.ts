/** Webhooks of v1.0, which can only be read: hooks, triggers, and deliveries, which are paged by the last id seen. */
import { DELIVERIES_PAGE_SIZE, LARGEST_DELIVERIES_PAGE } from '../assumed.js';
import { recordUnknown } from '../assumed-answers.js';
import { type Context, companyOf } from '../context.js';
import { listed } from '../data/rows.js';
import { delivery, deliveryId, hook, hookTriggers } from '../data/webhooks.js';
import type { Answer } from '../http.js';
import { exactJson } from '../json.js';
import { wholeNumber } from '../paging.js';
import type { Route } from '../router.js';
import { TOOLS } from '../tools.js';
import { filterValues } from './filters.js';
import { list } from './operations.js';

const hooks = {
  scope: 'company' as const,
  tool: TOOLS.webhooks,
  rows: (context: Context) => listed([hook(companyOf(context), 'v2')]),
};

/** `page_size` (100 if not given) and `page_start`, the last id of the page before. */
function deliveries(context: Context): Answer {
  const { call, params, world } = context;
  const company = companyOf(context);
  if (!hooks.rows(context).find(params.hook_id ?? '')) return recordUnknown(call);
  const size = Math.min(
    wholeNumber(call.query.get('page_size')) ?? DELIVERIES_PAGE_SIZE,
    LARGEST_DELIVERIES_PAGE,
  );
  const seen = wholeNumber(call.query.get('page_start')) ?? 0;
  const first = Math.max(0, seen - deliveryId(company, 0) + 1);
  const [status] = filterValues(call.query, 'status');
  const rows = [];
  for (let index = first; index < world.records * 6 && rows.length < size; index++) {
    const row = delivery(company, index);
    if (status === undefined || row.status === status) rows.push(row);
  }
  return { status: 200, text: exactJson(rows) };
}

/** The triggers of the hook, in upper case as v1.0 writes their types. */
function triggers(context: Context): Answer {
  const found = hooks.rows(context).find(context.params.hook_id ?? '');
  return found ? { status: 200, json: hookTriggers(found) } : recordUnknown(context.call);
}

export const WEBHOOK_ROUTES: readonly Route[] = [
  list('/rest/v1.0/webhooks/hooks', hooks, { pages: 'unpaged', requires: 'company_id' }),
  {
    method: 'GET',
    path: '/rest/v1.0/webhooks/hooks/{hook_id}/triggers',
    scope: hooks.scope,
    tool: hooks.tool,
    handle: triggers,
  },
  {
    method: 'GET',
    path: '/rest/v1.0/webhooks/hooks/{hook_id}/deliveries',
    scope: hooks.scope,
    tool: hooks.tool,
    handle: deliveries,
  },
];
