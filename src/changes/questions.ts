import type { RunOptions } from '../call/run-options.js';
import { ProcoreError } from '../errors.js';
import type { PlanInput } from '../plan.js';
import type { Piece } from '../scope/piece.js';
import { Collection, type Printed } from './collection.js';
import { isFatal } from './refused.js';
import { type Task, withParameters } from './task.js';

/** A range of times needs an end: one in a hundred years is after every clock. */
const HUNDRED_YEARS = 100 * 365 * 86_400_000;

/** Answers to an account that may not ask. */
export const REFUSED: ReadonlySet<number | undefined> = new Set([403, 404]);

/** Rows that are asked for by their ids at once: the address stays below 4,000 characters. */
export const IDS_AT_ONCE = 50;

/** What Procore is asked about one list beside its rows. */
export class Questions {
  constructor(
    private readonly task: Pick<Task, 'client' | 'run' | 'way'>,
    private readonly piece: Piece,
    readonly plan: PlanInput,
  ) {}

  /** The list with what was updated since then. */
  updatedSince(since: number): PlanInput {
    const { updated } = this.task.way;
    if (updated?.form === 'after')
      return withParameters(this.plan, [updated.name, new Date(since).toISOString()]);
    return withParameters(this.plan, [updated?.name ?? '', rangeFrom(since)]);
  }

  /**
   * The rows of the list with these ids; undefined if they are too many for one address, the list has no such filter, or
   * it is filtered by ids already.
   */
  withIds(keys: readonly string[]): PlanInput | undefined {
    const { byId } = this.task.way;
    if (byId === undefined || keys.length > IDS_AT_ONCE || isFiltered(this.plan, byId)) return undefined;
    const name = `${byId.replace(/\[\]$/, '')}[]`;
    return withParameters(this.plan, ...keys.map((key) => [name, key] as const));
  }

  /** How many rows the list has, by one request for a single row. */
  async count(): Promise<number | undefined> {
    const plan = withParameters({ ...this.plan, paging: 'off' }, ['per_page', 1]);
    for await (const { total } of this.#pages(plan)) return total;
    return undefined;
  }

  /**
   * The rows of the recycle bin that were known; none if the account may not read it.
   * @param since only those that were removed since then, if the bin can be asked so
   * @param areKnown says of each row whether it was known
   * @param isShortcut whether other proof is looked for if the bin has none. Then none is found either if the bin
   *   cannot be read for another reason
   * @throws ProcoreError if it cannot be read otherwise
   */
  async removedSince(
    since: number,
    areKnown: (rows: readonly Printed[]) => Promise<readonly boolean[]>,
    isShortcut = false,
  ): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>();
    const plan = this.#removed(since);
    if (!plan) return found;
    const bin = new Collection();
    try {
      for await (const page of this.#pages(plan, { probing: true })) {
        if (!page.isList) return found;
        const rows = bin.take(page);
        const known = await areKnown(rows);
        for (const [place, { print, row }] of rows.entries()) if (known[place]) found.set(print.key, row);
      }
    } catch (thrown) {
      // Many accounts may read a list and not its bin. Then the bin proves nothing, and other proof is looked for.
      const isNoProof =
        thrown instanceof ProcoreError &&
        (REFUSED.has(thrown.status) || (isShortcut && !isFatal(thrown, this.task.run)));
      if (!isNoProof) throw thrown;
      return new Map();
    }
    return bin.fault === undefined ? found : new Map();
  }

  #removed(since: number): PlanInput | undefined {
    const { removed, updated } = this.task.way;
    if (!removed) return undefined;
    const { headers: _h, perPage: _p, ...plan } = this.plan;
    if (removed.kind === 'filter') {
      const list = updated ? this.updatedSince(since) : this.plan;
      return withParameters(list, [removed.name, removed.value]);
    }
    const { project, company } = this.piece;
    const bin: PlanInput = {
      ...plan,
      path: removed.path,
      operation: removed.operation,
      placeholders: {
        ...plan.placeholders,
        company_id: String(company.id),
        ...(project && { project_id: String(project.id) }),
      },
      query: {},
      parameters: (plan.parameters ?? []).filter(([name]) => name === 'project_id' || name === 'company_id'),
    };
    return removed.filtersUpdated ? withParameters(bin, ['filters[updated_at]', rangeFrom(since)]) : bin;
  }

  #pages(plan: PlanInput, more: RunOptions = {}) {
    return this.task.client.pages(plan, { ...this.task.run, lane: 'bulk', ...more });
  }
}

function rangeFrom(since: number): string {
  return `${new Date(since).toISOString()}...${new Date(since + HUNDRED_YEARS).toISOString()}`;
}

/** Whether the plan has this filter itself. */
function isFiltered({ query = {}, parameters = [], path }: PlanInput, name: string): boolean {
  const { filters } = query as { readonly filters?: unknown };
  const isInQuery = typeof filters === 'object' && filters !== null && 'id' in filters;
  const start = name.replace(/\[\]$/, '');
  const names = [
    ...parameters.map(([each]) => each),
    ...Object.keys(query),
    decodeURIComponent(path.split('?')[1] ?? ''),
  ];
  return isInQuery || names.some((each) => each.includes(start));
}
