/** What a simulator can be told when it starts, and what it uses where it is told nothing. */

import { LARGEST_BODY, RETRY_AFTER } from './assumed.js';
import { type Clock, ClosableClock, clockTelling, systemClock } from './clock.js';
import type { AccessLevel } from './tools.js';

/** The two rate-limit windows of Procore (platform docs, "Rate limiting"). */
export interface LimitOptions {
  /** Requests in the long window, 3600 unless told; `Infinity` switches the window off. */
  hourly?: number;
  /** Requests in the short window, 100 unless told; `Infinity` switches the window off. */
  spike?: number;
  /** Length of the short window in seconds, 10 unless told. */
  spikeWindow?: number;
  /** Length of the long window in seconds, 3600 unless told. */
  hourWindow?: number;
  /** `fixed`: a window opens with its first request. `sliding`: it always ends now. `fixed` unless told. */
  window?: 'fixed' | 'sliding';
  /** Send `Retry-After` (seconds) with a 429, true unless told; Procore's pages disagree on it. */
  retryAfter?: boolean;
}

export interface SimulatorOptions {
  /** Address to listen on, 127.0.0.1 unless told. */
  host?: string;
  /** Port of the API host; 0, the default, takes a free one. */
  port?: number;
  /** Port of the login host; 0, the default, takes a free one. */
  loginPort?: number;
  /** Port of the host of files; 0, the default, takes a free one. */
  storagePort?: number;
  clientId?: string;
  clientSecret?: string;
  /** Companies that installed the app, 3 unless told. */
  companies?: number;
  /** Companies that exist but did not install it, 1 unless told. */
  companiesNotInstalled?: number;
  /** Permitted projects of the first company, 40 unless told. */
  projects?: number;
  /** Whether the other companies have as many, or a third and a fifth of it: `falling` unless told. */
  shares?: 'falling' | 'equal';
  /** Projects of every company that exist but are not permitted, 2 unless told. */
  projectsNotPermitted?: number;
  /**
   * RFIs of a project on average, 25 unless told. The first project has exactly this many; the other tools
   * scale from it.
   */
  records?: number;
  /** Lifetime of a token in seconds, 5400 unless told. */
  tokenLifetime?: number;
  /** Whether a call without `Procore-Company-Id` is answered; `tolerated` unless told, as Procore often does. */
  companyHeader?: 'tolerated' | 'strict';
  /** Send `WWW-Authenticate` with OAuth errors as Doorkeeper does, true unless told. */
  oauthChallenge?: boolean;
  /** Rate limits; 3,600 an hour and 100 in 10 s unless told. With both `Infinity` no rate headers are sent. */
  limits?: LimitOptions;
  /** Milliseconds before each answer, 0 unless told. */
  latency?: number;
  /**
   * The time, and what happens later. A function tells the time alone: timers are the machine's then.
   * @default the machine's
   */
  clock?: Clock | (() => number);
  /** Bytes of the largest body that is taken, be it read whole or as it comes. @default 104,857,600 */
  largestBody?: number;
  /**
   * The app's level on a tool, by the tool's `name` or `friendly_name` in `settings/permissions` (see
   * `tools.ts`). Applies to every company and project; a name that is no tool's is refused at start.
   */
  permissions?: Partial<Record<string, AccessLevel>>;
  /** Levels that differ in one project, by its position among all (0 is the first company's first). */
  projectPermissions?: Readonly<Record<number, Partial<Record<string, AccessLevel>>>>;
  /** How calls into a company without the app are refused: 403 unless told; Procore's pages have both. */
  notInstalled?: 401 | 403;
  /** How a tool is refused that the account may not use: `forbidden` unless told; Procore's pages have all three. */
  toolRefusal?: 'forbidden' | 'not found' | 'empty list';
  /**
   * How an operation is answered that the simulator does not have: `not found` as Procore answers a path that it does not
   * know, or `not simulated`, which says so and lists what there is. `not found` unless told.
   */
  unserved?: 'not found' | 'not simulated';
  /** Whether records are locked: every change of one is a conflict. False unless told. */
  locked?: boolean;
  /** What became of the account's user in each company's directory; `untouched` unless told. */
  directoryUser?: 'untouched' | 'renamed' | 'deactivated' | 'deleted';
  /** Whether the account may list the app's installations; true unless told. */
  installations?: boolean;
  /** A second app of the same companies, with a key of its own, that sees less. None unless told. */
  secondApp?: AppOptions;
  /** The person who can sign in by the authorization code grant. */
  user?: UserOptions;
  /**
   * Redirect addresses registered for the app, beside those that every app has; `any` takes all. None unless told.
   */
  redirectUris?: readonly string[] | 'any';
}

/** A second app, and what its service account has of what the first one has. */
export interface AppOptions {
  clientId: string;
  clientSecret: string;
  /** Positions, in each company, of the first app's permitted projects that are its own, from 0; all of them unless told. */
  projects?: readonly number[];
  /** Its levels where they differ from the first app's, named as in `permissions`. */
  permissions?: Partial<Record<string, AccessLevel>>;
}

/** A person, whose companies and projects need not be those of the app. */
export interface UserOptions {
  id?: number;
  login?: string;
  name?: string;
  /** Positions of the companies the person is in, from 0; all of them unless told. */
  companies?: readonly number[];
  /** Positions, in each company, of the projects the person is in, from 0; all of them unless told. */
  projects?: readonly number[];
}

/** The options with every default filled in. */
export type Settings = Required<Omit<SimulatorOptions, 'limits' | 'secondApp' | 'clock'>> & {
  limits: Required<LimitOptions>;
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
  unserved: 'not found',
  locked: false,
  directoryUser: 'untouched',
  installations: true,
  user: {},
  redirectUris: [],
} as const;

const DEFAULT_LIMITS: Required<LimitOptions> = {
  hourly: 3600,
  spike: 100,
  spikeWindow: 10,
  hourWindow: 3600,
  window: 'fixed',
  retryAfter: RETRY_AFTER,
};

/** Least and most of each number that has to be a whole one. */
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

/** Fill in the defaults and refuse sizes that cannot be. */
export function settle(options: SimulatorOptions): Settings {
  const settings: Settings = {
    ...DEFAULTS,
    ...told(options),
    clock: new ClosableClock(clockOf(options.clock)),
    limits: { ...DEFAULT_LIMITS, ...told(options.limits ?? {}) },
  };
  for (const [name, [least, most]] of Object.entries(BOUNDS)) {
    const value = settings[name as keyof typeof BOUNDS];
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not ${value}.`);
    }
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
