import type { Operation } from '../operation.js';
import { type JsonObject, line, own } from './json-value.js';

/** Extensions that documents use for how far an operation is; Procore's own name for it is not documented. */
const STAGES = ['x-stage', 'x-stability', 'x-lifecycle', 'x-maturity', 'x-release-status', 'x-status'];

/** What a document says about the life of an operation: deprecated, from when on it may be refused, beta. */
export function marksOf(
  told: JsonObject,
): Pick<Operation, 'deprecated' | 'deprecatedAt' | 'beta' | 'sunset'> {
  const deprecatedAt = dayOf(own(told, 'x-deprecated-at'));
  const sunset = dayOf(own(told, 'x-sunset'));
  const isDeprecated = own(told, 'deprecated') === true || deprecatedAt !== undefined || sunset !== undefined;
  return {
    ...(isDeprecated && { deprecated: true }),
    ...(deprecatedAt !== undefined && { deprecatedAt }),
    ...(isBeta(told) && { beta: true }),
    ...(sunset !== undefined && { sunset }),
  };
}

function isBeta(told: JsonObject): boolean {
  const stages = STAGES.map((name) => line(own(told, name))?.toLowerCase());
  const title = line(own(told, 'summary')) ?? '';
  return own(told, 'x-beta') === true || stages.includes('beta') || /[([]beta[)\]]/i.test(title);
}

/** A day as YYYY-MM-DD: of a date, of a time, or of a time as HTTP headers write it. */
function dayOf(value: unknown): string | undefined {
  const time = Date.parse(line(value) ?? '');
  if (Number.isNaN(time)) return undefined;
  const day = new Date(time).toISOString().slice(0, 10);
  return /^\d{4}-/.test(day) ? day : undefined;
}
