import type { Shape, ShapeField, ShapeNotation } from './shape.js';

/** The key that stands for one key per custom field. */
const CUSTOM = 'custom_field_%{custom_field_definition_id}';

/** Names that mean something else in a notation if a list stands there. */
const MARKS = ['enum', 'oneOf'];

/** The notation of a shape: `shapeOf` reads the same shape from it. */
export function notationOf(shape: Shape): ShapeNotation {
  switch (shape.kind) {
    case 'value':
      return shape.type;
    case 'choice':
      return { enum: shape.values };
    case 'list':
      return [notationOf(shape.of)];
    case 'either':
      return { oneOf: shape.of.map(notationOf) };
    case 'open':
      return shape.isObject ? 'object' : 'any';
    case 'object':
      return objectNotation(shape.fields, shape.custom === true);
  }
}

/** Whether the notation can hold a key of this name. */
export function isNotable(name: string): boolean {
  return name !== '' && name !== '__proto__' && !name.endsWith('!');
}

function objectNotation(fields: readonly ShapeField[], custom: boolean): ShapeNotation {
  const entries = fields.map(({ name, required, shape }): [string, unknown] => {
    const inner = notationOf(shape);
    if (required) return [`${name}!`, inner];
    return [name, MARKS.includes(name) && Array.isArray(inner) ? 'any' : inner];
  });
  // Not by assignment: a key may have any name.
  return Object.fromEntries(custom ? [...entries, [CUSTOM, 'any']] : entries);
}
