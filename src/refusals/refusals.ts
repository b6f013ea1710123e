import type { RunOptions } from '../call.js';
import { OperationMatcher } from '../catalogue/match.js';
import { type Needs, needsOf } from '../catalogue/needs.js';
import type { Operation } from '../catalogue/operation.js';
import { type ErrorContext, type FailedAnswer, ProcoreError, type Reason } from '../errors.js';
import type { Plan } from '../plan.js';
import type { Runtime } from '../runtime.js';
import { fillPath } from '../transport/address.js';
import { type Asked, diagnose, type Evidence, isDenied } from './diagnosis.js';
import { saidBy } from './explain.js';
import type { Lookups, Send } from './lookups.js';
import { KnownRefusals, meets, type Reach, type Remembered } from './memory.js';
import type { Notes } from './notes.js';
import { explained } from './reasons.js';

export interface RefusalParts {
  readonly notes: Notes;
  /** Absent where nothing may be asked for the sake of an explanation. */
  readonly lookups: Lookups | undefined;
  /** The catalogue; loaded with the first refusal, not before. */
  operations(): Promise<readonly Operation[]>;
  readonly runtime: Pick<Runtime, 'now' | 'log'>;
}

/** What Procore refuses, from before a call to after it: known refusals are not met again, new ones are looked into. */
export class Refusals {
  readonly #known: KnownRefusals;
  #matcher: Promise<OperationMatcher> | undefined;

  constructor(private readonly parts: RefusalParts) {
    this.#known = new KnownRefusals(parts.notes, parts.runtime.now);
  }

  /** From now on every call is sent again, and what it may see is looked up anew. */
  forget(): Promise<void> {
    return this.parts.notes.forget();
  }

  /**
   * Ends a call that would be refused as one like it was.
   * @throws ProcoreError the refusal that is remembered
   */
  async recall(plan: Plan, about: ErrorContext, { lane }: RunOptions): Promise<void> {
    // Who tries something out wants to know how it is now.
    if (lane === 'interactive') return this.forget();
    const known = await this.#known.about({ ...about, projectId: about.projectId ?? projectIn(plan) });
    if (known.length === 0) return;
    const needs = (await this.#needsOf(plan))?.needs;
    const met = needs && needs.level !== 'None' && known.find((each) => meets(each, needs));
    if (met) throw again(met, about);
  }

  /** The same failure, told as exactly as can be found out; and remembered, if it would come again. */
  async lookInto(error: ProcoreError, plan: Plan, about: ErrorContext, send: Send): Promise<ProcoreError> {
    const { answer } = error;
    if (!answer || answer.status < 400 || answer.status >= 500) return error;
    try {
      const asked = await this.#asked(plan, about);
      const told = await this.#told(error, answer, asked, send);
      const reach = reachOf(told, answer, asked, plan);
      if (reach) await this.#known.remember(told.toJSON(), asked, reach);
      return told;
    } catch (thrown) {
      // An explanation is a favour: without it the failure stands as it was.
      this.parts.runtime.log.debug(`a refusal could not be looked into: ${String(thrown)}`);
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
    const particulars = { companyId, projectId, status, said: saidBy(body), ...found.more };
    const told = { ...error.toJSON(), ...explained(found.reason, particulars), companyId, projectId };
    return new ProcoreError(told, answer);
  }

  async #asked(plan: Plan, { companyId, projectId }: ErrorContext): Promise<Asked> {
    const match = await this.#needsOf(plan);
    const namedCompany = companyNamed(plan);
    return {
      ...{ companyId: companyId ?? namedCompany, namedCompany, projectId: projectId ?? projectIn(plan) },
      needs: match?.needs,
      wantsCompany: match?.operation.companyHeader ?? false,
    };
  }

  async #needsOf({
    method,
    path,
    placeholders,
  }: Plan): Promise<{ operation: Operation; needs: Needs } | undefined> {
    this.#matcher ??= this.parts.operations().then((operations) => new OperationMatcher(operations));
    const matcher = await this.#matcher;
    const operation = matcher.match(method === 'HEAD' ? 'GET' : method, fillPath(path, placeholders));
    return operation && { operation, needs: needsOf(operation) };
  }
}

/** A remembered refusal as the error of another call. */
function again({ error, since, until }: Remembered, about: ErrorContext): ProcoreError {
  const { message: _, requestId: __, ...facts } = error;
  const [refused, asked] = [since, until].map((time) => new Date(time).toISOString());
  const cause = `${facts.cause} Nothing was sent: Procore refused this at ${refused}, and is asked again after ${asked}.`;
  return new ProcoreError({ ...facts, ...about, cause, remembered: true, unsent: true });
}

/** What else a refusal would meet; undefined where the next call may go well. */
function reachOf(
  { reason }: ProcoreError,
  answer: FailedAnswer,
  { needs, projectId }: Asked,
  plan: Plan,
): Reach | undefined {
  const wide = reason && WIDE[reason];
  if (wide) return wide;
  const ofTool = reason === 'tool off' || reason === 'level too low';
  // Without a reason it may be the one record that is refused, and not the tool.
  const plain = reason === undefined && isDenied(answer) && !isAboutRecord(plan);
  if (!needs || needs.level === 'None' || (!ofTool && !plain)) return undefined;
  const from = reason === 'tool off' ? 'Read Only' : needs.level;
  return { projects: projectId ? 'this' : 'all', tool: { name: needs.tool, from } };
}

const WIDE: Partial<Record<Reason, Reach>> = {
  'app not installed': { projects: 'all' },
  'project not permitted': { projects: 'this' },
};

/** Whether a path names one record, beyond the company and the project. */
function isAboutRecord({ path, placeholders }: Plan): boolean {
  const inside = fillPath(path, placeholders).replace(/\/(companies|projects)\/[^/?]+(?=\/)/g, '');
  return (
    /\/\d+([/?.]|$)/.test(inside.replace(/^\/rest\/v[\d.]+/, '')) || /\/[\dA-Z]{26}([/?]|$)/.test(inside)
  );
}

function projectIn({ path, placeholders }: Plan): string | undefined {
  return /\/projects\/(\d+)/.exec(fillPath(path, placeholders))?.[1];
}

/** The company that a plan names besides its header. */
function companyNamed({ path, placeholders, query }: Plan): string | undefined {
  const inPath = /\/companies\/(\d+)/.exec(fillPath(path, placeholders))?.[1];
  const inQuery = query.company_id ?? /[?&]company_id=(\d+)/.exec(path)?.[1];
  return inPath ?? (inQuery === undefined || inQuery === null ? undefined : String(inQuery));
}
