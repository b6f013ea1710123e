import type { Token, Tokens } from '../auth/token.js';
import type { Connection } from '../connection.js';
import { asProcoreError, type ErrorContext, type FailedAnswer, type ProcoreError } from '../errors.js';
import type { FreshAnswer } from '../paging/page.js';
import type { Plan } from '../plan.js';
import { Semaphore } from '../queue/semaphore.js';
import { writesFirst } from '../queue/writes-first.js';
import type { Governor } from '../quota/governor.js';
import { UNSWEPT } from '../quota/governors.js';
import type { Quota } from '../quota/headers.js';
import { explain } from '../refusals/explain.js';
import { failedElsewhere, isForeign } from '../refusals/foreign.js';
import type { Runtime } from '../runtime.js';
import type { Address } from '../transport/address.js';
import { type EncodedBody, encodedBody } from '../transport/body-encoding.js';
import { MOST_AT_ONCE, type Sockets } from '../transport/dispatcher.js';
import { exchange, type HttpAnswer } from '../transport/exchange.js';
import { unknownOutcome } from '../transport/network-errors.js';
import { type ReadBody, readBody, readRefusal } from '../transport/read-answer.js';
import { RetryBudget } from '../transport/retry.js';
import { Secrets } from '../transport/secrets.js';
import type { Receiver } from '../transport/sink.js';
import { Attempts } from './attempts.js';
import { contentTypeOf, headersTo } from './headers.js';
import { type Observer, Telling } from './observer.js';
import type { RunOptions } from './run-options.js';

/**
 * Bytes from which a body takes longer to parse (about 50 µs) than a request takes to go out. A shorter one is parsed
 * first: it may be the empty page after which nothing more should be requested.
 */
const LONG = 16 * 1024;

/**
 * Bytes up to which the next answer may come before a body is parsed. Holding more of longer ones costs more memory and
 * garbage collection than it gains (measured with 2.3 MB).
 */
const LONGEST = 512 * 1024;

/** What calls of one client share. */
export interface CallParts {
  readonly connection: Connection;
  readonly sockets: Sockets;
  readonly tokens: Tokens;
  readonly runtime: Runtime;
  /** Told of every call. */
  readonly observer: Observer;
  governorOf(companyId: string | undefined): Governor;
}

interface Answered extends HttpAnswer {
  readonly quota: Quota | undefined;
}

interface Failed {
  readonly error: ProcoreError;
}

/** One call in progress. */
interface Call {
  readonly plan: Plan;
  readonly url: Address;
  readonly about: ErrorContext;
  readonly run: RunOptions;
  readonly into: Receiver<unknown> | undefined;
  readonly body: EncodedBody | undefined;
  readonly attempts: Attempts;
  readonly telling: Telling;
}

/**
 * Makes calls. Each is one unit: token, permit of the quota, exchange, reading, and another attempt if that can help.
 */
export class Caller {
  readonly #budget = new RetryBudget();
  readonly #semaphore = new Semaphore(MOST_AT_ONCE);
  readonly #governors = new Map<string | undefined, Governor>();
  #sweepAt = UNSWEPT;
  #secrets: { readonly of: string; readonly secrets: Secrets } | undefined;
  /** The origin of the connection's API. It is kept, since a URL builds this text again each time. */
  readonly #origin: string;

  constructor(private readonly parts: CallParts) {
    this.#origin = parts.connection.apiUrl.origin;
  }

  /**
   * @param into takes the body of a good answer, which is then not read here
   * @throws ProcoreError the failure of the last attempt
   */
  async call(
    plan: Plan,
    url: Address,
    about: ErrorContext,
    run: RunOptions,
    into?: Receiver<unknown>,
  ): Promise<FreshAnswer> {
    const { runtime, observer } = this.parts;
    const observed = { ...about, owner: run.owner, lane: run.lane ?? 'flow', method: plan.method };
    const telling = new Telling(observer, observed, runtime.now);
    const attempts = new Attempts(plan.method, this.#budget, runtime);
    try {
      const body = plan.body === undefined ? undefined : await encodedBody(plan.body, contentTypeOf(plan));
      const patient = withDeadline(run, runtime.now());
      return await this.#untilAnswered({ plan, url, about, run: patient, into, body, attempts, telling });
    } catch (thrown) {
      telling.failed(asProcoreError(thrown), attempts.sent);
      throw thrown;
    }
  }

  async #untilAnswered(call: Call): Promise<FreshAnswer> {
    const { about, attempts, telling, run } = call;
    const { runtime } = this.parts;
    const started = runtime.now();
    for (;;) {
      const token = await this.#token(call);
      const answer = await this.#attempt(call, token);
      const isRefused = 'status' in answer && answer.status === 401 && this.#isProcore(answer);
      const tokenRefused = isRefused ? refusalIn(answer) : undefined;
      if (tokenRefused && 'release' in answer && !isForeign(tokenRefused) && attempts.renews()) {
        // The token may have been revoked, or have expired on its way. One new token is tried; after that it is an
        // error.
        answer.release();
        telling.failed(explain(tokenRefused, about, runtime.now()), attempts.sent, 0);
        await this.parts.tokens.discard(token, tokenRefused);
        continue;
      }
      if (run.onAnswered && 'status' in answer && isWorthOverlapping(answer)) {
        run.onAnswered();
        await writesFirst();
      }
      const result = this.#read(call, answer);
      if ('release' in answer) answer.release();
      if (!('error' in result)) {
        this.#budget.refund();
        this.parts.tokens.accepted();
        const { status, headers, quota } = result.answer;
        telling.answered(status, attempts.sent, quota);
        const answer = {
          about,
          status,
          headers,
          body: result.body.value,
          requestId: headers['x-request-id'],
          quota,
          attempts: attempts.sent,
          durationMs: runtime.now() - started,
        };
        return { answer, again: result.body.again };
      }
      const decision = attempts.failed(result.error);
      if ('stop' in decision) throw decision.stop;
      if (this.#outlasts(run, decision.again)) throw result.error;
      telling.failed(result.error, attempts.sent, decision.again);
      await this.#pause(decision.again, result.error, call);
    }
  }

  /**
   * Gets a token, and tries again after a transient fault of the login host. Nothing of the call itself has been sent
   * yet, so a write may wait too.
   */
  async #token(call: Call): Promise<Token> {
    const { run } = call;
    let attempts: Attempts | undefined;
    for (;;) {
      try {
        return await this.parts.tokens.get(run.signal);
      } catch (thrown) {
        const error = asProcoreError(thrown);
        // A 429 of the login host is not transient, so it ends the call: no quota makes calls wait for the login host.
        attempts ??= new Attempts('GET', this.#budget, this.parts.runtime);
        const decision = error.transient && !run.signal?.aborted ? attempts.failed(error) : { stop: error };
        if ('stop' in decision) throw thrown;
        await this.#pause(decision.again, error, call);
      }
    }
  }

  /**
   * Sends once, as soon as the quota allows. A network failure is returned, not thrown, since it may be tried again.
   */
  async #attempt(call: Call, { accessToken }: Token): Promise<Answered | Failed> {
    const { connection, sockets } = this.parts;
    const { plan, url, body, run, into, attempts, telling } = call;
    const { signal, owner = '', lane = 'flow', deadline } = run;
    const onWait = (until: number) => this.#waits(call, until);
    const admission = { lane, owner, signal, deadline, onWait, again: attempts.wasThrottled };
    const permit = await this.#governorOf(plan.companyId).admit(admission);
    const accept = into ? '*/*' : 'application/json';
    const headers = {
      plan,
      url,
      apiOrigin: this.#origin,
      accessToken,
      accept,
      contentType: body?.contentType,
    };
    let endTurn: (() => void) | undefined;
    let begun = false;
    try {
      endTurn = await this.#semaphore.take(signal);
      signal?.throwIfAborted();
      begun = true;
      attempts.begun();
      telling.sent();
      run.onSent?.();
      const limits = { timeoutMs: connection.timeoutMs, signal };
      const request = {
        method: plan.method,
        url,
        headersTo: (to: Address) => headersTo(to, headers),
        body: body?.content,
        writes: isWrite(plan),
        secrets: this.#secretsOf(accessToken),
      };
      const answer = await exchange(sockets, request, limits, into);
      if (this.#isProcore(answer))
        return { ...answer, quota: permit.answered(answer.status, answer.headers) };
      // Procore counted the redirect, but the host that it led to knows nothing of the quota.
      permit.lost();
      return { ...answer, quota: undefined };
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
    { plan, url, about }: Call,
    answer: Answered | Failed,
  ): { readonly answer: Answered; readonly body: ReadBody } | Failed {
    if ('error' in answer) return answer;
    if (answer.status >= 400) {
      if (!this.#isProcore(answer)) return { error: failedElsewhere(answer.from.host, answer.status, about) };
      return { error: explain(refusalIn(answer), about, this.parts.runtime.now()) };
    }
    if (answer.taken) return { answer, body: { value: answer.taken.value } };
    try {
      return { answer, body: readBody(answer, plan.response, url.host) };
    } catch (thrown) {
      const error = asProcoreError(thrown);
      // The status says that the write was done; only its answer cannot be read.
      return { error: isWrite(plan) ? unknownOutcome(url.host, '', error.answer, error) : error };
    }
  }

  /** The secrets to mask in answers. They are kept, since one token serves many calls. */
  #secretsOf(accessToken: string): Secrets {
    if (this.#secrets?.of !== accessToken) {
      const clientSecret = this.parts.connection.clientSecret.reveal();
      this.#secrets = { of: accessToken, secrets: new Secrets([accessToken, clientSecret]) };
    }
    return this.#secrets.secrets;
  }

  #isProcore({ from }: HttpAnswer): boolean {
    return from.origin === this.#origin;
  }

  /** Waits before another attempt. If the wait would outlast the deadline, it throws the failure instead. */
  async #pause(ms: number, error: ProcoreError, call: Call): Promise<void> {
    if (ms === 0) return;
    if (this.#outlasts(call.run, ms)) throw error;
    this.#waits(call, this.parts.runtime.now() + ms, error.code);
    await this.parts.runtime.sleep(ms, call.run.signal);
  }

  #outlasts({ deadline }: RunOptions, ms: number): boolean {
    return ms > 0 && deadline !== undefined && this.parts.runtime.now() + ms > deadline;
  }

  #waits({ run, telling }: Call, until: number, after?: ProcoreError['code']): void {
    telling.waiting(until, after);
    run.onWait?.(until, after);
  }
}

/** The options of one call that begins now: its patience is a deadline from here on. */
function withDeadline(run: RunOptions, now: number): RunOptions {
  if (run.patience === undefined) return run;
  return { ...run, deadline: Math.min(run.deadline ?? Number.POSITIVE_INFINITY, now + run.patience) };
}

/** Whether other requests should go out before the body is parsed. */
function isWorthOverlapping({ status, body }: HttpAnswer): boolean {
  return status < 400 && body.length >= LONG && body.length <= LONGEST;
}

function refusalIn(answer: HttpAnswer): FailedAnswer {
  return { status: answer.status, headers: answer.headers, body: readRefusal(answer) };
}

function isWrite({ method }: Plan): boolean {
  return method !== 'GET' && method !== 'HEAD';
}
