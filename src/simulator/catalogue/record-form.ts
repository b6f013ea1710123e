/** Written fields in the form of a record that is shown as it is. */
import type { Project } from '../data/company.js';
import type { Row } from '../data/rows.js';
import { type Fields, isFields } from '../form.js';
import type { Shape } from './facts.js';
import { fieldOf, shown } from './written.js';

/** Fields that a record of another part of the simulator keeps although a new one was not given them. */
const OWN =
  /^(id|number|position|formatted_number|full_number|alphanumeric_number|link|project_id|created_at|updated_at|created_by|status|translated_status|workflow_status|type|revision|current_revision)$/;

/** Fields of a record that another part shows as it is: in the form of that record, so that it keeps its shape. */
export function inFormOf(model: Row, fields: Fields, isNew: boolean, project: Project): Fields {
  const result: Fields = {};
  for (const [name, own] of Object.entries(model)) {
    if (name === 'id') continue;
    const value = fieldOf(fields, name);
    if (name === 'custom_fields' && isFields(own) && isFields(value)) {
      // One that is not written stays as it was.
      result[name] = { ...(isNew ? {} : own), ...(shown(value, CUSTOM, name, project) as Fields) };
    } else if (value !== undefined) {
      const shape = isUnset(own) && !Object.hasOwn(fields, name) ? REFERENCES : likeness(own, name);
      result[name] = shown(
        value,
        Array.isArray(value) || shape !== REFERENCES ? shape : REFERENCE,
        name,
        project,
      );
    } else if (isNew && !OWN.test(name)) result[name] = emptyLike(own);
  }
  return result;
}

const CUSTOM: Shape = { kind: 'object', fields: [], custom: true };

/** What was written as an id is shown as the thing that has it, or as several. */
const REFERENCE: Shape = { kind: 'object', fields: ['id', 'name'].map(openField) };
const REFERENCES: Shape = { kind: 'list', of: REFERENCE };

function openField(name: string) {
  return { name, required: false, shape: { kind: 'open', isObject: false } } as const;
}

function isUnset(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

/** The shape that a value has. */
function likeness(value: unknown, name: string): Shape {
  if (Array.isArray(value)) {
    const inner = value.length > 0 ? likeness(value[0], name) : ({ kind: 'open', isObject: false } as const);
    return { kind: 'list', of: inner };
  }
  if (isFields(value)) {
    const fields = Object.entries(value).map(([key, each]) => ({
      name: key,
      required: false,
      shape: likeness(each, key),
    }));
    return fields.length === 0 ? { kind: 'object', fields: [], custom: true } : { kind: 'object', fields };
  }
  if (/(_date|^date|submit_by)$/.test(name)) return { kind: 'value', type: 'date' };
  if (typeof value === 'number') return { kind: 'value', type: 'integer' };
  return typeof value === 'boolean' ? { kind: 'value', type: 'boolean' } : { kind: 'open', isObject: false };
}

function emptyLike(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  if (typeof value === 'boolean') return false;
  return isFields(value) && Object.keys(value).every((key) => /^(custom_field|data_type)/.test(key))
    ? {}
    : null;
}
