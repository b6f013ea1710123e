import type { ErrorDetail } from '../errors.js';

/** Most characters of Procore's words that an error's sentence repeats; all of them are in its details and its body. */
const LONGEST = 500;

/** Most fields that a sentence names; further ones are only counted. */
const MOST_FIELDS = 8;

/** What Procore itself says, as a sentence to append to another one; empty if it says nothing. */
export function saidBy(details: readonly ErrorDetail[]): string {
  const text = sentenceOf(details);
  return text ? ` Procore says: ${text}` : '';
}

/**
 * What Procore did not accept, as the end of a sentence: `: question and assignees are required.` If no field is named,
 * Procore's text is quoted.
 */
export function refusedFor(details: readonly ErrorDetail[]): string {
  return details.some(({ field }) => field) ? `: ${sentenceOf(details)}` : `.${saidBy(details)}`;
}

/** Fields with the same fault are named together, in the order in which they came. */
function sentenceOf(details: readonly ErrorDetail[]): string {
  const faults = new Map<string, Set<string>>();
  for (const { field, message } of details) {
    const text = withoutStop(message.trim());
    if (!field && text === '') continue;
    const fields = faults.get(text) ?? new Set();
    faults.set(text, fields);
    if (field) fields.add(field);
  }
  const parts = [...faults].map(([text, fields]) => faultOf(text, [...fields]));
  return withStop(cut(parts.join('; ')));
}

function faultOf(text: string, fields: readonly string[]): string {
  const [first] = fields;
  if (first === undefined || (fields.length === 1 && text.startsWith(`${first} `))) return text;
  const named = listed(fields);
  const many = fields.length > 1;
  if (text === '') return `${named} ${many ? 'were' : 'was'} not accepted`;
  const predicate = predicateOf(text, many);
  return predicate ? `${named} ${predicate}` : `${named}: ${text}`;
}

/** A fault that continues a sentence about fields, e.g. `is invalid`; undefined for one that is a whole sentence. */
function predicateOf(text: string, many: boolean): string | undefined {
  const [word = ''] = text.split(' ', 1);
  if (word === 'is' || word === 'are') return `${many ? 'are' : 'is'}${text.slice(word.length)}`;
  if (word === 'has' || word === 'have') return `${many ? 'have' : 'has'}${text.slice(word.length)}`;
  if (GOES_ON.has(word)) return text;
  if (/^[a-z]+$/.test(text) || DESCRIBES.has(word)) return `${many ? 'are' : 'is'} ${text}`;
  return undefined;
}

/** Verbs that have the same form for one and for many. */
const GOES_ON = new Set([
  'can',
  'can’t',
  "can't",
  'cannot',
  'could',
  'may',
  'might',
  'must',
  'should',
  'will',
]);

/** Words that describe, and so need a verb in front. */
const DESCRIBES = new Set(['already', 'invalid', 'missing', 'not', 'out', 'required', 'too', 'unknown']);

function listed(fields: readonly string[]): string {
  const others = fields.length - MOST_FIELDS;
  const shown = others > 1 ? [...fields.slice(0, MOST_FIELDS), `${others} others`] : fields;
  return shown.length < 2 ? String(shown[0]) : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function withoutStop(text: string): string {
  return text.endsWith('.') && !text.endsWith('..') ? text.slice(0, -1) : text;
}

function withStop(text: string): string {
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`;
}
