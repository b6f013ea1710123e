import { type ErrorDetail, MOST_DETAILS } from '../errors.js';

/** Keys under which Procore's bodies carry a sentence rather than a field's faults. */
const SENTENCES = ['message', 'error_description', 'reason', 'exception'] as const;

/**
 * Levels of a body that are searched. Procore's own bodies have four; anything deeper is not Procore's, or not for
 * people.
 */
const DEEPEST = 8;

/**
 * The faults in a refusal's body, whichever of Procore's shapes it has: `{errors: [text]}`, `{errors: text}`, `{errors:
 * {field: [text]}}`, `{error: text}`, `{error: {error: text}}`, `{message, reason, fields}`, and the v2 `{error: {code,
 * message, details: [{reason_code | code, message, source}]}}`. There is no single shape: Procore's specification
 * declares the first kinds per operation, and live answers show the others. Any other body gives fewer details or none,
 * since an odd body must never hide the status it came with.
 */
export function refusalDetails(body: unknown): ErrorDetail[] {
  const found: ErrorDetail[] = [];
  for (const detail of detailsIn(body)) {
    found.push(detail);
    if (found.length === MOST_DETAILS) break;
  }
  return found;
}

/** All of a refusal's text in one string, for looking up known sentences. */
export function refusalText(body: unknown): string {
  return refusalDetails(body)
    .map((detail) => detail.message)
    .join(' ');
}

/** The reason codes of the newer shape: `PERMISSION_DENIED`, `INVALID_PROPERTY`, … */
export function reasonCodes(body: unknown): string[] {
  if (!isRecord(body) || !isRecord(body.error)) return [];
  const { code, details } = body.error;
  const inner = Array.isArray(details)
    ? details
        .slice(0, MOST_DETAILS)
        .filter(isRecord)
        .map((item) => item.reason_code ?? item.code)
    : [];
  return [code, ...inner].filter((item) => typeof item === 'string');
}

/** Whether a text is written for people, and is not an error page. */
export function isProse(text: string): boolean {
  return text.trim() !== '' && text.length < 500 && !/<[a-z!/]/i.test(text);
}

function* detailsIn(body: unknown): Generator<ErrorDetail> {
  if (typeof body === 'string') {
    if (isProse(body)) yield { message: body.trim() };
    return;
  }
  if (!isRecord(body)) return;
  let found = false;
  for (const detail of inErrors(body.errors)) {
    found = true;
    yield detail;
  }
  for (const detail of inError(body.error)) {
    found = true;
    yield detail;
  }
  if (!found) yield* inSentences(body, textIn(body.fields));
}

function* inErrors(errors: unknown, field?: string, depth = 0): Generator<ErrorDetail> {
  if (depth > DEEPEST) return;
  const text = textIn(errors);
  if (text !== undefined) {
    yield detail(field, text);
  } else if (isNothing(errors)) {
    // A field that is named without a text is still at fault.
    if (field) yield detail(field, '');
  } else if (Array.isArray(errors)) {
    for (const item of errors) yield* inErrors(item, field, depth + 1);
  } else if (isRecord(errors)) {
    if (sentencesOf(errors).length > 0) {
      yield* inSentences(errors, field);
      return;
    }
    for (const [name, value] of Object.entries(errors)) {
      // Rails puts faults that concern no single field under "base".
      const inner = name === 'base' ? field : field ? `${field}.${name}` : name;
      yield* inErrors(value, inner, depth + 1);
    }
  }
}

function* inError(error: unknown, depth = 0): Generator<ErrorDetail> {
  if (depth > DEEPEST) return;
  if (typeof error === 'string') {
    if (error) yield { message: error };
    return;
  }
  if (!isRecord(error)) return;
  if (Array.isArray(error.details) && error.details.length > 0) {
    for (const item of error.details) {
      if (!isRecord(item)) continue;
      yield detail(
        textIn(item.source),
        textIn(item.message) ?? textIn(item.reason_code) ?? textIn(item.code) ?? '',
      );
    }
    return;
  }
  if (sentencesOf(error).length > 0) yield* inSentences(error, undefined);
  else yield* inError(error.error, depth + 1);
}

function* inSentences(record: Record<string, unknown>, field: string | undefined): Generator<ErrorDetail> {
  for (const sentence of sentencesOf(record)) yield detail(field, sentence);
}

function sentencesOf(record: Record<string, unknown>): string[] {
  return SENTENCES.map((key) => record[key]).filter(
    (text) => typeof text === 'string' && text !== '',
  ) as string[];
}

function detail(field: string | undefined, message: string): ErrorDetail {
  return field ? { field, message } : { message };
}

/** A value as text, if it is one or can be written as one. Lists and objects cannot. */
function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function isNothing(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
