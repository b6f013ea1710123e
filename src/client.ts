import { requestToken } from './auth/client-credentials.js';
import type { SignInPlace } from './auth/kept-sign-in.js';
import type { Token } from './auth/token.js';
import { tokenKey } from './auth/token-key.js';
import { TokenSource } from './auth/token-source.js';
import { UserSession } from './auth/user-session.js';
import { whoIs } from './auth/who.js';
import type { Caller } from './call/caller.js';
import { contentTypeOf, headersTo } from './call/headers.js';
import { type Identity, identity } from './call/identity.js';
import { loggingObserver, type Observer, observers } from './call/observer.js';
import type { RunOptions } from './call/run-options.js';
import { KnownOperations } from './catalogue/known-operations.js';
import { builtInOperations } from './catalogue/load.js';
import type { Operation } from './catalogue/operation.js';
import type { Actor, Connection } from './connection.js';
import { cancelledError, configError, type ErrorContext, ProcoreError } from './errors.js';
import type { Answer, Page, PageCall } from './paging/page.js';
import { LearnedSizes } from './paging/page-size.js';
import { readPlan } from './paging/read-plan.js';
import { type Plan, type PlanInput, parsePlan, projectOf } from './plan.js';
import type { Send } from './refusals/lookups.js';
import type { Runtime } from './runtime.js';
import { MemoryStore } from './state/memory-store.js';
import { memoryState, type State } from './state/state.js';
import { apiUrl, fillPath } from './transport/address.js';
import { describedBody } from './transport/body-encoding.js';
import type { BodyLimits } from './transport/body-limit.js';
import { deadlineSignal, forMany } from './transport/deadline.js';
import { openSockets, type Sockets } from './transport/dispatcher.js';
import type { Receiver } from './transport/sink.js';

/** Most ms that a call waits while a person waits for it, instead of an hour until there is quota again. */
const PERSON_WAITS = 15_000;

/** Most ms that a lookup for an explanation takes. */
const LOOK = 10_000;

/** ms that `close` waits for a renewal in progress: without its answer the sign-in is lost. */
const LAST_ANSWER = 10_000;

/** What a client shares with others. Everything is optional. */
export interface ClientParts {
  /**
   * What is known about the key: its quota, its sign-ins, its refusals. All clients of one key in a process should be
   * given the same state. Whoever opened it closes it. @default a state in memory, for this client only
   */
  readonly state?: State | undefined;
  /**
   * Whether the connection is only being tried out. A draft sets no terms, such as a reserve, for the quota that others
   * use too. It gets a token only for itself, so that a key that was rejected in the meantime is noticed. @default
   * false
   */
  readonly isDraft?: boolean | undefined;
  /** The known operations; loaded with the first refusal. @default the built-in catalogue */
  readonly operations?: () => Promise<readonly Operation[]>;
  /** How many bytes of answers may be held at once. @default what the heap of this process allows */
  readonly bodyLimits?: BodyLimits;
  /** Is told of every call. */
  readonly observer?: Observer | undefined;
  /** The place where a user's sign-in is kept; without it nobody can sign in. */
  readonly signInPlace?: SignInPlace | undefined;
}

/**
 * Calls Procore over one connection: it has its sockets and its token, and gives every call as an iteration over pages.
 */
export class Client {
  /** The session of the person who signs in; undefined if there is no place to keep a sign-in. */
  readonly user: UserSession | undefined;
  readonly state: State;
  /** What the catalogue says about calls. */
  readonly operations: KnownOperations;
  readonly #ownsState: boolean;
  readonly #sockets: Sockets;
  readonly #app: Identity;
  readonly #person: Identity | undefined;
  readonly #sizes = new LearnedSizes();
  readonly #closing = new AbortController();

  constructor(
    readonly connection: Connection,
    private readonly runtime: Runtime,
    parts: ClientParts = {},
  ) {
    const { state = memoryState(runtime), operations = builtInOperations, isDraft = false } = parts;
    const { signInPlace } = parts;
    this.state = state;
    this.operations = new KnownOperations(operations);
    this.#ownsState = parts.state === undefined;
    forMany(this.#closing.signal);
    this.#sockets = openSockets(connection, parts.bodyLimits);
    const host = { connection, sockets: this.#sockets, runtime };
    const watching = [loggingObserver(runtime.log), ...(parts.observer ? [parts.observer] : [])];
    const observer = observers(watching, runtime.log);
    const terms = isDraft ? {} : { reserve: connection.reserve, log: runtime.log };
    const shared = { ...host, observer, state, terms, operations: this.operations };
    const cache = isDraft ? new MemoryStore(runtime.now) : state.cache;
    const request = () => requestToken({ ...host, signal: this.#closing.signal });
    this.#app = identity(new TokenSource(request, cache, tokenKey(connection), runtime), shared);
    if (signInPlace) {
      const who = () => whoIs((plan) => this.#askAsUser(plan), connection.companyId);
      const stores = { store: state.store, cache };
      this.user = new UserSession(signInPlace, host, stores, this.#closing.signal, who);
      this.#person = identity(this.user.tokens, shared, signInPlace.id);
    }
  }

  /**
   * A token that is valid now.
   * @throws ProcoreError PROCORE_AUTH, or a failure of the transport
   */
  async token(signal?: AbortSignal, about: ErrorContext = {}): Promise<Token> {
    try {
      return await this.#identity().tokens.get(signal);
    } catch (thrown) {
      throw thrown instanceof ProcoreError ? thrown.within(about) : thrown;
    }
  }

  /**
   * Runs a plan: one page for a single call, all pages of a list with `paging: 'all'`.
   * @throws ProcoreError with the operation, company and project it was about
   */
  pages(input: PlanInput, run: RunOptions = {}): AsyncGenerator<Page, void, undefined> {
    return this.#explained(input, run, ({ caller, plan, url, about }, options) =>
      this.#read(caller, plan, url, about, options),
    );
  }

  /**
   * Runs a plan as one call, and passes the body of its answer to a receiver: into a file, or to a reader while it
   * comes. `body` is the receiver's result.
   * @throws ProcoreError as `pages`
   */
  async receive<T>(
    input: PlanInput,
    into: Receiver<T>,
    run: RunOptions = {},
  ): Promise<Answer & { readonly body: T }> {
    const answers = this.#explained(input, run, async function* ({ caller, plan, url, about }, options) {
      const { answer } = await caller.call(plan, url, about, options, into);
      yield answer as Answer & { readonly body: T };
    });
    const { value } = await answers.next();
    await answers.return();
    return value as Answer & { readonly body: T };
  }

  /**
   * The request that a plan would send; nothing is sent. It has no token, since what is shown ends up in logs.
   * @throws ProcoreError PROCORE_CONFIG
   */
  describe(input: PlanInput): DescribedRequest {
    const plan = parsePlan(input, this.connection.companyId);
    const { method, body } = plan;
    const address = this.#addressOf(plan);
    const { authorization: _, ...headers } = headersTo(address, {
      plan,
      url: address,
      apiOrigin: this.connection.apiUrl.origin,
      accessToken: '',
    });
    const url = address.href;
    if (body === undefined) return { method, url, headers };
    return { method, url, headers, body: describedBody(body, contentTypeOf(plan)) };
  }

  /** Forgets refusals, so that calls that were refused are sent again. */
  async forgetRefusals(): Promise<void> {
    await Promise.all([this.#app.refusals.forget(), this.#person?.refusals.forget()]);
  }

  /** Ends everything in progress, frees the sockets and gives the quota back. */
  async close(): Promise<void> {
    this.#closing.abort(cancelledError());
    await this.user?.tokens.settled(LAST_ANSWER);
    await this.#sockets.dispatcher.destroy();
    this.#app.release();
    this.#person?.release();
    if (this.#ownsState) await this.state.close();
  }

  /** Runs a plan: known refusals are checked before it, and its failure is explained after it. */
  async *#explained<T>(
    input: PlanInput,
    run: RunOptions,
    work: (call: PlannedCall, run: StoppableRun) => AsyncGenerator<T, void, undefined>,
  ): AsyncGenerator<T, void, undefined> {
    const plan = parsePlan(input, this.connection.companyId);
    const about: ErrorContext = {
      operation: plan.operation ?? `${plan.method} ${plan.path}`,
      companyId: plan.companyId,
      projectId: projectOf(plan),
    };
    const { caller, refusals } = this.#identity(run.actAs);
    const whole = deadlineSignal(run.deadline, [run.signal, this.#closing.signal], this.runtime);
    try {
      const url = this.#addressOf(plan);
      if (!run.probing) await refusals.recall(plan, about, run.lane);
      const patience = run.patience ?? (run.lane === 'interactive' ? PERSON_WAITS : undefined);
      yield* work({ caller, plan, url, about }, { ...run, patience, signal: whole.signal });
    } catch (thrown) {
      if (!(thrown instanceof ProcoreError)) throw thrown;
      // Errors of the login host carry no operation: there is nothing to look into.
      if (thrown.operation === undefined || run.probing) throw thrown.within(about);
      const send: Send = async (look) => {
        if (run.mayLookUp?.() === false) throw new Error('No further lookups in this run.');
        return this.#look(caller, look, run, whole.signal);
      };
      throw await refusals.lookInto(thrown, plan, about, send);
    } finally {
      whole.release();
    }
  }

  #read(caller: Caller, plan: Plan, url: URL, about: ErrorContext, run: StoppableRun) {
    const call: PageCall = (target, more = {}) => caller.call(plan, target, about, { ...run, ...more });
    return readPlan(plan, url, call, run, this.#sizes);
  }

  #identity(actor: Actor = this.connection.actAs): Identity {
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

  /** Sends the lookup for an explanation. It goes behind all other calls, and we do not wait long for it. */
  async #look(
    caller: Caller,
    input: PlanInput,
    { owner, onSent }: RunOptions,
    parent: AbortSignal,
  ): Promise<unknown[]> {
    const plan = parsePlan(input, this.connection.companyId);
    const deadline = this.runtime.now() + LOOK;
    const { signal, release } = deadlineSignal(deadline, [parent], this.runtime);
    try {
      const bodies: unknown[] = [];
      const run = { signal, deadline, owner, onSent, lane: 'bulk' } as const;
      const url = this.#addressOf(plan);
      for await (const { body } of this.#read(caller, plan, url, {}, run)) bodies.push(body);
      return bodies;
    } finally {
      release();
    }
  }

  #addressOf(plan: Plan): URL {
    const { path, placeholders, query, parameters } = plan;
    return apiUrl(this.connection.apiUrl, fillPath(path, placeholders), query, parameters);
  }
}

interface PlannedCall {
  readonly caller: Caller;
  readonly plan: Plan;
  readonly url: URL;
  readonly about: ErrorContext;
}

type StoppableRun = RunOptions & { readonly signal: AbortSignal };

/** A request as a person reads it. */
export interface DescribedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
