import { type ErrorCode, type ErrorFacts, type FailedAnswer, ProcoreError } from '../errors.js';
import { DeadlineReached } from './deadline.js';

const TLS =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/;

/** Errors of requests that we ended ourselves, on their way or in the middle of the answer. */
const CUT_OFF = new Set<ErrorCode>(['PROCORE_CANCELLED', 'PROCORE_TIMEOUT', 'PROCORE_TOO_LARGE']);

/** What is known of a request that failed. It decides what the failure means. */
export interface Attempted {
  readonly host: string;
  /** The proxy it went through, if any. */
  readonly proxyHost?: string | undefined;
  /** Whether it could change something at Procore. If so, a failure after sending leaves its outcome unknown. */
  readonly write: boolean;
  /** Whether it, or a request that it was redirected from, was put on a socket. Until then it waited for one. */
  readonly sent: boolean;
  /** Whether a receiver was taking a good answer. If so, a write was done. */
  readonly isTaken: boolean;
}

/** A thrown transport error as the ProcoreError a user can act on. */
export function networkError(thrown: unknown, attempted: Attempted): ProcoreError {
  const { host, proxyHost, write, sent, isTaken } = attempted;
  if (thrown instanceof ProcoreError) {
    // It never left this machine.
    if (!sent) return thrown.with({ unsent: true });
    // A write whose answer was cut off or cannot be read may still have happened.
    return write && (isTaken || CUT_OFF.has(thrown.code) || thrown.transient)
      ? unknownOutcome(host, '', undefined, thrown)
      : thrown;
  }
  const code = codeOf(thrown);
  if (write && sent) return unknownOutcome(host, code, undefined, thrown);
  const late = thrown instanceof DeadlineReached;
  if (late && sent) return new ProcoreError(timedOut(host, thrown), undefined, thrown);
  const facts = readingOf(late ? 'UND_ERR_CONNECT_TIMEOUT' : code, host, proxyHost, thrown);
  return new ProcoreError({ ...facts, unsent: !sent }, undefined, thrown);
}

/** A write whose outcome is unknown. */
export function unknownOutcome(
  host: string,
  code: string,
  answer?: FailedAnswer,
  origin?: unknown,
): ProcoreError {
  const cause = `The request was sent to ${host}, but no complete answer came back${code ? ` (${code})` : ''}.`;
  const fix = 'It may have happened: look in Procore before sending it again.';
  return new ProcoreError({ code: 'PROCORE_UNKNOWN_OUTCOME', cause, fix, who: 'developer' }, answer, origin);
}

function readingOf(code: string, host: string, proxyHost: string | undefined, thrown: unknown): ErrorFacts {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    // With a proxy, this machine looks up only the name of the proxy.
    return network(
      `${proxyHost ? `The proxy ${proxyHost}` : `The host ${host}`} could not be found (${code}).`,
      'Check the environment or URL of the connection, its proxy, and the DNS and network of this machine.',
    );
  }
  if (code === 'ECONNREFUSED') {
    return network(
      `The connection to ${host} was refused${proxyHost ? ` by the proxy ${proxyHost}` : ''}.`,
      'Check the URL and port, and that no firewall is in between.',
    );
  }
  if (TLS.test(code)) {
    const facts = network(
      `The TLS certificate of ${host} was not accepted (${code}).`,
      'If a company proxy inspects traffic, add its certificate authority in the connection’s TLS settings.',
    );
    // Trying again does not make a certificate valid.
    return { ...facts, transient: false };
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return network(
      `${proxyHost ?? host} did not accept a connection in time.`,
      'Check the network, the proxy and the firewall.',
    );
  }
  if (code === 'NO_TUNNEL' || code.startsWith('UND_ERR_PRX') || /Proxy response/.test(String(thrown))) {
    return network(
      `The proxy ${proxyHost ?? ''} did not let the call to ${host} through.`,
      'Check the proxy settings and its password.',
    );
  }
  const detail = code || (thrown instanceof Error ? thrown.message : 'no details');
  return network(
    `The connection to ${host} broke off (${detail}).`,
    'Try again; if it stays, check the network.',
  );
}

function network(cause: string, fix: string): ErrorFacts {
  return { code: 'PROCORE_NETWORK', cause, fix, who: 'developer', transient: true };
}

function timedOut(host: string, { ms, idle }: DeadlineReached): ErrorFacts {
  if (idle) {
    return {
      code: 'PROCORE_TIMEOUT',
      transient: true,
      cause: `Nothing came or went between here and ${host} for ${ms / 1000} s.`,
      fix: 'Try again; if it stays, check the network, or raise the connection’s request timeout.',
      who: 'try again later',
    };
  }
  return {
    code: 'PROCORE_TIMEOUT',
    transient: true,
    cause: `${host} did not answer completely within ${ms / 1000} s.`,
    fix: 'Ask for less (a filter, smaller pages) or raise the connection’s request timeout.',
    who: 'try again later',
  };
}

function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return '';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return 'cause' in thrown ? codeOf(thrown.cause) : '';
}
