import { type ErrorCode, ProcoreError, type Who } from '../errors.js';
import { DeadlineReached } from './deadline.js';

/** Failures of a connection that never stood: nothing can have reached Procore. */
const NEVER_CONNECTED = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const TLS =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/;

interface Reading {
  readonly code: ErrorCode;
  readonly cause: string;
  readonly fix: string;
  readonly who: Who;
}

/**
 * A thrown transport error as the ProcoreError a user can act on.
 * @param write whether the request could change something at Procore: then a failure after sending leaves its outcome
 *   unknown, and it must not be sent again
 */
export function networkError(thrown: unknown, host: string, write: boolean): ProcoreError {
  // A write that was cancelled on its way may have arrived all the same.
  if (thrown instanceof ProcoreError && !(write && thrown.code === 'PROCORE_CANCELLED')) return thrown;
  const code = codeOf(thrown);
  const neverSent = NEVER_CONNECTED.has(code) || TLS.test(code) || code === 'UND_ERR_PRX_TLS';
  if (write && !neverSent) return unknownOutcome(host, code);
  if (thrown instanceof DeadlineReached) return new ProcoreError(timedOut(host, thrown.ms));
  return new ProcoreError(readingOf(code, host, thrown));
}

function readingOf(code: string, host: string, thrown: unknown): Reading {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return network(
      `The host ${host} could not be found (${code}).`,
      'Check the environment or URL of the connection, and the DNS and network of this machine.',
    );
  }
  if (code === 'ECONNREFUSED') {
    return network(
      `${host} refused the connection.`,
      'Check the URL and port, and that no firewall is in between.',
    );
  }
  if (TLS.test(code)) {
    return network(
      `The TLS certificate of ${host} was not accepted (${code}).`,
      'If a company proxy inspects traffic, add its certificate authority in the connection’s TLS settings.',
    );
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return network(
      `${host} did not accept a connection in time.`,
      'Check the network, the proxy and the firewall.',
    );
  }
  if (code.startsWith('UND_ERR_PRX') || /Proxy response/.test(String(thrown))) {
    return network(
      `The proxy did not let the call to ${host} through.`,
      'Check the proxy settings and its password.',
    );
  }
  const detail = code || (thrown instanceof Error ? thrown.message : 'no details');
  return network(
    `The connection to ${host} broke off (${detail}).`,
    'Try again; if it stays, check the network.',
  );
}

function network(cause: string, fix: string): Reading {
  return { code: 'PROCORE_NETWORK', cause, fix, who: 'developer' };
}

function timedOut(host: string, ms: number): Reading {
  return {
    code: 'PROCORE_TIMEOUT',
    cause: `${host} did not answer completely within ${ms / 1000} s.`,
    fix: 'Ask for less (a filter, smaller pages) or raise the connection’s request timeout.',
    who: 'try again later',
  };
}

function unknownOutcome(host: string, code: string): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_UNKNOWN_OUTCOME',
    cause: `The request was sent to ${host}, but no complete answer came back${code ? ` (${code})` : ''}.`,
    fix: 'It may have happened: look in Procore before sending it again.',
    who: 'developer',
  });
}

function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return '';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return 'cause' in thrown ? codeOf(thrown.cause) : '';
}
