import type { CredentialsOf, Field, Fields } from './field.js';

/** A property as Node-RED's editor wants it to be declared. */
interface Default<Validator> {
  value: unknown;
  type?: string;
  required?: boolean;
  validate?: Validator;
}

/**
 * The `defaults` of a node's definition in the editor.
 * @param validatorOf the validator of a field, if it has one
 */
export function defaultsOf<Validator>(
  fields: Fields,
  validatorOf: (name: string, field: Field) => Validator | undefined,
): Record<string, Default<Validator>> {
  const defaults: Record<string, Default<Validator>> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind === 'credential') continue;
    const validate = validatorOf(name, field);
    defaults[name] = {
      value: field.default,
      ...(field.kind === 'node' && { type: field.type }),
      ...(field.required !== undefined && { required: field.required }),
      ...(validate && { validate }),
    };
  }
  return defaults;
}

/** The `credentials` of a node's definition, in the editor and in the runtime. */
export function credentialsOf<F extends Fields>(
  fields: F,
): Record<keyof CredentialsOf<F>, { type: 'text' | 'password' }> {
  const credentials: Record<string, { type: 'text' | 'password' }> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind === 'credential') credentials[name] = { type: field.type };
  }
  return credentials as Record<keyof CredentialsOf<F>, { type: 'text' | 'password' }>;
}
