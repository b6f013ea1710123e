/** What a single value is. `decimal` is a number or a text of digits, since Procore writes money both ways. */
export const VALUE_TYPES = [
  'string',
  'integer',
  'number',
  'decimal',
  'boolean',
  'date',
  'date-time',
  'time',
  'uuid',
  'email',
  'uri',
  'binary',
] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** What a body or an answer looks like inside. `open`: not described, either an object or anything at all. */
export type Shape =
  | { readonly kind: 'value'; readonly type: ValueType }
  | { readonly kind: 'choice'; readonly values: ReadonlyArray<string | number | null> }
  | { readonly kind: 'object'; readonly fields: readonly ShapeField[]; readonly custom?: true }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'either'; readonly of: readonly Shape[] }
  | { readonly kind: 'open'; readonly isObject: boolean };

export interface ShapeField {
  readonly name: string;
  /** Known for bodies only. */
  readonly required: boolean;
  readonly shape: Shape;
}

/**
 * A shape as the table stores it, which is as short as JSON allows: `"integer"`; `{"subject!": "string"}` with `!` after
 * the names that are required; `[x]` for a list; `{"enum": […]}`; `{"oneOf": […]}`; `"object"` and `"any"` where it is
 * not described.
 */
export type ShapeNotation = string | readonly [ShapeNotation] | { readonly [key: string]: unknown };

/** Names of formats that mean the same. */
const SAME: Readonly<Record<string, ValueType>> = {
  byte: 'binary',
  currency: 'decimal',
  datetime: 'date-time',
  float: 'number',
  path: 'string',
};

/** A key that stands for one key per custom field, `custom_field_598134325`. */
const CUSTOM_FIELD = /^custom_field_.*definition_id\}?$/;

/** How deep a shape may be; Procore's deepest has 13 levels. */
const DEEPEST = 40;

/**
 * Reads the notation of a shape. What cannot be read counts as not described.
 * @param depth levels above this one
 */
export function shapeOf(notation: unknown, depth = 0): Shape {
  if (typeof notation === 'string') return leafOf(notation);
  if (depth > DEEPEST || typeof notation !== 'object' || notation === null)
    return { kind: 'open', isObject: false };
  if (Array.isArray(notation)) return { kind: 'list', of: shapeOf(notation[0], depth + 1) };
  const { enum: values, oneOf } = notation as { readonly enum?: unknown; readonly oneOf?: unknown };
  if (Array.isArray(values)) return { kind: 'choice', values };
  if (Array.isArray(oneOf)) return { kind: 'either', of: oneOf.map((each) => shapeOf(each, depth + 1)) };
  return objectOf(Object.entries(notation), depth);
}

function objectOf(entries: ReadonlyArray<readonly [string, unknown]>, depth: number): Shape {
  const own = entries.filter(([key]) => !CUSTOM_FIELD.test(key));
  return {
    kind: 'object',
    fields: own.map(([key, notation]) => ({
      name: key.replace(/!$/, ''),
      required: key.endsWith('!'),
      shape: shapeOf(notation, depth + 1),
    })),
    ...(own.length < entries.length && { custom: true as const }),
  };
}

function leafOf(name: string): Shape {
  if (name === 'object' || name === 'any') return { kind: 'open', isObject: name === 'object' };
  const type = Object.hasOwn(SAME, name) ? SAME[name] : VALUE_TYPES.find((each) => each === name);
  return { kind: 'value', type: type ?? 'string' };
}
