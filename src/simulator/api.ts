/** The API host: from a request to its answer. */
import { Access, companyNamed } from './access.js';
import { type Account, type Accounts, accountsOf } from './accounts.js';
import { quotaKey } from './assumed.js';
import {
  bodyUnreadable,
  methodsOf,
  methodUnknown,
  pathUnknown,
  tokenRefusedBody,
  tooManyRequests,
} from './assumed-answers.js';
import type { DeclaredRoute } from './catalogue/index.js';
import type { Context } from './context.js';
import { World } from './data/world.js';
import { readFields } from './form.js';
import { type Answer, type Call, Refusal } from './http.js';
import type { OAuth } from './oauth.js';
import type { Settings } from './options.js';
import { RateLimiter } from './rate-limit.js';
import { ROUTES } from './resources/index.js';
import { Selections } from './resources/selection.js';
import { type Match, type Method, type Route, Router } from './router.js';
import { Storage } from './storage.js';
import type { Tokens } from './tokens.js';
import { Deliveries } from './webhooks/deliveries.js';

/** All routes, and those of the catalogue by method and path. */
interface Whole {
  readonly router: Router;
  readonly declared: ReadonlyMap<string, DeclaredRoute>;
}

interface ApiParts {
  /** @default all that are written by hand */
  readonly routes?: readonly Route[];
  /** Where the files are that records name. */
  readonly storage?: Storage;
}

export class Api {
  readonly world: World;
  readonly deliveries: Deliveries;
  readonly #settings: Settings;
  readonly #oauth: OAuth;
  readonly #tokens: Tokens;
  readonly #accounts: Accounts;
  readonly #access: Access;
  readonly #limiter: RateLimiter;
  readonly #selections = new Selections();
  readonly #storage: Storage;
  readonly #routes: readonly Route[];
  /** The routes that are written by hand. */
  readonly #router: Router;
  /** These, and all other operations of the catalogue. */
  #whole: Promise<Whole> | undefined;

  constructor(settings: Settings, oauth: OAuth, tokens: Tokens, parts: ApiParts = {}) {
    const { routes = ROUTES, storage = new Storage() } = parts;
    this.#storage = storage;
    this.#routes = routes;
    this.#router = new Router(routes);
    this.#settings = settings;
    this.#oauth = oauth;
    this.#tokens = tokens;
    this.world = new World(settings);
    this.deliveries = new Deliveries(settings, this.world);
    this.#accounts = accountsOf(settings);
    this.#access = new Access(settings, this.world);
    this.#limiter = new RateLimiter(settings.limits);
  }

  /** Whether the route reads the body of a call as a stream. */
  streams(method: string, path: string): boolean {
    const match = this.#router.find(method, path);
    return 'route' in match && match.route.streams === true;
  }

  async answer(call: Call): Promise<Answer> {
    // Procore's old hosts answer OAuth as well; rate limits apply to the API only.
    const oauth = this.#oauth.answer(call);
    if (oauth) return oauth;
    if (call.method === 'OPTIONS') return this.#options(call);
    const now = this.#settings.clock.now();
    const company = this.world.company(companyNamed(call) ?? '');
    const token = this.#tokens.check(call.headers.authorization);
    if (typeof token === 'string') {
      const refused = this.#oauth.tokenRefused(token, tokenRefusedBody(call, token === 'missing'));
      return withHeaders(refused, this.#limiter.look(quotaKey(company?.id, 'app'), now));
    }
    const { allowed, headers } = this.#limiter.take(quotaKey(company?.id, token.owner), now);
    const account = this.#accounts[token.owner] ?? this.#accounts.app;
    return withHeaders(allowed ? await this.#operate(call, account, now) : tooManyRequests(call), headers);
  }

  async #operate(call: Call, account: Account, now: number): Promise<Answer> {
    // HEAD is GET without a body; the server leaves the body out.
    const match = await this.#find(call.method === 'HEAD' ? 'GET' : call.method, call.path);
    if (!('route' in match)) return match.length > 0 ? methodUnknown(call, match) : pathUnknown(call);
    const isRead = match.route.method !== 'GET' && !match.route.streams;
    const fields = isRead ? readFields(call) : {};
    if (!fields) return bodyUnreadable(call);
    try {
      const context: Context = {
        declared: () => this.#declared(context, match.route),
        call,
        account,
        accounts: this.#accounts,
        world: this.world,
        settings: this.#settings,
        selections: this.#selections,
        deliveries: this.deliveries,
        fileAddress: (id, name) => this.#storage.addressOf(call.origin, id, name),
        params: match.params,
        fields,
        now,
        ...this.#access.admit(call, account, match, fields),
      };
      return await match.route.handle(context);
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }

  async #options(call: Call): Promise<Answer> {
    const methods = await this.#find(call.method, call.path);
    return 'route' in methods || methods.length === 0 ? pathUnknown(call) : methodsOf(methods);
  }

  /**
   * The route of a call. The catalogue is read for the first call that no route by hand answers, or whose place of an id
   * has a word: `rfis/default_distribution` is an operation, not an RFI.
   */
  async #find(method: string, path: string): Promise<Match | readonly Method[]> {
    const match = this.#router.find(method, path);
    if ('route' in match && Object.values(match.params).every((value) => /^\d+$/.test(value))) return match;
    return (await this.#loaded()).router.find(method, path);
  }

  #loaded(): Promise<Whole> {
    this.#whole ??= this.#withCatalogue().catch((error: unknown) => {
      this.#whole = undefined;
      throw error;
    });
    return this.#whole;
  }

  async #withCatalogue(): Promise<Whole> {
    const { catalogueRoutes } = await import('./catalogue/index.js');
    const declared = await catalogueRoutes();
    return {
      router: new Router(this.#routes, declared),
      declared: new Map(declared.map((route) => [`${route.method} ${route.path}`, route])),
    };
  }

  /** What the catalogue declares for a route by hand. */
  async #declared(context: Context, { method, path }: Route) {
    return (await this.#loaded()).declared.get(`${method} ${path}`)?.declared(context);
  }
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...headers, ...answer.headers } };
}
