import type { Client, PlanInput } from '../../../src/index.js';
import { isShallow } from '../pipe/copyable.js';

/** Most rows shown of a list. */
const SHOWN = 20;

/** Most characters of JSON shown of anything else. */
const LONGEST = 200_000;

/** One call and its result; a write is only described. */
export type Tried =
  | { readonly request: object }
  | {
      readonly request: object;
      readonly status: number;
      readonly headers: object;
      readonly body: unknown;
      /** Whether there is more than is shown. */
      readonly cut: boolean;
      readonly total: number | undefined;
      readonly quota: object | undefined;
      readonly durationMs: number;
    };

/** Runs a read once, or describes a write: a trial never changes anything at Procore. */
export async function tryPlan(client: Client, plan: PlanInput): Promise<Tried> {
  const request = client.describe(plan);
  if (plan.method !== 'GET' && plan.method !== 'HEAD') return { request };
  const once: PlanInput = { ...plan, paging: 'off', response: 'auto' };
  for await (const page of client.pages(once, { lane: 'interactive' })) {
    const { status, total, quota, durationMs } = page;
    // A Procore session must not reach the browser.
    const { 'set-cookie': _, ...headers } = page.headers;
    const body = page.isList ? (page.body as unknown[]).slice(0, SHOWN) : page.body;
    const tooLong = !isShallow(body) || JSON.stringify(body ?? null).length > LONGEST;
    const cut = tooLong || (page.isList && (total ?? (page.body as unknown[]).length) > SHOWN);
    return { request, status, headers, body: tooLong ? null : body, cut, total, quota, durationMs };
  }
  return { request };
}
