import { parseJsonText } from '../transport/json-text.js';
import { isDateWords } from './calendar.js';
import { type Field, fieldsOf } from './form.js';
import type { Operation } from './operation.js';
import type { RecordSources } from './record-source.js';
import { type BodyValue, type FieldValue, type FormValues, isList, isRange } from './values.js';
import { unversioned } from './versions.js';

/**
 * Keeps as much of a form as possible when the user picks another operation: fields of the same name that can hold the
 * value and take ids of the same records, company and project under any name, and names that the user had added. Of the
 * body, the keys that the other operation has too.
 * @param sources the lists of the catalogue, which say what an id is of
 */
export function carryOver(
  values: FormValues,
  from: Operation,
  to: Operation,
  sources: RecordSources | undefined,
): FormValues {
  const before = fieldsOf(from, sources);
  const after = fieldsOf(to, sources);
  const fields = new Map<string, FieldValue>();
  for (const [name, value] of values.fields) {
    const old = before.find((field) => field.name === name);
    const named = after.find((each) => each.name === name);
    const field =
      named && areSameRecords(named, old, value) ? named : after.find((each) => isSamePick(each, old));
    if (field ? holds(field, value) : !named && !old) fields.set(field?.name ?? name, value);
  }
  const { query, repeated } = values;
  return { fields, query, body: carriedBody(values.body, to), ...(repeated && { repeated }) };
}

/**
 * Whether a value of one field is of the same records in the other one: the `id` of an RFI is none of a submittal. What the
 * user had added, or takes from the message, can be of any.
 */
function areSameRecords(field: Field, old: Field | undefined, value: FieldValue): boolean {
  return !old || isReference(value) || recordsOf(field) === recordsOf(old);
}

/** What a field takes the ids of: by the list that gives them, whatever its version; else by its label. */
function recordsOf({ kind, source, label }: Field): string {
  if (kind === 'company' || kind === 'project') return kind;
  // v2 writes the company before a project.
  return source
    ? unversioned(source.path).replace(/^companies\/\{\}\/(?=projects\/)/, '')
    : `no list: ${label}`;
}

function isSamePick(field: Field, old: Field | undefined): boolean {
  return (field.kind === 'company' || field.kind === 'project') && field.kind === old?.kind;
}

function holds({ kind, choices, many }: Field, value: FieldValue): boolean {
  if (isRange(value)) return kind.endsWith('-range');
  const isChoice = (text: string) => !choices || choices.includes(text);
  if (isList(value)) return (kind === 'list' || many === true) && value.items.every(isChoice);
  if (isDateWords(value.type)) return value.type === 'day' ? kind === 'date' : kind.endsWith('-range');
  // A reference to the message can have any value.
  if (isReference(value)) return true;
  return kind !== 'list' && !kind.endsWith('-range') && isChoice(value.value) && fits(kind, value.value);
}

function isReference(value: FieldValue): boolean {
  if (isRange(value) || isList(value) || isDateWords(value.type)) return false;
  return value.type !== 'str' && value.type !== 'num' && value.type !== 'bool';
}

function fits(kind: Field['kind'], text: string): boolean {
  // `${…}` is filled in when the node runs.
  if (text.includes('${')) return true;
  if (kind === 'integer') return /^-?\d+$/.test(text);
  if (kind === 'number') return text.trim() !== '' && Number.isFinite(Number(text));
  return kind !== 'boolean' || text === 'true' || text === 'false';
}

function carriedBody(body: BodyValue, to: Operation): BodyValue {
  if (body.type !== 'json') return body;
  const keys = to.body?.keys ?? [];
  const kept = Object.entries(objectIn(body.value) ?? {}).filter(
    ([key, value]) => keys.includes(key) && !isEmpty(value),
  );
  const rows = (body.rows ?? []).filter(({ name }) =>
    keys.some((key) => /^(?:$|[.[])/.test(name.slice(key.length)) && name.startsWith(key)),
  );
  return {
    value: kept.length > 0 ? JSON.stringify(Object.fromEntries(kept), null, 2) : '',
    type: 'json',
    ...(rows.length > 0 && { rows }),
  };
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = parseJsonText(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is as a skeleton has it. */
function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
