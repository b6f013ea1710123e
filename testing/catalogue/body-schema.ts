import type { Shape, ValueType } from '../../src/catalogue/shape.js';

/** Types that a schema writes as a text with a format. */
const FORMATTED: readonly ValueType[] = [
  'date',
  'date-time',
  'time',
  'uuid',
  'email',
  'uri',
  'binary',
  'decimal',
];

/** A schema that describes a shape, as a document of Procore would. */
export function schemaOf(shape: Shape): object {
  switch (shape.kind) {
    case 'value':
      return FORMATTED.includes(shape.type) ? { type: 'string', format: shape.type } : { type: shape.type };
    case 'choice':
      return { enum: shape.values };
    case 'list':
      return { type: 'array', items: schemaOf(shape.of) };
    case 'either':
      return { oneOf: shape.of.map(schemaOf) };
    case 'open':
      return shape.isObject ? { type: 'object' } : {};
    case 'object':
      return {
        type: 'object',
        properties: Object.fromEntries([
          ...shape.fields.map((field) => [field.name, schemaOf(field.shape)]),
          ...(shape.custom ? [['custom_field_%{custom_field_definition_id}', {}]] : []),
        ]),
        required: shape.fields.filter(({ required }) => required).map(({ name }) => name),
      };
  }
}
