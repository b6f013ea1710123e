import { ENVIRONMENTS } from '../../src/environments.js';
import type { Fields } from '../shared/fields/field.js';
import { newestVersion } from '../shared/migrations.js';
import { migrations } from './migrations.js';

/**
 * The fields of a connection. A new field needs a line here, its texts, and its row in the dialog. The defaults, the
 * draft that the dialog sends and the check of that draft follow from the line. What the client is to get needs a line
 * in `settingsSchema` (src/connection.ts) too.
 */
export const fields = {
  name: { kind: 'kept', default: '' },
  version: { kind: 'kept', default: newestVersion(migrations) },
  environment: {
    kind: 'choice',
    label: 'Environment',
    // The developer portal hands out the sandbox's key first, and a mistake there harms nobody.
    default: 'sandbox',
    values: ENVIRONMENTS,
    required: true,
    leads: true,
    // A flow that names no environment must not reach production.
    absent: '',
  },
  loginUrl: { kind: 'host', label: 'login URL', default: '' },
  apiUrl: { kind: 'host', label: 'API URL', default: '' },
  allowHttp: { kind: 'tick', label: 'Plain http', default: false, leads: true },
  /** Whose rights calls have. */
  actAs: { kind: 'choice', label: 'Acts as', default: 'app', values: ['app', 'user'], emptyIsAbsent: true },
  companyId: { kind: 'id', label: 'default company', default: '' },
  companyName: { kind: 'kept', default: '' },
  /** Which of the demo's two accounts a Demo connection is. */
  demoAccount: {
    kind: 'choice',
    label: 'Account',
    default: 'main',
    values: ['main', 'limited'],
    emptyIsAbsent: true,
  },
  timeout: { kind: 'seconds', label: 'request timeout', default: '60', emptyIsAbsent: true },
  /** Whose quota a call counts against. */
  quotaScope: {
    kind: 'choice',
    label: 'Rate limit',
    default: 'company',
    values: ['company', 'app'],
    emptyIsAbsent: true,
  },
  /** Share of the hourly limit that is left to other users of the key. */
  reserve: { kind: 'percent', label: 'reserve', default: '2', emptyIsAbsent: true },
  /** Whether further requests may be made to explain an ambiguous refusal. */
  lookups: { kind: 'tick', label: 'Explain refusals', default: true },
  /** The address under which Procore reaches this Node-RED. */
  publicUrl: { kind: 'text', label: 'Public URL', default: '' },
  /** A separate port for events, which a separate thread receives. Empty: they come to Node-RED's server. */
  receiverPort: { kind: 'count', label: 'Receiver port', default: '' },
  tls: { kind: 'node', label: 'TLS', type: 'tls-config', default: '', required: false, leads: true },
  proxy: { kind: 'node', label: 'Proxy', type: 'http proxy', default: '', required: false, leads: true },
  clientId: { kind: 'credential', label: 'client id', type: 'text' },
  clientSecret: { kind: 'credential', label: 'client secret', type: 'password' },
  /** User and password of `httpNodeAuth`, if Node-RED asks for them where events come in. */
  gateUser: { kind: 'credential', label: 'node user', type: 'text' },
  gatePassword: { kind: 'credential', label: 'node password', type: 'password', isExact: true },
} as const satisfies Fields;
