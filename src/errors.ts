/** Why a call ended without its result. Flows branch on these: they are renamed only with a migration. */
export type ErrorCode =
  | 'PROCORE_CONFIG'
  | 'PROCORE_AUTH'
  | 'PROCORE_NOT_INSTALLED'
  | 'PROCORE_NOT_PERMITTED'
  | 'PROCORE_NOT_FOUND'
  | 'PROCORE_INVALID'
  | 'PROCORE_CONFLICT'
  | 'PROCORE_RATE_LIMITED'
  | 'PROCORE_UNAVAILABLE'
  | 'PROCORE_NETWORK'
  | 'PROCORE_TIMEOUT'
  | 'PROCORE_BAD_RESPONSE'
  | 'PROCORE_TOO_LARGE'
  | 'PROCORE_UNKNOWN_OUTCOME'
  | 'PROCORE_CANCELLED'
  | 'PROCORE_STATE'
  | 'PROCORE_BRAKE'
  | 'PROCORE_DEAD_LETTER';

/** Why Procore refused, if its answer or a lookup shows it. */
export type Reason =
  | 'app not installed'
  | 'project not permitted'
  | 'tool off'
  | 'level too low'
  | 'wrong environment'
  | 'company missing'
  | 'company wrong'
  | 'record refused'
  | 'record locked'
  | 'no such operation'
  | 'missing';

/** Who can fix it. */
export type Who = 'developer' | 'company administrator' | 'project administrator' | 'try again later';

/** One field error from a refusal, whichever of Procore's shapes it came in. */
export interface ErrorDetail {
  /** The field as Procore names it (`assignees`, `uploads.0.file_name`); absent if the text names none. */
  readonly field?: string;
  readonly message: string;
}

/** Most details of one error; further ones are only in the answer's body. */
export const MOST_DETAILS = 50;

/** Most characters of an error's texts: a server may send any amount, and an error is copied, logged and shown. */
const LONGEST_SENTENCE = 2_000;
const LONGEST_DETAIL = 500;
const LONGEST_NAME = 200;

/** The server's answer behind an error: what a flow may need beyond the explanation. */
export interface FailedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What was being asked for when it failed. */
export interface ErrorContext {
  readonly operation?: string | undefined;
  readonly companyId?: string | undefined;
  readonly projectId?: string | undefined;
}

export interface ErrorFacts extends ErrorContext {
  readonly code: ErrorCode;
  /** One sentence that names what is wrong. */
  readonly cause: string;
  /** One sentence that says what to do. */
  readonly fix: string;
  readonly who: Who;
  readonly reason?: Reason | undefined;
  /** Whether nothing was sent this time, since the same call was refused shortly before. */
  readonly remembered?: boolean | undefined;
  readonly status?: number | undefined;
  readonly details?: readonly ErrorDetail[] | undefined;
  readonly requestId?: string | undefined;
  /** Seconds until it is worth trying again, if the server says so. */
  readonly retryAfter?: number | undefined;
  /** Whether the same request may well succeed when it is sent again. */
  readonly transient?: boolean | undefined;
  /** Whether nothing had left this machine when it failed. */
  readonly unsent?: boolean | undefined;
}

/** A failure as flows see it: on `msg.procore.error`, and as code, message and cause in a Catch node. */
export type PlainError = Omit<ErrorFacts, 'transient' | 'unsent'> & { readonly message: string };

/**
 * The one error this package raises. `message` is the cause and the fix, since a Catch node copies only the message,
 * `code`, `stack` and `cause`.
 */
export class ProcoreError extends Error {
  readonly code: ErrorCode;
  override readonly cause: string;
  readonly fix: string;
  readonly who: Who;
  readonly reason: Reason | undefined;
  readonly remembered: boolean | undefined;
  readonly status: number | undefined;
  readonly details: readonly ErrorDetail[];
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;
  readonly operation: string | undefined;
  readonly companyId: string | undefined;
  readonly projectId: string | undefined;
  /** Not enumerable, as it is for the retry loop and not for flows. */
  declare readonly transient: boolean;
  /** Not enumerable, for the same reason. */
  declare readonly unsent: boolean;
  /** Not enumerable: a body belongs on the message, not in a log line. */
  declare readonly answer: FailedAnswer | undefined;
  /**
   * The value that was thrown first. Not enumerable and in no text, since it is for a debugger, and nobody checked what
   * it holds.
   */
  declare readonly origin: unknown;

  /** @param origin the thrown value that this error explains, if there is one */
  constructor(facts: ErrorFacts, answer?: FailedAnswer, origin?: unknown) {
    const cause = cut(facts.cause, LONGEST_SENTENCE);
    const fix = cut(facts.fix, LONGEST_SENTENCE);
    super(`${cause} ${fix}`);
    this.name = 'ProcoreError';
    this.code = facts.code;
    this.cause = cause;
    this.fix = fix;
    this.who = facts.who;
    this.reason = facts.reason;
    this.remembered = facts.remembered;
    this.status = facts.status ?? answer?.status;
    this.details = boundedDetails(facts.details ?? []);
    this.requestId = named(facts.requestId);
    this.retryAfter = facts.retryAfter;
    this.operation = named(facts.operation);
    this.companyId = named(facts.companyId);
    this.projectId = named(facts.projectId);
    Object.defineProperty(this, 'transient', { value: facts.transient === true, enumerable: false });
    Object.defineProperty(this, 'unsent', { value: facts.unsent === true, enumerable: false });
    Object.defineProperty(this, 'answer', { value: answer, enumerable: false });
    Object.defineProperty(this, 'origin', { value: origin, enumerable: false });
  }

  /** The same failure with other facts. What is left out or undefined stays, and so do answer, origin and stack. */
  with(facts: Partial<ErrorFacts>): ProcoreError {
    const { transient, unsent, answer, origin } = this;
    const error = new ProcoreError(
      { ...this.toJSON(), transient, unsent, ...defined(facts) },
      answer,
      origin,
    );
    const frames = this.stack?.indexOf('\n    at ') ?? -1;
    if (this.stack && frames >= 0) error.stack = `${error.name}: ${error.message}${this.stack.slice(frames)}`;
    return error;
  }

  /** The same failure with what was asked for, if the place that raised it could not know. */
  within({ operation, companyId, projectId }: ErrorContext): ProcoreError {
    return this.with({
      operation: this.operation ?? operation,
      companyId: this.companyId ?? companyId,
      projectId: this.projectId ?? projectId,
    });
  }

  toJSON(): PlainError {
    const { code, message, cause, fix, who, status, details, requestId, retryAfter } = this;
    const { reason, remembered, operation, companyId, projectId } = this;
    return defined({
      code,
      message,
      reason,
      remembered,
      cause,
      fix,
      who,
      status,
      requestId,
      retryAfter,
      operation,
      companyId,
      projectId,
      details: details.length > 0 ? details : undefined,
    });
  }
}

/** A setting or an input is missing or wrong, and nothing was sent: only the flow's author can fix that. */
export function configError(cause: string, fix: string): ProcoreError {
  return new ProcoreError({ code: 'PROCORE_CONFIG', cause, fix, who: 'developer' });
}

/** The node was stopped or redeployed while this was under way. */
export function cancelledError(): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_CANCELLED',
    cause: 'The node was stopped or redeployed before this message was finished.',
    fix: 'Send the message again if it is still needed.',
    who: 'try again later',
  });
}

/**
 * Turns anything thrown into a ProcoreError. What is not one already is a defect in this package, and the error says
 * so. Never throws.
 */
export function asProcoreError(thrown: unknown): ProcoreError {
  if (isProcoreError(thrown)) return thrown;
  const { text, stack } = readingOf(thrown);
  const facts: ErrorFacts = {
    code: 'PROCORE_BAD_RESPONSE',
    cause: `Something unexpected went wrong: ${text}.`,
    fix: 'Please report this with the steps that led here.',
    who: 'developer',
  };
  const error = new ProcoreError(facts, undefined, thrown);
  if (stack) error.stack = stack;
  return error;
}

/** Even this check may throw: a Proxy can refuse to say what it is an instance of. */
function isProcoreError(thrown: unknown): thrown is ProcoreError {
  try {
    return thrown instanceof ProcoreError;
  } catch {
    return false;
  }
}

function readingOf(thrown: unknown): { readonly text: string; readonly stack?: string } {
  try {
    if (!(thrown instanceof Error)) return { text: String(thrown) };
    const text = String(thrown.message);
    return typeof thrown.stack === 'string' ? { text, stack: thrown.stack } : { text };
  } catch {
    return { text: 'no details' };
  }
}

function boundedDetails(details: readonly ErrorDetail[]): readonly ErrorDetail[] {
  return details.slice(0, MOST_DETAILS).map(({ field, message }) => ({
    ...(field !== undefined && { field: cut(field, LONGEST_NAME) }),
    message: cut(message, LONGEST_DETAIL),
  }));
}

function named(name: string | undefined): string | undefined {
  return name === undefined ? undefined : cut(name, LONGEST_NAME);
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Without the properties that are undefined. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}
