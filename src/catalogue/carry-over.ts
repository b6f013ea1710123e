import { parseJsonText } from '../transport/json-text.js';
import { isDateWords } from './calendar.js';
import { type Field, fieldOf, fieldsOf } from './form.js';
import type { Operation } from './operation.js';
import { idKeyIn, isIdKey, type RecordSources } from './record-source.js';
import { recordsOf } from './same-records.js';
import { type BodyValue, type FieldValue, type FormValues, isList, isRange } from './values.js';

/**
 * Keeps as much of a form as possible when the user picks another operation: fields of the same name that can hold the
 * value and take ids of the same records, company and project under any name, and names that the user had added. Of the
 * body, the keys that the other operation has too, without ids of other records.
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
      named && (!old || isReference(value) || recordsOf(named, to.tool) === recordsOf(old, from.tool))
        ? named
        : after.find((each) => isSamePick(each, old));
    const held = field ? heldBy(field, value) : !named && !old ? value : undefined;
    if (held) fields.set(field?.name ?? name, held);
  }
  const { query, repeated } = values;
  return { fields, query, body: carriedBody(values.body, from, to, sources), ...(repeated && { repeated }) };
}

function isSamePick(field: Field, old: Field | undefined): boolean {
  return (field.kind === 'company' || field.kind === 'project') && field.kind === old?.kind;
}

/** The value as the field holds it: one id where it takes several is a list of one. Undefined: it cannot. */
function heldBy(field: Field, value: FieldValue): FieldValue | undefined {
  if (holds(field, value)) return value;
  if (!isIdKey(field.name) || isRange(value)) return undefined;
  const [item, ...others] = isList(value) ? value.items : [];
  const single = item === undefined || others.length > 0 ? undefined : { value: item, type: 'str' };
  const other = isList(value) ? single : { items: [value.value] };
  return other && holds(field, other) ? other : undefined;
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

function carriedBody(
  body: BodyValue,
  from: Operation,
  to: Operation,
  sources: RecordSources | undefined,
): BodyValue {
  if (body.type !== 'json') return body;
  const keys = to.body?.keys ?? [];
  const isSame = (key: string) =>
    !isIdKey(key) || recordsOfKey(key, from, sources) === recordsOfKey(key, to, sources);
  const written = Object.entries(objectIn(body.value) ?? {}).filter(([key]) => keys.includes(key));
  const kept = Object.entries(withoutOthers(Object.fromEntries(written), undefined, isSame) as object).filter(
    ([, value]) => !isEmpty(value),
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
function recordsOfKey(key: string, operation: Operation, sources: RecordSources | undefined): string {
  return recordsOf(fieldOf({ name: key, in: 'body', type: 'any' }, operation, sources), operation.tool);
}

/**
 * A part of a body without the ids of other records than those that the same place took before.
 * @param holder the key of the object or list
 */
function withoutOthers(part: unknown, holder: string | undefined, isSame: (key: string) => boolean): unknown {
  if (Array.isArray(part)) return part.map((item) => withoutOthers(item, holder, isSame));
  if (typeof part !== 'object' || part === null) return part;
  const kept = Object.entries(part).filter(([key]) => isSame(idKeyIn(holder, key)));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutOthers(value, key, isSame)]));
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
