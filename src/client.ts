import { requestToken } from './auth/client-credentials.js';
import type { Token } from './auth/token.js';
import { TokenSource } from './auth/token-source.js';
import { Caller, headersOf, type RunOptions } from './call.js';
import { builtInOperations } from './catalogue/load.js';
import type { Operation } from './catalogue/operation.js';
import type { Connection } from './connection.js';
import { cancelledError, type ErrorContext, ProcoreError } from './errors.js';
import { onlyPage, type Page } from './paging/page.js';
import { largestPage } from './paging/page-size.js';
import { readPages } from './paging/pages.js';
import { type Plan, type PlanInput, parsePlan, projectOf } from './plan.js';
import { type QuotaLedgers, sharedLedgers } from './quota/ledgers.js';
import { Lookups, type Send } from './refusals/lookups.js';
import { Notes } from './refusals/notes.js';
import { Refusals } from './refusals/refusals.js';
import type { Runtime } from './runtime.js';
import { MemoryStore, type Store } from './state/store.js';
import { apiUrl, fillPath } from './transport/address.js';
import { deadlineSignal, forMany } from './transport/deadline.js';
import { openSockets, type Sockets } from './transport/dispatcher.js';

/** Pages of one list that are read at the same time. At Procore's quota four keep it busy with answers of 4 s. */
const PARALLEL = 4;
const MOST_PARALLEL = 8;

/** A look at what the account may see, for the sake of an explanation, takes no longer than this, ms. */
const LOOK = 10_000;

/** What a client shares with others; each has a default. */
export interface ClientParts {
  readonly store?: Store;
  readonly ledgers?: QuotaLedgers;
  /** Where refusals are remembered, by key; opening a client forgets those of its own. */
  readonly refusals?: Store;
  /** The operations that are known; loaded with the first refusal. */
  readonly operations?: () => Promise<readonly Operation[]>;
}

/** Procore for one connection: its sockets, its token, and every call as an iteration over pages. */
export class Client {
  readonly #sockets: Sockets;
  readonly #tokens: TokenSource;
  readonly #caller: Caller;
  readonly #refusals: Refusals;
  readonly #closing = new AbortController();

  constructor(
    readonly connection: Connection,
    private readonly runtime: Runtime,
    parts: ClientParts = {},
  ) {
    const { store = new MemoryStore(runtime.now), ledgers = sharedLedgers, refusals = store } = parts;
    forMany(this.#closing.signal);
    this.#sockets = openSockets(connection);
    this.#tokens = new TokenSource(
      () => requestToken(connection, this.#sockets, runtime, this.#closing.signal),
      store,
      `token:${connection.loginUrl.host}:${connection.clientId}`,
      runtime,
    );
    const { apiUrl: api, clientId, quotaScope, reserve } = connection;
    const governorOf = (company: string | undefined) => {
      const companyId = quotaScope === 'company' ? company : undefined;
      return ledgers.governor({ origin: api.origin, clientId, companyId }, runtime, reserve);
    };
    const { tokens, sockets } = { tokens: this.#tokens, sockets: this.#sockets };
    this.#caller = new Caller({ connection, sockets, tokens, runtime, governorOf });
    const notes = new Notes(refusals, `refusals:${api.host}:${clientId}`);
    this.#refusals = new Refusals({
      notes,
      lookups: connection.lookups ? new Lookups(notes, (company) => governorOf(company).quota) : undefined,
      operations: parts.operations ?? builtInOperations,
      runtime,
    });
    // A deployment may follow on a mended permission.
    this.#refusals.forget().catch(() => undefined);
  }

  /**
   * A token that is valid now.
   * @throws ProcoreError PROCORE_AUTH and what the transport met
   */
  async token(signal?: AbortSignal, about: ErrorContext = {}): Promise<Token> {
    try {
      return await this.#tokens.get(signal);
    } catch (thrown) {
      throw thrown instanceof ProcoreError ? thrown.within(about) : thrown;
    }
  }

  /**
   * Runs a plan: one page for a single call, all pages of a list with `paging: 'all'`.
   * @throws ProcoreError with the operation, company and project it was about
   */
  async *pages(input: PlanInput, run: RunOptions = {}): AsyncGenerator<Page, void, undefined> {
    const plan = parsePlan(input, this.connection.companyId);
    const about: ErrorContext = {
      operation: plan.operation ?? `${plan.method} ${plan.path}`,
      companyId: plan.companyId,
      projectId: projectOf(plan),
    };
    const whole = deadlineSignal(run.deadline, [run.signal, this.#closing.signal], this.runtime);
    try {
      const url = this.#addressOf(plan);
      if (!run.probing) await this.#refusals.recall(plan, about, run);
      yield* this.#read(plan, url, about, { ...run, signal: whole.signal });
    } catch (thrown) {
      if (!(thrown instanceof ProcoreError)) throw thrown;
      // Only a refusal of the API knows already what was asked for; one of the login host explains itself.
      if (thrown.operation === undefined || run.probing) throw thrown.within(about);
      const send: Send = (look) => this.#look(look, run.owner, whole.signal);
      throw await this.#refusals.lookInto(thrown, plan, about, send);
    } finally {
      whole.release();
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

  /** From now on calls are sent again that were refused before. */
  forgetRefusals(): Promise<void> {
    return this.#refusals.forget();
  }

  /** Ends everything under way and frees the sockets. */
  async close(): Promise<void> {
    this.#closing.abort(cancelledError());
    await this.#sockets.dispatcher.destroy();
  }

  async *#read(
    plan: Plan,
    url: URL,
    about: ErrorContext,
    run: RunOptions & { readonly signal: AbortSignal },
  ): AsyncGenerator<Page, void, undefined> {
    const call = (target: URL, more: RunOptions = {}) =>
      this.#caller.call(plan, target, about, { ...run, ...more });
    if (plan.paging === 'off') return yield onlyPage(await call(url), url.pathname, plan.limit);
    const { perPage = largestPage(url.pathname), limit } = plan;
    const parallel = Math.min(Math.max(1, run.parallel ?? PARALLEL), MOST_PARALLEL);
    yield* readPages(url, { perPage, limit, parallel }, call, run.signal);
  }

  /** Sends a plan behind all others, for the sake of an explanation, and does not wait long for it. */
  async #look(input: PlanInput, owner: string | undefined, parent: AbortSignal): Promise<unknown[]> {
    const plan = parsePlan(input, this.connection.companyId);
    const deadline = this.runtime.now() + LOOK;
    const { signal, release } = deadlineSignal(deadline, [parent], this.runtime);
    try {
      const bodies: unknown[] = [];
      const run = { signal, deadline, owner, lane: 'bulk' } as const;
      for await (const { body } of this.#read(plan, this.#addressOf(plan), {}, run)) bodies.push(body);
      return bodies;
    } finally {
      release();
    }
  }

  #addressOf(plan: Plan): URL {
    return apiUrl(this.connection.apiUrl, fillPath(plan.path, plan.placeholders), plan.query);
  }
}

/** A request as a person reads it. */
export interface DescribedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
