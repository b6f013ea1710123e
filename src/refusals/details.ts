import type { ErrorDetail } from '../errors.js';

/** Keys under which Procore's bodies carry a sentence rather than a field's faults. */
const SENTENCES = ['message', 'error_description', 'reason', 'exception'] as const;

/**
 * The faults in a refusal's body, whichever of Procore's shapes it has: `{errors: [text]}`, `{errors: text}`,
 * `{errors: {field: [text]}}`, `{error: text}`, `{error: {error: text}}`, `{message, reason, fields}`, and the v2
 * `{error: {code, message, details: [{reason_code | code, message, source}]}}`. There is no single one: its
 * specification declares the first kinds per operation, live answers show the others.
 */
export function refusalDetails(body: unknown): ErrorDetail[] {
  if (typeof body === 'string') return isProse(body) ? [{ message: body.trim() }] : [];
  if (!isRecord(body)) return [];
  const found = [...fromErrors(body.errors), ...fromError(body.error)];
  if (found.length > 0) return found;
  const field = typeof body.fields === 'string' && body.fields ? body.fields : undefined;
  return sentencesOf(body).map((message) => ({ ...(field && { field }), message }));
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
    ? details.filter(isRecord).map((item) => item.reason_code ?? item.code)
    : [];
  return [code, ...inner].filter((item) => typeof item === 'string');
}

function fromErrors(errors: unknown, field?: string): ErrorDetail[] {
  if (typeof errors === 'string') return [{ ...(field && { field }), message: errors }];
  if (Array.isArray(errors)) return errors.flatMap((item) => fromErrors(item, field));
  if (!isRecord(errors)) return [];
  const sentences = sentencesOf(errors);
  if (sentences.length > 0) return sentences.map((message) => ({ ...(field && { field }), message }));
  return Object.entries(errors).flatMap(([name, value]) => {
    // Rails puts what concerns no single field under "base".
    const inner = name === 'base' ? field : field ? `${field}.${name}` : name;
    return fromErrors(value, inner);
  });
}

function fromError(error: unknown): ErrorDetail[] {
  if (typeof error === 'string' && error) return [{ message: error }];
  if (!isRecord(error)) return [];
  if (Array.isArray(error.details) && error.details.length > 0) {
    return error.details.filter(isRecord).map((item) => {
      const field = typeof item.source === 'string' && item.source ? item.source : undefined;
      return {
        ...(field && { field }),
        message: String(item.message ?? item.reason_code ?? item.code ?? ''),
      };
    });
  }
  const sentences = sentencesOf(error);
  return sentences.length > 0 ? sentences.map((message) => ({ message })) : fromError(error.error);
}

function sentencesOf(record: Record<string, unknown>): string[] {
  return SENTENCES.map((key) => record[key]).filter(
    (text) => typeof text === 'string' && text !== '',
  ) as string[];
}

/** A text body that a person may have written, not an error page. */
function isProse(text: string): boolean {
  return text.trim() !== '' && text.length < 500 && !/<[a-z!/]/i.test(text);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
