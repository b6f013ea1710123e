import { z } from 'zod';
import { ENVIRONMENTS } from './environments.js';
import { configError } from './errors.js';
import { plainFaults } from './plain-faults.js';
import { Secret } from './secret.js';

/** Whether a host is this machine. Only such hosts may be reached without TLS by default. */
export function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d+){3}$/.test(url.hostname);
}

const origin = (what: string) =>
  z
    .string()
    .trim()
    .transform((text, context) => {
      const url = URL.canParse(text) ? new URL(text) : undefined;
      const bare = url && url.pathname === '/' && !url.search && !url.hash && !url.username;
      if (bare && (url.protocol === 'https:' || url.protocol === 'http:')) return url;
      context.addIssue(`${what} must be an address such as https://api.example.com, without a path.`);
      return z.NEVER;
    });

/** A Procore id: digits, kept as text because ids may exceed what a JavaScript number holds exactly. */
export const idSchema = (message: string) =>
  z
    .union([z.string(), z.number()], message)
    .refine((id) => typeof id === 'string' || Number.isSafeInteger(id), message)
    .transform((id) => String(id).trim())
    .refine((id) => /^[1-9]\d{0,18}$/.test(id), message);

const QUOTA_SCOPES = ['company', 'app'] as const;

/** Whose rights calls have: the app's (its service account) or those of the person who signed in. */
export const ACTORS = ['app', 'user'] as const;
export type Actor = (typeof ACTORS)[number];

/** ms. Timers of Node.js take little more than 24 days, and fire at once beyond that. */
const LONGEST_TIMEOUT = 86_400_000;
const TIMEOUT = 'The request timeout must be a number of seconds above 0, a day at most.';
const RESERVE = 'The reserve must be a share of the quota from 0 to 90 %.';

const PUBLIC_URL = 'The public URL must be an address such as https://flows.example.com.';
const PORT = 'The receiver port must be a port: a whole number up to 65535.';
const HIGHEST_PORT = 65_535;

/** An address under which this machine is reached, with or without a path, and without a slash at its end. */
const publicUrl = z
  .string()
  .trim()
  .transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isPlain = url && !url.search && !url.hash && !url.username && !url.password;
    if (isPlain && (url.protocol === 'https:' || url.protocol === 'http:'))
      return `${url.origin}${url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : url.pathname}`;
    context.addIssue(PUBLIC_URL);
    return z.NEVER;
  });

const GATE_USER = 'The node user must be a name without a colon.';

/** An empty text counts as a missing one. */
const filled = z.string().transform((text) => text.trim() || undefined);

const secretText = (what: string) => z.string(`${what} is missing.`).trim().min(1, `${what} is missing.`);

const settingsSchema = z
  .object({
    environment: z.enum(ENVIRONMENTS),
    loginUrl: origin('The login URL'),
    apiUrl: origin('The API URL'),
    clientId: secretText('The client id'),
    clientSecret: secretText('The client secret').transform((text) => new Secret(text)),
    actAs: z.enum(ACTORS).default('app'),
    companyId: idSchema('The default company must be a company id, digits only.').optional(),
    timeoutMs: z.number(TIMEOUT).positive(TIMEOUT).max(LONGEST_TIMEOUT, TIMEOUT),
    allowHttp: z.boolean(),
    /** What Procore counts the quota by: the company of each call, or all calls of the app. @default 'company' */
    quotaScope: z.enum(QUOTA_SCOPES).default('company'),
    /** Share of the hourly quota that is left to other users of the key. @default 0.02 */
    reserve: z.number(RESERVE).min(0, RESERVE).max(0.9, RESERVE).default(0.02),
    /** Whether a refusal that could mean several things may cost a request or two to find out which. @default true */
    lookups: z.boolean().default(true),
    /** The address under which Procore reaches this machine, for events. */
    publicUrl: publicUrl.optional(),
    /** The port that receives events alone; 0 for none, and then Node-RED's own server receives them. @default 0 */
    receiverPort: z.int(PORT).min(0, PORT).max(HIGHEST_PORT, PORT).default(0),
    /** User and password that Node-RED's own server asks for, if events come to it. */
    gateUser: filled.refine((user) => !user?.includes(':'), GATE_USER).optional(),
    gatePassword: z
      .string()
      // Blanks at its ends belong to it.
      .transform((text) => (text === '' ? undefined : new Secret(text)))
      .optional(),
  })
  .superRefine((settings, context) => {
    for (const [what, url] of [
      ['login URL', settings.loginUrl],
      ['API URL', settings.apiUrl],
    ] as const) {
      if (url.protocol === 'https:' || isLoopback(url) || settings.allowHttp) continue;
      context.addIssue(`The ${what} begins with http://, which would send the client secret unencrypted.`);
    }
  });

/** TLS settings, named as node:tls names them. */
export interface TlsSettings {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly pfx?: Buffer;
  readonly passphrase?: string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export interface ProxySettings {
  readonly url: string;
  /** Host names that are reached directly, as in NO_PROXY. */
  readonly noProxy?: readonly string[];
  readonly username?: string;
  readonly password?: string;
}

/** A connection, checked. Its secrets do not show when it is logged or written as JSON. */
export interface Connection extends Readonly<z.infer<typeof settingsSchema>> {
  readonly tls?: Secret<TlsSettings>;
  readonly proxy?: Secret<ProxySettings>;
}

/** What a user filled in. `timeoutMs` in milliseconds. */
export type ConnectionSettings = z.input<typeof settingsSchema> & {
  readonly tls?: TlsSettings;
  readonly proxy?: ProxySettings;
};

/**
 * Checks what a user filled in.
 * @throws ProcoreError PROCORE_CONFIG with every fault at once.
 */
export function parseConnection(settings: ConnectionSettings): Connection {
  const result = settingsSchema.safeParse(settings, plainFaults('The setting'));
  if (result.success) {
    const { tls, proxy } = settings;
    return {
      ...result.data,
      ...(tls && { tls: new Secret(tls) }),
      ...(proxy && { proxy: new Secret(proxy) }),
    };
  }
  throw configError(
    [...new Set(result.error.issues.map((issue) => issue.message))].join(' '),
    'Open the Procore connection and correct it.',
  );
}
