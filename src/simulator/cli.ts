#!/usr/bin/env node
/** `procore-simulator`: the simulator as a program, for people who develop flows. */
import { parseArgs } from 'node:util';
import type { SimulatorOptions } from './options.js';
import { type Simulator, startSimulator } from './simulator.js';

const USAGE = `Usage: procore-simulator [options]

A Procore to run offline. Not affiliated with Procore Technologies.

  --port <n>              port of the API (default: a free one)
  --login-port <n>        port of the login host (default: a free one)
  --host <address>        address to listen on (default: 127.0.0.1)
  --companies <n>         companies with the app installed (default: 3)
  --projects <n>          permitted projects of the first company (default: 40)
  --records <n>           RFIs of a project, on average (default: 25)
  --strict-company-header refuse calls without Procore-Company-Id
  --hourly <n>            requests an hour; 0 for no limit (default: 3600)
  --spike <n>             requests in 10 seconds; 0 for no limit (default: 100)
  --latency <ms>          wait before each answer (default: 0)
  --token-lifetime <s>    lifetime of a token (default: 5400)
  --client-id <text>      (default: demo-client-id)
  --client-secret <text>  (default: demo-client-secret)
  --redirect-uri <url>    address that a sign-in may lead back to; may be given several times
  --help                  show this
`;

const OPTIONS = {
  port: { type: 'string' },
  'login-port': { type: 'string' },
  host: { type: 'string' },
  companies: { type: 'string' },
  projects: { type: 'string' },
  records: { type: 'string' },
  'strict-company-header': { type: 'boolean' },
  hourly: { type: 'string' },
  spike: { type: 'string' },
  latency: { type: 'string' },
  'token-lifetime': { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  'redirect-uri': { type: 'string', multiple: true },
  help: { type: 'boolean' },
} as const;

/** Wrong arguments: the exit code is 2, as with other programs. */
class UsageError extends Error {}

type Values = ReturnType<typeof parse>;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function simulatorOptions(values: Values): SimulatorOptions {
  const number = (name: keyof Values) => wholeNumber(name, values[name]);
  // 0 means no limit here, since Infinity cannot be typed as a number of requests.
  const limit = (name: 'hourly' | 'spike') => (number(name) === 0 ? Number.POSITIVE_INFINITY : number(name));
  const given = {
    port: number('port'),
    loginPort: number('login-port'),
    host: values.host,
    companies: number('companies'),
    projects: number('projects'),
    records: number('records'),
    companyHeader: values['strict-company-header'] ? 'strict' : undefined,
    limits: without({ hourly: limit('hourly'), spike: limit('spike') }),
    latency: number('latency'),
    tokenLifetime: number('token-lifetime'),
    clientId: values['client-id'],
    clientSecret: values['client-secret'],
    redirectUris: values['redirect-uri'],
  } as const;
  return without(given);
}

function wholeNumber(name: string, text: unknown): number | undefined {
  if (text === undefined) return undefined;
  if (typeof text !== 'string' || !/^\d+$/.test(text)) {
    throw new UsageError(`--${name} takes a whole number, not "${String(text)}".`);
  }
  return Number(text);
}

/** The object without its undefined values. */
function without<T extends object>(from: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const told = Object.entries(from).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function describe({ apiUrl, loginUrl, clientId, clientSecret, companies }: Simulator): string {
  const lines = companies.map(({ id, name, installed, projects }) => {
    const permitted = projects.filter((project) => project.permitted).length;
    return `  ${String(id).padEnd(18)}${name} (${installed ? `${permitted} permitted projects` : 'app not installed'})`;
  });
  return [
    'Simulated Procore is running. Press Ctrl+C to stop.',
    '',
    `  API URL           ${apiUrl}`,
    `  Login URL         ${loginUrl}`,
    `  Client ID         ${clientId}`,
    `  Client secret     ${clientSecret}`,
    '',
    'Companies',
    ...lines,
    '',
  ].join('\n');
}

/** One sentence on what went wrong. */
function sentence(error: unknown): string {
  const { code, message, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is already in use.`;
  if (code === 'EACCES') return `Port ${port} may not be used without more rights.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `Nothing can listen on this --host: ${message}`;
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

async function main(args: readonly string[]): Promise<void> {
  const values = parse(args);
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const simulator = await startSimulator(simulatorOptions(values));
  process.stdout.write(describe(simulator));
  const stop = () => {
    void simulator.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage = error instanceof UsageError || error instanceof RangeError;
  process.stderr.write(`procore-simulator: ${sentence(error)}\n`);
  process.exitCode = isUsage ? 2 : 1;
});
