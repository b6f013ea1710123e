import type { Token, Tokens } from './auth/token.js';
import type { Actor, Connection } from './connection.js';
import { asProcoreError, type ErrorContext, type FailedAnswer, type ProcoreError } from './errors.js';
import type { Answer } from './paging/page.js';
import type { Plan } from './plan.js';
import type { Governor } from './quota/governor.js';
import { UNSWEPT } from './quota/governors.js';
import type { Quota } from './quota/headers.js';
import type { Lane } from './quota/lanes.js';
import { explain } from './refusals/explain.js';
import { isForeign } from './refusals/foreign.js';
import type { Runtime } from './runtime.js';
import { type EncodedBody, encodedBody } from './transport/body-encoding.js';
import { declaredType } from './transport/body-form.js';
import { MOST_AT_ONCE, type Sockets } from './transport/dispatcher.js';
import { exchange, type HttpAnswer } from './transport/exchange.js';
import { unknownOutcome } from './transport/network-errors.js';
import { readBody, readRefusal } from './transport/read-answer.js';
import { isRefusal, RetryBudget, retryDecision } from './transport/retry.js';
import { Turns } from './turns.js';
import { VERSION } from './version.js';

/** How a run of calls is to be treated. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whose turn its calls are counted as, e.g. a node's id. */
  readonly owner?: string | undefined;
  /** Whose rights these calls have, where it is not as the connection says. */
  readonly actAs?: Actor | undefined;
  /** `interactive` for a person who waits; else flows before bulk reads. */
  readonly lane?: Lane | undefined;
  /** Pages of a list that are read at the same time, 1 to 8. */
  readonly parallel?: number | undefined;
  /** ms since the epoch: nothing is waited for beyond it. */
  readonly deadline?: number | undefined;
  /** Whether a refusal is an answer like others: it is neither looked into nor remembered, and none stands in the way. */
  readonly probing?: boolean | undefined;
  /** Told until when (ms since the epoch) a call waits: for quota, or for another attempt after a failure of this code. */
  readonly onWait?: ((until: number, after?: ProcoreError['code']) => void) | undefined;
}

/** What calls of one client share. */
export interface CallParts {
  readonly connection: Connection;
  readonly sockets: Sockets;
  readonly tokens: Tokens;
  readonly runtime: Runtime;
  governorOf(companyId: string | undefined): Governor;
}

interface Answered extends HttpAnswer {
  readonly quota: Quota | undefined;
}

interface Failed {
  readonly error: ProcoreError;
}

/** One call, as one unit: token, leave of the quota, exchange, reading, and again where that can help. */
export class Caller {
  readonly #budget = new RetryBudget();
  readonly #turns = new Turns(MOST_AT_ONCE);
  readonly #governors = new Map<string | undefined, Governor>();
  #sweepAt = UNSWEPT;

  constructor(private readonly parts: CallParts) {}

  /** @throws ProcoreError what stood in the way at the last attempt */
  async call(plan: Plan, url: URL, about: ErrorContext, run: RunOptions): Promise<Answer> {
    const { runtime } = this.parts;
    const started = runtime.now();
    const body = plan.body === undefined ? undefined : await encodedBody(plan.body, contentTypeOf(plan));
    let tries = 0;
    let attempts = 0;
    let refusals = 0;
    let renewed = false;
    let again = false;
    for (;;) {
      const token = await this.#token(run);
      const answer = await this.#attempt({ plan, url, body, token, again, run, onTry: () => tries++ });
      const tokenRefused = 'status' in answer && answer.status === 401 ? refusalIn(answer) : undefined;
      if (tokenRefused && !renewed && 'release' in answer && !isForeign(tokenRefused)) {
        // The token may have been revoked or have expired on its way: one new one, then it is an error.
        renewed = true;
        answer.release();
        await this.parts.tokens.discard(token, tokenRefused);
        continue;
      }
      const result = this.#read(plan, url, about, answer);
      if ('release' in answer) answer.release();
      if (!('error' in result)) {
        this.#budget.refund();
        this.parts.tokens.accepted();
        const { status, headers, quota } = result.answer;
        return {
          about,
          status,
          headers,
          body: result.body,
          requestId: headers['x-request-id'],
          quota,
          attempts: tries,
          durationMs: runtime.now() - started,
        };
      }
      if (isRefusal(result.error)) refusals++;
      else {
        refusals = 0;
        attempts++;
      }
      const decision = retryDecision(result.error, { attempts, refusals }, plan.method, runtime);
      if ('stop' in decision) throw decision.stop;
      const delay = Math.round(decision.again);
      runtime.log.debug(`${about.operation}: ${result.error.code}, attempt ${tries}; again in ${delay} ms`);
      again = !decision.counts;
      if (decision.counts && !this.#budget.spend(result.error)) throw result.error;
      await this.#pause(decision.again, result.error, run);
    }
  }

  /** A token, also after a passing fault of the login host. Nothing of the call itself is sent yet, so a write may wait too. */
  async #token(run: RunOptions): Promise<Token> {
    for (let attempts = 1; ; attempts++) {
      try {
        return await this.parts.tokens.get(run.signal);
      } catch (thrown) {
        const error = asProcoreError(thrown);
        // A login host that has no token to give says so with a 429; nobody's quota waits for it.
        const tried = { attempts, refusals: 0 };
        const decision = error.transient ? retryDecision(error, tried, 'GET', this.parts.runtime) : undefined;
        if (!decision || 'stop' in decision || run.signal?.aborted || !this.#budget.spend(error))
          throw thrown;
        await this.#pause(decision.again, error, run);
      }
    }
  }

  /** Sends once, when the quota allows. A failure of the network is returned, not thrown: it may be tried again. */
  async #attempt(request: {
    readonly plan: Plan;
    readonly url: URL;
    readonly body: EncodedBody | undefined;
    readonly token: Token;
    readonly again: boolean;
    readonly run: RunOptions;
    readonly onTry: () => void;
  }): Promise<Answered | Failed> {
    const { connection, sockets } = this.parts;
    const { plan, url, body, token, run } = request;
    const { signal, owner = '', lane = 'flow', deadline, onWait } = run;
    const admission = { lane, owner, signal, deadline, onWait, again: request.again };
    const permit = await this.#governorOf(plan.companyId).admit(admission);
    const { method } = plan;
    const writes = isWrite(plan);
    const headers = headersOf(plan, token.accessToken, body?.contentType);
    let endTurn: (() => void) | undefined;
    let begun = false;
    try {
      endTurn = await this.#turns.take(signal);
      signal?.throwIfAborted();
      begun = true;
      request.onTry();
      const limits = { timeoutMs: connection.timeoutMs, signal };
      const secrets = [token.accessToken, connection.clientSecret.reveal()];
      const sent = { method, url, body: body?.content, writes, headers, secrets };
      const answer = await exchange(sockets, sent, limits);
      return { ...answer, quota: permit.answered(answer.status, answer.headers) };
    } catch (thrown) {
      const error = asProcoreError(thrown);
      if (!begun || error.unsent) permit.unsent();
      else permit.lost();
      if (signal?.aborted) throw error;
      return { error };
    } finally {
      endTurn?.();
    }
  }

  #governorOf(companyId: string | undefined): Governor {
    const known = this.#governors.get(companyId);
    if (known && !known.isForgotten) return known;
    const governor = this.parts.governorOf(companyId);
    this.#governors.set(companyId, governor);
    if (this.#governors.size >= this.#sweepAt) {
      for (const [id, each] of this.#governors) if (each.isForgotten) this.#governors.delete(id);
      this.#sweepAt = Math.max(UNSWEPT, this.#governors.size + UNSWEPT / 5);
    }
    return governor;
  }

  #read(
    plan: Plan,
    url: URL,
    about: ErrorContext,
    answer: Answered | Failed,
  ): { readonly answer: Answered; readonly body: unknown } | Failed {
    if ('error' in answer) return answer;
    if (answer.status >= 400) {
      return { error: explain(refusalIn(answer), about, this.parts.runtime.now()) };
    }
    try {
      return { answer, body: readBody(answer, plan.response, url.host) };
    } catch (thrown) {
      const error = asProcoreError(thrown);
      // It was done, as its status says; only what came back cannot be read.
      return { error: isWrite(plan) ? unknownOutcome(url.host, '', error.answer) : error };
    }
  }

  /** Waits for another attempt; where that would outlast the deadline, the failure stands. */
  async #pause(ms: number, error: ProcoreError, { signal, deadline, onWait }: RunOptions): Promise<void> {
    if (ms === 0) return;
    const until = this.parts.runtime.now() + ms;
    if (deadline !== undefined && until > deadline) throw error;
    onWait?.(until, error.code);
    await this.parts.runtime.sleep(ms, signal);
  }
}

/** The headers of a request. What the connection decides comes last, so that nothing else can. */
export function headersOf(
  plan: Plan,
  accessToken: string,
  contentType = contentTypeOf(plan),
): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': `node-red-procore/${VERSION}`,
    ...plan.headers,
    ...(plan.body !== undefined && { 'content-type': contentType }),
    ...(plan.companyId && { 'procore-company-id': plan.companyId }),
    authorization: `Bearer ${accessToken}`,
  };
}

function refusalIn(answer: HttpAnswer): FailedAnswer {
  return { status: answer.status, headers: answer.headers, body: readRefusal(answer) };
}

function isWrite({ method }: Plan): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** The content type of a plan's body: of its headers, or else the one that its operation declares. */
export function contentTypeOf({ headers, method, path }: Plan): string {
  return headers['content-type'] ?? declaredType(method, path);
}
