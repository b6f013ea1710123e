import { type ZodType, z } from 'zod';
import { type DraftOf, draftedFields } from '../fields/draft.js';
import type { Field, Fields } from '../fields/field.js';

export const text = z.string().max(2_000);

/** A number or digits: as typed, or as a flow written by hand has them. */
const typed = z.union([text, z.number()]).transform(String);

/** The schema of a node's draft, with its id. Fields that it does not know are dropped. */
export function draftSchema<F extends Fields>(fields: F): ZodType<DraftOf<F> & { readonly id: string }> {
  const shape: Record<string, ZodType> = { id: z.string().max(100) };
  for (const [name, field] of draftedFields(fields)) {
    shape[name] = field.required ? schemaOf(field) : schemaOf(field).optional();
  }
  return z.object(shape) as unknown as ZodType<DraftOf<F> & { readonly id: string }>;
}

function schemaOf(field: Field): ZodType {
  if ('values' in field) return z.enum(field.values);
  switch (field.kind) {
    case 'tick':
      return z.boolean();
    case 'id':
    case 'count':
    case 'seconds':
    case 'percent':
      return typed;
    default:
      return text;
  }
}
