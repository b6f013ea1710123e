import { configError } from '../../../src/errors.js';
import type { Fields } from './field.js';

/**
 * Checks the fields that have a fixed set of values: a flow may have been written by hand, or by a version in which the
 * editor overwrote one.
 * @param config the node's properties, with every field
 * @throws ProcoreError PROCORE_CONFIG naming the field and what it may be
 */
export function checkChoices(fields: Fields, config: object, fix = 'Open the node and choose one.'): void {
  for (const [name, field] of Object.entries(fields)) {
    if (!('values' in field)) continue;
    const value = (config as Readonly<Record<string, unknown>>)[name];
    if (field.values.some((each) => each === value)) continue;
    const what = value === '' ? 'is empty' : `is ${shown(value)}`;
    const subject = `The ${field.kind === 'inputType' ? 'type of the field' : 'field'} "${field.label ?? name}"`;
    throw configError(`${subject} ${what}: it must be one of ${field.values.join(', ')}.`, fix);
  }
}

function shown(value: unknown): string {
  return typeof value === 'string'
    ? `"${value.slice(0, 40)}"`
    : `no text but ${typeof value === 'object' ? 'an object' : typeof value}`;
}
