import type { Plan } from '../plan.js';
import { onlyPage } from './only-page.js';
import type { Page, PageCall } from './page.js';
import { type LearnedSizes, largestPage } from './page-size.js';
import { readPages } from './pages.js';

/**
 * Pages of one list that are read at the same time. If answers take 4 s, four pages at once use all of Procore's quota.
 */
const PARALLEL = 4;
const MOST_PARALLEL = 8;

export interface ReadOptions {
  readonly signal: AbortSignal;
  /** Pages that are read at the same time, 1 to 8. @default 4 */
  readonly parallel?: number | undefined;
}

/** The answer of a plan as its only page, or all pages of its list. */
export function readPlan(
  plan: Plan,
  url: URL,
  call: PageCall,
  { signal, parallel = PARALLEL }: ReadOptions,
  sizes: LearnedSizes,
): AsyncGenerator<Page, void, undefined> {
  if (plan.paging === 'off') return readAnswer(plan, url, call);
  const { path, limit } = plan;
  const options = {
    perPage: plan.perPage ?? sizes.of(path) ?? largestPage(url.pathname),
    limit,
    parallel: Math.min(Math.max(1, parallel), MOST_PARALLEL),
    onSmallerPage: plan.perPage === undefined ? (size: number) => sizes.learn(path, size) : undefined,
  };
  return readPages(url, options, call, signal);
}

async function* readAnswer({ limit }: Plan, url: URL, call: PageCall): AsyncGenerator<Page, void, undefined> {
  const { answer } = await call(url);
  yield onlyPage(answer, url.pathname, limit);
}
