/** The options of a simulator and their defaults. */

import { HOURLY_LIMIT, LARGEST_BODY, RETRY_AFTER, SPIKE_LIMIT } from './assumed.js';
import { type Clock, ClosableClock, clockTelling, systemClock } from './clock.js';
import type { AccessLevel } from './tools.js';

/** The two rate-limit windows of Procore (platform docs, "Rate limiting"). */
export interface LimitOptions {
  /** Requests in the long window; `Infinity` switches the window off. @default 3600 */
  hourly?: number;
  /** Requests in the short window; `Infinity` switches the window off. @default 100 */
  spike?: number;
  /** Length of the short window in seconds. @default 10 */
  spikeWindow?: number;
  /** Length of the long window in seconds. @default 3600 */
  hourWindow?: number;
  /** `fixed`: a window opens with its first request. `sliding`: it always ends now. @default fixed */
  window?: 'fixed' | 'sliding';
  /** Send `Retry-After` (seconds) with a 429; Procore's pages disagree on it, live tenants sent none. @default false */
  retryAfter?: boolean;
}

/** Deliveries of webhooks, and what goes wrong with them. Shares are from 0 to 1. */
export interface WebhookOptions {
  /** Whether hooks on other machines are called as well; on Demo they are not. @default loopback */
  destinations?: 'loopback' | 'any';
  /** Share of deliveries that are never made, which no log shows. @default 0 */
  drop?: number;
  /** Share of deliveries that are made late. @default 0 */
  late?: number;
  /** How late, in milliseconds. @default 86400000, a day */
  lateBy?: number;
  /** Share of deliveries that are made twice, with the same id of the event. @default 0 */
  duplicate?: number;
  /** Each delivery waits up to this many milliseconds, so that they come out of order. @default 0 */
  shuffle?: number;
  /** Another number draws other deliveries. @default 0 */
  seed?: number;
}

export interface SimulatorOptions {
  /** Address to listen on. @default 127.0.0.1 */
  host?: string;
  /** Port of the API host; 0 takes a free one. @default 0 */
  port?: number;
  /** Port of the login host; 0 takes a free one. @default 0 */
  loginPort?: number;
  /** Port of the host of files; 0 takes a free one. @default 0 */
  storagePort?: number;
  clientId?: string;
  clientSecret?: string;
  /** Companies that installed the app. @default 3 */
  companies?: number;
  /** Companies that exist but did not install it. @default 1 */
  companiesNotInstalled?: number;
  /** Permitted projects of the first company. @default 40 */
  projects?: number;
  /** Whether the other companies have as many, or a third and a fifth of them. @default falling */
  shares?: 'falling' | 'equal';
  /** Projects of every company that exist but are not permitted. @default 2 */
  projectsNotPermitted?: number;
  /**
   * Average number of RFIs in a project. The first project has exactly this many; the other tools scale with it.
   * @default 25
   */
  records?: number;
  /** Lifetime of a token in seconds. @default 5400 */
  tokenLifetime?: number;
  /**
   * Whether a call without `Procore-Company-Id` is answered. One whose path names a project is not: it answers 404 in v1.
   * @default tolerated, as Procore often does
   */
  companyHeader?: 'tolerated' | 'strict';
  /** Send `WWW-Authenticate` with OAuth errors, as Doorkeeper does. @default true */
  oauthChallenge?: boolean;
  /** Rate limits. With both `Infinity` no rate headers are sent. @default 3,600 per hour and 100 in 10 s */
  limits?: LimitOptions;
  /** Milliseconds before each answer. @default 0 */
  latency?: number;
  /**
   * The time and the timers. A function gives only the time; the timers are then the machine's.
   * @default the machine's clock
   */
  clock?: Clock | (() => number);
  /** Largest body that is accepted, in bytes, read whole or as a stream. @default 104,857,600 */
  largestBody?: number;
  /**
   * The app's level on a tool, by the tool's `name` or `friendly_name` in `settings/permissions` (see
   * `tools.ts`). Applies to every company and project. An unknown name is refused at start.
   */
  permissions?: Partial<Record<string, AccessLevel>>;
  /** Levels that differ in one project, by its position among all projects (0 is the first company's first). */
  projectPermissions?: Readonly<Record<number, Partial<Record<string, AccessLevel>>>>;
  /** Status that refuses calls into a company without the app; Procore's pages have both. @default 403 */
  notInstalled?: 401 | 403;
  /** How a tool that the account may not use is refused; Procore's pages have all three. @default forbidden */
  toolRefusal?: 'forbidden' | 'not found' | 'empty list';
  /** Whether records are locked, so that every change of one is a conflict. @default false */
  locked?: boolean;
  /** State of the account's user in each company's directory. @default untouched */
  directoryUser?: 'untouched' | 'renamed' | 'deactivated' | 'deleted';
  /** Whether the account may list the app's installations. @default true */
  installations?: boolean;
  /** Deliveries of webhooks. @default all of them at once, to this machine only */
  webhooks?: WebhookOptions;
  /** A second app of the same companies, with a different key, that sees less. @default none */
  secondApp?: AppOptions;
  /** The person who can sign in by the authorization code grant. */
  user?: UserOptions;
  /** Redirect addresses registered for the app, beside those that every app has; `any` accepts all. @default none */
  redirectUris?: readonly string[] | 'any';
}

/** A second app, and the part of the first one's rights that its service account has. */
export interface AppOptions {
  clientId: string;
  clientSecret: string;
  /** Its permitted projects, by position among the first app's in each company, from 0. @default all of them */
  projects?: readonly number[];
  /** Its levels that differ from the first app's, named as in `permissions`. */
  permissions?: Partial<Record<string, AccessLevel>>;
}

/** A person. The person's companies and projects need not be those of the app. */
export interface UserOptions {
  id?: number;
  login?: string;
  name?: string;
  /** Positions of the companies that the person is in, from 0. @default all of them */
  companies?: readonly number[];
  /** Positions, in each company, of the projects that the person is in, from 0. @default all of them */
  projects?: readonly number[];
}

/** The options with every default filled in. */
export type Settings = Required<Omit<SimulatorOptions, 'limits' | 'webhooks' | 'secondApp' | 'clock'>> & {
  limits: Required<LimitOptions>;
  webhooks: Required<WebhookOptions>;
  clock: ClosableClock;
  secondApp?: AppOptions;
};

const DEFAULTS = {
  host: '127.0.0.1',
  port: 0,
  loginPort: 0,
  storagePort: 0,
  clientId: 'demo-client-id',
  clientSecret: 'demo-client-secret',
  companies: 3,
  companiesNotInstalled: 1,
  projects: 40,
  shares: 'falling',
  projectsNotPermitted: 2,
  records: 25,
  // 90 minutes: "oauth_client_credentials" in Procore's documentation.
  tokenLifetime: 5400,
  companyHeader: 'tolerated',
  oauthChallenge: true,
  latency: 0,
  largestBody: LARGEST_BODY,
  permissions: {},
  projectPermissions: {},
  notInstalled: 403,
  toolRefusal: 'forbidden',
  locked: false,
  directoryUser: 'untouched',
  installations: true,
  user: {},
  redirectUris: [],
} as const;

const DEFAULT_LIMITS: Required<LimitOptions> = {
  hourly: HOURLY_LIMIT,
  spike: SPIKE_LIMIT,
  spikeWindow: 10,
  hourWindow: 3600,
  window: 'fixed',
  retryAfter: RETRY_AFTER,
};

const DEFAULT_WEBHOOKS: Required<WebhookOptions> = {
  destinations: 'loopback',
  drop: 0,
  late: 0,
  lateBy: 86_400_000,
  duplicate: 0,
  shuffle: 0,
  seed: 0,
};

/** Minimum and maximum of each option that must be a whole number. */
const BOUNDS = {
  port: [0, 65_535],
  loginPort: [0, 65_535],
  storagePort: [0, 65_535],
  companies: [1, 1000],
  companiesNotInstalled: [0, 1000],
  projects: [1, 100_000],
  projectsNotPermitted: [0, 100_000],
  records: [1, 10_000_000],
  tokenLifetime: [1, 31_536_000],
  latency: [0, 600_000],
  largestBody: [1, 2 ** 30],
} as const;

/** Fills in the defaults and refuses impossible sizes. */
export function settle(options: SimulatorOptions): Settings {
  const settings: Settings = {
    ...DEFAULTS,
    ...told(options),
    clock: new ClosableClock(clockOf(options.clock)),
    limits: { ...DEFAULT_LIMITS, ...told(options.limits ?? {}) },
    webhooks: { ...DEFAULT_WEBHOOKS, ...told(options.webhooks ?? {}) },
  };
  for (const [name, [least, most]] of Object.entries(BOUNDS)) {
    const value = settings[name as keyof typeof BOUNDS];
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not ${value}.`);
    }
  }
  for (const name of ['drop', 'late', 'duplicate'] as const) {
    const share = settings.webhooks[name];
    if (!(share >= 0 && share <= 1)) throw new RangeError(`${name} must be from 0 to 1, not ${share}.`);
  }
  return settings;
}

function clockOf(given: SimulatorOptions['clock']): Clock {
  if (given === undefined) return systemClock();
  return typeof given === 'function' ? clockTelling(given) : given;
}

/** Without the keys that are `undefined`, so that they do not hide a default. */
function told<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
