import { parseJsonText } from '../transport/json-text.js';
import { isDateWords } from './calendar.js';
import { type Field, fieldsOf } from './form.js';
import type { Operation } from './operation.js';
import { type BodyValue, type FieldValue, type FormValues, isList, isRange } from './values.js';

/**
 * Keeps as much of a form as possible when the user picks another operation: fields of the same name that can hold the
 * value, company and project under any name, and names that the user had added. Of the body, the keys that the other
 * operation has too.
 */
export function carryOver(values: FormValues, from: Operation, to: Operation): FormValues {
  const before = fieldsOf(from);
  const after = fieldsOf(to);
  const fields = new Map<string, FieldValue>();
  for (const [name, value] of values.fields) {
    const old = before.find((field) => field.name === name);
    const field = after.find((each) => each.name === name) ?? after.find((each) => isSamePick(each, old));
    if (field ? holds(field, value) : !old) fields.set(field?.name ?? name, value);
  }
  const { query, repeated } = values;
  return { fields, query, body: carriedBody(values.body, to), ...(repeated && { repeated }) };
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
  const isLiteral = value.type === 'str' || value.type === 'num' || value.type === 'bool';
  if (!isLiteral) return true;
  return kind !== 'list' && !kind.endsWith('-range') && isChoice(value.value) && fits(kind, value.value);
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
