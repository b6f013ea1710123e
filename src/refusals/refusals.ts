import type { KnownOperations } from '../catalogue/known-operations.js';
import { type Needs, needsOf } from '../catalogue/needs.js';
import type { Operation } from '../catalogue/operation.js';
import { type ErrorContext, type FailedAnswer, ProcoreError } from '../errors.js';
import type { Plan } from '../plan.js';
import type { Lane } from '../quota/lanes.js';
import type { Runtime } from '../runtime.js';
import { refusalDetails } from './details.js';
import { type Asked, diagnose, type Evidence, isDenied } from './diagnosis.js';
import type { EpochCache } from './epoch-cache.js';
import { isForeign } from './foreign.js';
import type { Lookups, Send } from './lookups.js';
import { KnownRefusals, meets, type Reach, type Remembered } from './memory.js';
import { explained } from './reasons.js';
import { saidBy } from './said.js';
import { type Target, targetOf } from './target.js';

export interface RefusalParts {
  readonly notes: EpochCache;
  /** Absent if no request may be sent to explain a refusal. */
  readonly lookups: Lookups | undefined;
  /** The catalogue; not loaded before the first refusal. */
  readonly operations: KnownOperations;
  readonly runtime: Pick<Runtime, 'now' | 'log'>;
}

/**
 * Handles refusals before and after a call: a call that meets a known refusal is not sent, and a new refusal is looked
 * into.
 */
export class Refusals {
  readonly #known: KnownRefusals;

  constructor(private readonly parts: RefusalParts) {
    this.#known = new KnownRefusals(parts.notes, parts.runtime.now);
  }

  /** Forgets refusals and lookups: every call is sent again, and what the account may see is looked up again. */
  forget(): Promise<void> {
    return this.parts.notes.forget();
  }

  /**
   * Ends a call that would be refused like an earlier one.
   * @throws ProcoreError the remembered refusal
   */
  async recall(plan: Plan, about: ErrorContext, lane: Lane | undefined): Promise<void> {
    // A person at the editor wants a fresh answer.
    if (lane === 'interactive') return this.forget();
    const target = targetOf(plan, about);
    const known = await this.#known.about(target);
    if (known.length === 0) return;
    const needs = (await this.#operationAt(target))?.needs;
    const met = needs && needs.level !== 'None' && known.find((each) => meets(each, needs));
    if (met) throw again(met, about);
  }

  /** The same failure, explained as exactly as possible. It is remembered if it would come again. */
  async lookInto(error: ProcoreError, plan: Plan, about: ErrorContext, send: Send): Promise<ProcoreError> {
    const { answer } = error;
    if (!answer || answer.status < 400 || answer.status >= 500) return error;
    // Whoever sent this knows nothing of Procore's permissions.
    if (isForeign(answer)) return error;
    try {
      const target = targetOf(plan, about);
      const found = await this.#operationAt(target);
      const asked = {
        ...target,
        needs: found?.needs,
        wantsCompany: found?.operation.companyHeader ?? false,
      };
      const told = await this.#told(error, answer, asked, send);
      const reach = reachOf(told, answer, asked);
      if (reach) await this.#known.remember(told.toJSON(), target, reach);
      return told;
    } catch (thrown) {
      // An explanation is optional: without it the failure stays as it was.
      this.parts.runtime.log.warn(`A refusal could not be looked into: ${String(thrown)}`);
      return error;
    }
  }

  async #told(error: ProcoreError, answer: FailedAnswer, asked: Asked, send: Send): Promise<ProcoreError> {
    const known: Evidence = {};
    let found = diagnose(answer, asked, known);
    while (found && 'ask' in found) {
      const question = found.ask;
      const seen = (await this.parts.lookups?.look(question, asked, send)) ?? 'unknown';
      Object.assign(known, { [question]: seen });
      found = diagnose(answer, asked, known);
    }
    if (!found) return error;
    const { companyId, projectId } = asked;
    const { status, body } = answer;
    const particulars = { companyId, projectId, status, said: saidBy(refusalDetails(body)), ...found.more };
    return error.with({ ...explained(found.reason, particulars), companyId, projectId });
  }

  /**
   * What the catalogue knows about a call. If the catalogue cannot be read, it knows nothing, and a refusal stays as it
   * was.
   */
  async #operationAt({ method, path }: Target): Promise<{ operation: Operation; needs: Needs } | undefined> {
    try {
      const operation = await this.parts.operations.find(method, path);
      return operation && { operation, needs: needsOf(operation) };
    } catch (thrown) {
      this.parts.runtime.log.warn(`The table of operations cannot be read: ${String(thrown)}`);
      return undefined;
    }
  }
}

/** A remembered refusal as the error of another call. */
function again({ error, since, until }: Remembered, about: ErrorContext): ProcoreError {
  const { message: _, requestId: __, ...facts } = error;
  const [refused, asked] = [since, until].map((time) => new Date(time).toISOString());
  const cause = `${facts.cause} Nothing was sent: Procore refused this at ${refused}, and is asked again after ${asked}.`;
  return new ProcoreError({ ...facts, ...about, cause, remembered: true, unsent: true });
}

/** Which other calls the same refusal would meet; undefined if the next call may succeed. */
function reachOf(
  { reason }: ProcoreError,
  answer: FailedAnswer,
  { needs, companyId, projectId, namesRecord }: Asked & Target,
): Reach | undefined {
  // A call without a company says nothing about a company. If it were remembered, one refusal would stop all such
  // calls.
  if (!companyId) return undefined;
  if (reason === 'app not installed') return { projects: 'all' };
  if (reason === 'project not permitted') return { projects: 'this' };
  const ofTool = reason === 'tool off' || reason === 'level too low';
  // Without a reason, Procore may have refused this one record and not the tool.
  const perhapsTool = reason === undefined && isDenied(answer) && !namesRecord;
  if (!needs || needs.level === 'None' || !(ofTool || perhapsTool)) return undefined;
  const from = reason === 'tool off' ? 'Read Only' : needs.level;
  return { projects: projectId ? 'this' : 'all', tool: { name: needs.tool, from } };
}
