import { configError } from '../../../src/errors.js';
import type { Fields, Param } from './field.js';

/**
 * Checks the fields that have a fixed set of values: a flow may have been written by hand, or by a version whose editor
 * overwrote a value.
 * @param config the node's properties, with every field
 * @throws ProcoreError PROCORE_CONFIG naming the field and its allowed values
 */
export function checkChoices(fields: Fields, config: object, fix = 'Open the node and choose one.'): void {
  const check = (subject: string, value: unknown, values: readonly string[]) => {
    if (values.some((each) => each === value)) return;
    const what = value === '' ? 'is empty' : `is ${shown(value)}`;
    throw configError(`${subject} ${what}: it must be one of ${values.join(', ')}.`, fix);
  };
  for (const [name, field] of Object.entries(fields)) {
    const value = (config as Readonly<Record<string, unknown>>)[name];
    if (field.kind === 'rows') {
      for (const row of value as readonly Param[]) {
        if (row.type) check(`The type of the parameter "${row.name}"`, row.type, field.types);
      }
    } else if ('values' in field) {
      const subject = field.kind === 'inputType' ? 'type of the field' : 'field';
      check(`The ${subject} "${field.label ?? name}"`, value, field.values);
    }
  }
}

function shown(value: unknown): string {
  return typeof value === 'string'
    ? `"${value.slice(0, 40)}"`
    : `no text but ${typeof value === 'object' ? 'an object' : typeof value}`;
}
