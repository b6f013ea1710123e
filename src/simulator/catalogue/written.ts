/** Values that were written, in the form in which an answer shows them. */

import type { Project } from '../data/company.js';
import { day, instant, timestamp } from '../data/dates.js';
import type { Fields } from '../form.js';
import { isFields } from '../form.js';
import type { Shape } from './facts.js';
import { referredById, stemOf } from './references.js';
import { uuidOf, type ValueType } from './values.js';

/** A written value as its shape wants it. What does not fit stays as it was written: nothing is dropped. */
export function shown(value: unknown, shape: Shape, name: string, project: Project): unknown {
  if (value === null || value === undefined) return shape.kind === 'list' ? [] : null;
  switch (shape.kind) {
    case 'value':
      return single(value, shape.type, name);
    case 'choice':
      return shape.values.find((each) => String(each).toLowerCase() === String(value).toLowerCase()) ?? value;
    case 'list':
      return (Array.isArray(value) ? value : [value]).map((each) => shown(each, shape.of, name, project));
    case 'either':
      return shown(value, optionFor(value, shape.of), name, project);
    case 'object':
      return objectOf(value, shape, name, project);
    default:
      return value;
  }
}

function optionFor(value: unknown, options: readonly Shape[]): Shape {
  const wanted = isFields(value) ? 'object' : Array.isArray(value) ? 'list' : 'value';
  return options.find(({ kind }) => kind === wanted) ?? options[0] ?? { kind: 'open', isObject: false };
}

function objectOf(
  value: unknown,
  shape: Extract<Shape, { kind: 'object' }>,
  name: string,
  project: Project,
): unknown {
  const given = isFields(value) ? value : withOwnName(fieldsOfId(value, name, project), name);
  if (!given) return value;
  if (shape.custom && shape.fields.length === 0) return customFields(given);
  const names = new Set(shape.fields.map((field) => field.name));
  const fields = shape.fields.map((field) => [
    field.name,
    shown(fieldOf(given, field.name), field.shape, field.name, project),
  ]);
  // A key that only the caller has is kept if the shape has no name for it: custom fields.
  const more = Object.entries(given).filter(([key]) => !names.has(key) && key.startsWith('custom_field'));
  return Object.fromEntries([...fields, ...more]);
}

/** The written value of a field, also if it was written as an id: `vendor_id` for `vendor`, `trade_ids` for `trades`. */
export function fieldOf(given: Fields, name: string): unknown {
  if (Object.hasOwn(given, name) && given[name] !== undefined) return given[name];
  // The reference calls the `date` of some answers `var_date`.
  if (name === 'var_date') return given.date;
  const stem = name.replace(/s$/, '');
  for (const other of [`${name}_id`, `${stem}_ids`, `${name}_ids`, `${stem}_id`]) {
    if (Object.hasOwn(given, other) && given[other] !== undefined) return given[other];
  }
  if (name.endsWith('_id')) {
    const whole = given[stemOf(name)];
    if (isFields(whole) && 'id' in whole) return whole.id;
  }
  if (name.endsWith('_ids')) {
    const whole = given[`${stemOf(name)}s`];
    if (Array.isArray(whole)) return whole.map((each) => (isFields(each) ? each.id : each));
  }
  return undefined;
}

/** The fields that say the same as those that are written, in other words: who writes `cost_code_id` replaces `cost_code`. */
export function replacedBy(written: Fields): Fields {
  const others = Object.keys(written).flatMap((name) =>
    /_ids?$/.test(name) ? [stemOf(name), `${stemOf(name)}s`] : [`${name}_id`, `${stemOf(name)}_ids`],
  );
  return Object.fromEntries(
    others.filter((name) => !Object.hasOwn(written, name)).map((name) => [name, undefined]),
  );
}

/** Fields with objects in the lists that show them: the `email` of a new communication is the first of its `emails`. */
export function amongOthers(written: Fields, item: Shape): Fields {
  const lists = new Set(
    item.kind === 'object'
      ? item.fields.flatMap(({ name, shape }) => (shape.kind === 'list' ? [name] : []))
      : [],
  );
  const one = Object.keys(written).filter(
    (name) => isFields(written[name]) && lists.has(`${name}s`) && !Object.hasOwn(written, `${name}s`),
  );
  return { ...written, ...Object.fromEntries(one.map((name) => [`${name}s`, [written[name]]])) };
}

function fieldsOfId(value: unknown, name: string, project: Project): Fields | undefined {
  const id = Number(value);
  if (!Number.isSafeInteger(id)) return undefined;
  return (referredById(name, id, project) as Fields | null | undefined) ?? { id };
}

/** Some objects call their id by their own name: `manager: {login_information_id}`, `specification_section: {specification_section_id}`. */
function withOwnName(fields: Fields | undefined, name: string): Fields | undefined {
  return fields && { ...fields, [`${stemOf(name)}_id`]: fields.id, login_information_id: fields.id };
}

/** `custom_field_12: 'a'` is answered as `{data_type, value}`. */
function customFields(given: Fields): Fields {
  const entries = Object.entries(given).map(([key, value]) => {
    if (isFields(value) && 'data_type' in value) return [key, value];
    const type = typeof value === 'boolean' ? 'boolean' : typeof value === 'number' ? 'decimal' : 'string';
    return [key, { data_type: type, value }];
  });
  return Object.fromEntries(entries);
}

function single(value: unknown, type: ValueType, name: string): unknown {
  // A text says who or what it is, unless its name asks for the id.
  const known = type === 'string' && !/(^|_)ids?$/.test(name) && isFields(value) ? value.name : undefined;
  const plain = isFields(value) ? (known ?? value.id ?? value.name ?? value.value ?? value) : value;
  switch (type) {
    case 'integer':
    case 'number':
      if (typeof plain === 'string' && /^\d{4}-\d\d-\d\dT/.test(plain)) return instant(plain);
      return typeof plain !== 'number' && plain !== '' && Number.isFinite(Number(plain))
        ? Number(plain)
        : plain;
    case 'boolean':
      return plain === 'true' || plain === '1' ? true : plain === 'false' || plain === '0' ? false : plain;
    case 'date':
      return dated(plain, day);
    case 'date-time':
      return dated(plain, timestamp);
    case 'decimal':
      return plain;
    case 'uuid':
      return typeof plain === 'number' ? uuidOf(plain) : plain;
    default:
      return typeof plain === 'number' || typeof plain === 'boolean' ? String(plain) : plain;
  }
}

/** A date that cannot be read is stored as null (`best_practices/date_time.md`). An object is no date at all, and stays. */
function dated(value: unknown, write: (ms: number) => string): unknown {
  if (typeof value === 'object') return value;
  const at = instant(String(value));
  return /^\d{4}-\d\d-\d\d/.test(String(value)) && !Number.isNaN(at) ? write(at) : null;
}
