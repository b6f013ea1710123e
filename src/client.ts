import type { Dispatcher } from 'undici';
import { requestToken } from './auth/client-credentials.js';
import type { Token } from './auth/token.js';
import { TokenSource } from './auth/token-source.js';
import type { Connection } from './connection.js';
import { cancelledError, configError, type ErrorContext, ProcoreError } from './errors.js';
import { largestPage } from './paging/page-size.js';
import { type Answer, onlyPage, type Page, readPages } from './paging/pages.js';
import { type Plan, type PlanInput, parsePlan, projectOf } from './plan.js';
import { quotaFrom } from './quota/headers.js';
import { explain } from './refusals/explain.js';
import type { Runtime } from './runtime.js';
import { MemoryStore, type Store } from './state/store.js';
import { apiUrl, fillPath } from './transport/address.js';
import { unlessAborted } from './transport/deadline.js';
import { createDispatcher } from './transport/dispatcher.js';
import { exchange, type HttpAnswer, type HttpRequest } from './transport/exchange.js';
import { readBody, readRefusal } from './transport/read-answer.js';
import { VERSION } from './version.js';

/** Procore for one connection: its sockets, its token, and every call as an iteration over pages. */
export class Client {
  readonly #dispatcher: Dispatcher;
  readonly #tokens: TokenSource;
  readonly #closing = new AbortController();

  constructor(
    readonly connection: Connection,
    private readonly runtime: Runtime,
    store: Store = new MemoryStore(runtime.now),
  ) {
    this.#dispatcher = createDispatcher(connection);
    this.#tokens = new TokenSource(
      () => requestToken(connection, this.#dispatcher, runtime, this.#closing.signal),
      store,
      `token:${connection.loginUrl.host}:${connection.clientId}`,
      runtime,
    );
  }

  /**
   * A token that is valid now.
   * @throws ProcoreError PROCORE_AUTH and what the transport met
   */
  token(signal?: AbortSignal): Promise<Token> {
    return unlessAborted(this.#tokens.get(), signal);
  }

  /**
   * Runs a plan: one page for a single call, all pages of a list with `paging: 'all'`.
   * @throws ProcoreError with the operation, company and project it was about
   */
  async *pages(input: PlanInput, signal?: AbortSignal): AsyncGenerator<Page, void, undefined> {
    const plan = parsePlan(input, this.connection.companyId);
    const context: ErrorContext = {
      operation: plan.operation ?? `${plan.method} ${plan.path}`,
      companyId: plan.companyId,
      projectId: projectOf(plan),
    };
    try {
      const url = this.#addressOf(plan);
      const call = (target: URL) => this.#call(plan, target, context, signal);
      if (plan.paging === 'off') return yield onlyPage(await call(url), url.pathname, plan.limit);
      yield* readPages(url, { perPage: plan.perPage ?? largestPage(url.pathname), limit: plan.limit }, call);
    } catch (thrown) {
      throw thrown instanceof ProcoreError ? thrown.within(context) : thrown;
    }
  }

  /**
   * The request that a plan would send, and nothing is sent. Without the token: what is shown ends up in logs.
   * @throws ProcoreError PROCORE_CONFIG
   */
  describe(input: PlanInput): DescribedRequest {
    const plan = parsePlan(input, this.connection.companyId);
    const { method, body } = plan;
    const { authorization: _, ...headers } = headersOf(plan, '');
    return { method, url: this.#addressOf(plan).href, headers, ...(body !== undefined && { body }) };
  }

  /** Ends everything under way and frees the sockets. */
  async close(): Promise<void> {
    this.#closing.abort(cancelledError());
    await this.#dispatcher.destroy();
  }

  async #call(plan: Plan, url: URL, context: ErrorContext, signal?: AbortSignal): Promise<Answer> {
    const started = this.runtime.now();
    let attempts = 1;
    let token = await this.token(signal);
    let answer = await this.#send(plan, url, token, signal);
    if (answer.status === 401) {
      // The token may have been revoked or have expired on its way: one new one, then it is an error.
      await this.#tokens.discard(token);
      token = await this.token(signal);
      attempts = 2;
      answer = await this.#send(plan, url, token, signal);
    }
    const { status, headers } = answer;
    if (status >= 400) {
      throw explain({ status, headers, body: readRefusal(answer) }, context, this.runtime.now());
    }
    return {
      about: context,
      status,
      headers,
      body: readBody(answer, plan.response, url.host),
      requestId: headers['x-request-id'],
      quota: quotaFrom(headers),
      attempts,
      durationMs: this.runtime.now() - started,
    };
  }

  #addressOf(plan: Plan): URL {
    return apiUrl(this.connection.apiUrl, fillPath(plan.path, plan.placeholders), plan.query);
  }

  #send(plan: Plan, url: URL, token: Token, signal?: AbortSignal): Promise<HttpAnswer> {
    const { method } = plan;
    const body = plan.body === undefined ? undefined : jsonText(plan.body);
    const writes = method !== 'GET' && method !== 'HEAD';
    const request: HttpRequest = { method, url, body, writes, headers: headersOf(plan, token.accessToken) };
    return exchange(this.#dispatcher, request, { timeoutMs: this.connection.timeoutMs, signal });
  }
}

/** A request as a person reads it. */
export interface DescribedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

function headersOf(plan: Plan, accessToken: string): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': `node-red-procore/${VERSION}`,
    ...(plan.body !== undefined && { 'content-type': 'application/json' }),
    ...plan.headers,
    ...(plan.companyId && { 'procore-company-id': plan.companyId }),
    authorization: `Bearer ${accessToken}`,
  };
}

function jsonText(body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch {
    throw configError('The body cannot be written as JSON.', 'Send a plain object or array.');
  }
}
