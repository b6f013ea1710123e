import { requestToken } from './auth/client-credentials.js';
import type { SignInPlace } from './auth/kept-sign-in.js';
import type { Token, Tokens } from './auth/token.js';
import { TokenSource } from './auth/token-source.js';
import { UserSession } from './auth/user-session.js';
import { whoIs } from './auth/who.js';
import { Caller, headersOf, type RunOptions } from './call.js';
import type { Actor, Connection } from './connection.js';
import { cancelledError, configError, type ErrorContext, ProcoreError } from './errors.js';
import { onlyPage, type Page } from './paging/page.js';
import { largestPage } from './paging/page-size.js';
import { readPages } from './paging/pages.js';
import { type Plan, type PlanInput, parsePlan, projectOf } from './plan.js';
import { type QuotaLedgers, sharedLedgers } from './quota/ledgers.js';
import type { Runtime } from './runtime.js';
import { MemoryStore, type Store } from './state/store.js';
import { apiUrl, fillPath } from './transport/address.js';
import { deadlineSignal, forMany } from './transport/deadline.js';
import { openSockets, type Sockets } from './transport/dispatcher.js';

/** Pages of one list that are read at the same time. At Procore's quota four keep it busy with answers of 4 s. */
const PARALLEL = 4;
const MOST_PARALLEL = 8;

/** What a client shares with others; each has a default. */
export interface ClientParts {
  readonly store?: Store;
  readonly ledgers?: QuotaLedgers;
  /** Where a user's sign-in is kept; without it nobody can sign in. */
  readonly signInPlace?: SignInPlace | undefined;
}

/** ms that a renewal which is under way is given when the client closes: without its answer the sign-in is lost. */
const LAST_ANSWER = 10_000;

/** Procore for one connection: its sockets, its token, and every call as an iteration over pages. */
export class Client {
  /** The person who signs in; undefined where there is no place to keep that. */
  readonly user: UserSession | undefined;
  readonly #sockets: Sockets;
  readonly #app: Acting;
  readonly #person: Acting | undefined;
  readonly #closing = new AbortController();

  constructor(
    readonly connection: Connection,
    private readonly runtime: Runtime,
    { store = new MemoryStore(runtime.now), ledgers = sharedLedgers, signInPlace }: ClientParts = {},
  ) {
    forMany(this.#closing.signal);
    this.#sockets = openSockets(connection);
    const host = { connection, sockets: this.#sockets, runtime };
    const { apiUrl: api, clientId, companyId, quotaScope, reserve } = connection;
    const acting = (tokens: Tokens, user?: string): Acting => ({
      tokens,
      caller: new Caller({
        ...{ connection, sockets: this.#sockets, tokens, runtime },
        governorOf: (company) => {
          const scope = {
            origin: api.origin,
            clientId,
            companyId: quotaScope === 'company' ? company : undefined,
          };
          return ledgers.governor({ ...scope, user }, runtime, reserve);
        },
      }),
    });
    const key = `token:${connection.loginUrl.host}:${clientId}`;
    const request = () => requestToken({ ...host, signal: this.#closing.signal });
    this.#app = acting(new TokenSource(request, store, key, runtime));
    if (!signInPlace) return;
    const who = () => whoIs((plan) => this.#askAsUser(plan), companyId);
    this.user = new UserSession(signInPlace, host, store, this.#closing.signal, who);
    this.#person = acting(this.user.tokens, signInPlace.id);
  }

  /**
   * A token that is valid now.
   * @throws ProcoreError PROCORE_AUTH and what the transport met
   */
  async token(signal?: AbortSignal, about: ErrorContext = {}): Promise<Token> {
    try {
      return await this.#acting().tokens.get(signal);
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
      const { caller } = this.#acting(run.actAs);
      const call = (target: URL, more: RunOptions = {}) =>
        caller.call(plan, target, about, { ...run, signal: whole.signal, ...more });
      if (plan.paging === 'off') return yield onlyPage(await call(url), url.pathname, plan.limit);
      const { perPage = largestPage(url.pathname), limit } = plan;
      const parallel = Math.min(Math.max(1, run.parallel ?? PARALLEL), MOST_PARALLEL);
      yield* readPages(url, { perPage, limit, parallel }, call, whole.signal);
    } catch (thrown) {
      throw thrown instanceof ProcoreError ? thrown.within(about) : thrown;
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

  /** Ends everything under way and frees the sockets. */
  async close(): Promise<void> {
    this.#closing.abort(cancelledError());
    await this.user?.tokens.settled(LAST_ANSWER);
    await this.#sockets.dispatcher.destroy();
  }

  #acting(actor: Actor = this.connection.actAs): Acting {
    if (actor === 'app') return this.#app;
    if (this.#person) return this.#person;
    throw configError(
      'There is no place to keep the sign-in of a user, so nobody can be signed in.',
      'Let the connection act as the app.',
    );
  }

  async #askAsUser(plan: PlanInput): Promise<unknown> {
    for await (const { body } of this.pages(plan, { actAs: 'user', lane: 'interactive' })) return body;
    return undefined;
  }

  #addressOf(plan: Plan): URL {
    return apiUrl(this.connection.apiUrl, fillPath(plan.path, plan.placeholders), plan.query);
  }
}

/** One of the two a connection can act as. */
interface Acting {
  readonly tokens: Tokens;
  readonly caller: Caller;
}

/** A request as a person reads it. */
export interface DescribedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
