import { toolLevels } from '../catalogue/levels.js';
import { ProcoreError } from '../errors.js';
import { listCompanies, listProjects, showPermissions } from '../operations.js';
import type { PlanInput } from '../plan.js';
import type { Quota } from '../quota/headers.js';
import type { Asked, Evidence, Look, Question } from './diagnosis.js';
import type { EpochCache } from './epoch-cache.js';
import { isForeign } from './foreign.js';

/** How long the result of a lookup is believed, ms. */
const SEEN_FOR = 300_000;

/** Below this share of the quota, no lookups. */
const SHORT = 0.1;

/** Sends a plan and gives the bodies of all its pages. A refusal of it is not looked into again. */
export type Send = (plan: PlanInput) => Promise<readonly unknown[]>;

/**
 * Looks up what an explanation needs to know from Procore. Each thing is asked for only once in a while, and nothing
 * while the quota is short.
 */
export class Lookups {
  readonly #underWay = new Map<string, Promise<Look<unknown>>>();

  /** @param quotaOf what the last answer said about a company's quota */
  constructor(
    private readonly notes: EpochCache,
    private readonly quotaOf: (companyId: string | undefined) => Quota | undefined,
  ) {}

  /** Looks up one thing. Never throws: if it cannot be had, the result is unknown. */
  async look<Q extends Question>(question: Q, asked: Asked, send: Send): Promise<NonNullable<Evidence[Q]>> {
    const { companyId = '', projectId } = asked;
    const key = ['seen', question, companyId, question === 'tools' ? (projectId ?? '') : ''].join(':');
    const [known] = await this.notes.read<NonNullable<Evidence[Q]>>([key]);
    if (known) return known;
    if (isShort(this.quotaOf(companyId))) return 'unknown' as NonNullable<Evidence[Q]>;
    // Many calls of a flow are refused at once, and all of them need the same lookup.
    const running = this.#underWay.get(key) ?? this.#ask(key, PLANS[question], asked, send);
    this.#underWay.set(key, running);
    return running.finally(() => this.#underWay.delete(key)) as Promise<NonNullable<Evidence[Q]>>;
  }

  async #ask(key: string, { plan, read }: Asking, asked: Asked, send: Send): Promise<Look<unknown>> {
    let look: Look<unknown>;
    try {
      look = { seen: read(await send(plan(asked))) };
    } catch (thrown) {
      const { answer } = thrown instanceof ProcoreError ? thrown : {};
      if (!answer || ![401, 403, 404].includes(answer.status) || isForeign(answer)) return 'unknown';
      look = { refused: { status: answer.status, headers: {}, body: answer.body } };
    }
    await this.notes.write(key, look, SEEN_FOR);
    return look;
  }
}

interface Asking {
  plan(asked: Asked): PlanInput;
  read(bodies: readonly unknown[]): unknown;
}

const PLANS: Readonly<Record<Question, Asking>> = {
  companies: { plan: ({ companyId }) => listCompanies(companyId), read: idsOf },
  projects: { plan: ({ companyId = '' }) => listProjects(companyId, 'all', 'ids'), read: idsOf },
  tools: {
    plan: ({ companyId = '', projectId }) => showPermissions(companyId, projectId),
    read: ([body]) => toolLevels(body),
  },
};

/** Ids of listed rows; in the view `ids` a row is a bare number. */
function idsOf(bodies: readonly unknown[]): string[] {
  return bodies.flat().map((row) => String((row as { id?: unknown } | null)?.id ?? row));
}

function isShort(quota: Quota | undefined): boolean {
  return quota !== undefined && quota.remaining < quota.limit * SHORT;
}
