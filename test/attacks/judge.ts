import type { Attack, Verdict } from './attack.js';
import { endsIn } from './ends.js';
import { ROWS, SECRET, TOKEN } from './hostile-procore.js';
import { leaks } from './search.js';
import type { Sight } from './sight.js';

/** ms that the event loop may stand still. */
export const BLOCKED = 1_000;

/** Characters of an error's sentence, and of all that is told of it. */
const LONGEST_SENTENCE = 20_000;
const LONGEST_ERROR = 100_000;

/** How an error begins that was not foreseen. */
const UNFORESEEN = /^(ProcoreError: )?Something unexpected went wrong/;

/** The codes of DESIGN.md. */
const CODES = new Set(
  ['CONFIG', 'AUTH', 'NOT_INSTALLED', 'NOT_PERMITTED', 'NOT_FOUND', 'INVALID', 'CONFLICT', 'RATE_LIMITED']
    .concat(['UNAVAILABLE', 'NETWORK', 'TIMEOUT', 'BAD_RESPONSE', 'TOO_LARGE', 'UNKNOWN_OUTCOME'])
    .concat(['CANCELLED', 'STATE'])
    .map((code) => `PROCORE_${code}`),
);

/**
 * Headers by which a server steers the browser it speaks to, or signs somebody in. Of Procore's answer they would be taken
 * for Node-RED's own, once they reach an http response node. `location` stays: a flow needs it to follow a redirect to a file.
 */
export const FOR_BROWSERS =
  /^(strict-transport-security|access-control-|cross-origin-|content-security-policy|refresh$|clear-site-data|set-cookie|alt-svc|service-worker|x-frame-options|permissions-policy|nel$|report-to|public-key-pins|sourcemap$|x-sourcemap$|www-authenticate|proxy-authenticate)/;

interface Failure {
  readonly code?: unknown;
  readonly message?: unknown;
}

/** What of an attack was not as it must be. */
export function faultsOf(attack: Attack, sight: Sight): Verdict {
  const { expect = {}, within = 5_000, kind, name } = attack;
  const { seen, procore, messages, ms } = sight;
  const failures = [...seen.caught, ...seen.failures];
  const errors = [...failures.map(({ error }) => error as Failure), ...sight.errors().map(logged)];
  const ends = [
    ...new Set([
      ...seen.results.map((msg) => deliveredAs(attack, msg)),
      ...failures.map((msg) => codeOf(msg, expect)),
      ...sight.errors().map((entry) => String(logged(entry).code ?? 'an error in the log')),
    ]),
  ];
  const { api, login } = procore.requests;
  const outside = [...api, ...login].filter(({ path }) => !/^\/(rest|oauth)\//.test(path));
  const checks: ReadonlyArray<readonly [holds: boolean, fault: () => string]> = [
    [endsIn(sight, attack) === messages, () => `${endsIn(sight, attack)} ends of ${messages} messages`],
    [ms <= within, () => `not ended within ${within} ms`],
    [sight.blocked < BLOCKED || sight.busy < BLOCKED * 0.8, () => `blocked for ${sight.blocked} ms`],
    [sight.besideAfter, () => 'a node beside it does not work afterwards'],
    [sight.sameAfter, () => 'the node does not work afterwards'],
    [sight.closeMs < 2_000, () => `closing took ${sight.closeMs} ms`],
    [procore.foreign.length === 0, () => `${procore.foreign.length} requests to another host`],
    [outside.length === 0, () => `asked ${outside[0]?.path.slice(0, 80)}`],
    [foundIn(attack, sight).length === 0, () => 'a secret or token came out'],
    [!seen.results.concat(failures).some(hasBrowserHeader), () => 'a header for browsers is on the message'],
    [errors.every(isFit), () => `unfit error: ${String(errors.find((error) => !isFit(error))?.code)}`],
    [failures.every(isBounded), () => 'an error of more than it should tell'],
    [!expect.ends || ends.every((end) => expect.ends?.includes(end)), () => `ended as ${ends.join(', ')}`],
    [isForeseen(attack, errors), () => `unforeseen: ${String(errors[0]?.message).slice(0, 120)}`],
    [api.length <= (expect.requests ?? 1e9), () => `${api.length} requests`],
    [api.length >= (expect.leastRequests ?? 0), () => `${api.length} requests`],
    [login.length <= (expect.tokens ?? 1e9), () => `${login.length} token requests`],
    [
      !expect.says || errors.every(({ message }) => expect.says?.test(String(message))),
      () => `says: ${String(errors[0]?.message).slice(0, 120)}`,
    ],
  ];
  const faults = checks.filter(([holds]) => !holds).map(([, fault]) => fault());
  return { kind, name, faults, ends, ms };
}

function deliveredAs({ node, expect }: Attack, { payload }: Record<string, unknown>): string {
  const isList = !node?.type && !node?.delivery && !node?.output && (node?.method ?? 'GET') === 'GET';
  if (!isList || !Array.isArray(payload) || !expect?.rows) return 'delivered';
  return payload.length === (expect.rows ?? ROWS) ? 'delivered' : `${payload.length} rows`;
}

/** A code, with the status where one of the expectations names it. */
function codeOf(
  { error, statusCode }: Record<string, unknown>,
  { ends = [] }: NonNullable<Attack['expect']>,
): string {
  const code = String((error as Failure | undefined)?.code ?? 'no code');
  return ends.some((end) => end.startsWith(`${code} `)) ? `${code} ${statusCode}` : code;
}

/** An error in the log, as Node-RED keeps it. */
function logged(entry: unknown): Failure {
  const { msg } = entry as { msg?: unknown };
  return typeof msg === 'object' && msg !== null ? (msg as Failure) : { message: msg };
}

/** With a code of ours, or in the log with a sentence. */
function isFit({ code, message }: Failure): boolean {
  const isKnown = code === undefined ? typeof message === 'string' : CODES.has(String(code));
  return isKnown && String(message).length < LONGEST_SENTENCE;
}

/**
 * Answers, login hosts and waits are foreseen in every form; of messages, any code of ours will do. Rows that were read well
 * and are too deep for Node-RED's own clone, which two wires make of them, are told as what they are: too deep.
 */
function isForeseen({ kind, always }: Attack, errors: readonly Failure[]): boolean {
  if (kind === 'messages' || kind === 'fuzzed messages') return true;
  const isClone = /^(answers: bodies|fuzzed answers)$/.test(kind) && (always?.status ?? 200) < 300;
  return errors.every(({ message, code }) => {
    if (isClone && code === 'PROCORE_BAD_RESPONSE' && /Maximum call stack/.test(String(message))) return true;
    return !UNFORESEEN.test(String(message));
  });
}

function isBounded({ error, procore }: Record<string, unknown>): boolean {
  const told = (procore as { error?: unknown } | undefined)?.error;
  return sizeOf(error) < LONGEST_ERROR && sizeOf(told) < LONGEST_ERROR;
}

/** Characters as JSON; endless where it cannot be written. */
function sizeOf(value: unknown): number {
  try {
    return JSON.stringify(value)?.length ?? 0;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function hasBrowserHeader({ headers }: Record<string, unknown>): boolean {
  if (typeof headers !== 'object' || headers === null) return false;
  return Object.keys(headers).some((name) => FOR_BROWSERS.test(name.toLowerCase()));
}

/** Get token puts a token on its messages, which is what it is for; no node does so with a secret. */
function foundIn({ node }: Attack, { seen, log, errors }: Sight): string[] {
  const secrets = node?.type === 'procore-token' ? [SECRET] : [SECRET, TOKEN];
  const { results, failures, caught, completed, statuses } = seen;
  return leaks([results, failures, caught, completed, statuses, errors(), log()], secrets);
}
