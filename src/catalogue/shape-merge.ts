/** Two shapes as one. */
import type { Shape, ShapeField } from './shape.js';

type ObjectShape = Extract<Shape, { kind: 'object' }>;

export const ANYTHING: Shape = { kind: 'open', isObject: false };

/**
 * The shape that an import describes, and below it the one of before: where the import does not say what is inside, the
 * older shape stays. Custom fields stay too, since companies make them, not the reference.
 */
export function overlaid(over: Shape, under: Shape): Shape {
  if (over.kind === 'open') return !over.isObject || under.kind === 'object' ? under : over;
  if (over.kind === 'list' && under.kind === 'list') return { kind: 'list', of: overlaid(over.of, under.of) };
  if (over.kind !== 'object' || under.kind !== 'object') return over;
  const known = new Map(under.fields.map(({ name, shape }) => [name, shape]));
  const fields = over.fields.map((field) => {
    const older = known.get(field.name);
    return older ? { ...field, shape: overlaid(field.shape, older) } : field;
  });
  return { ...over, fields, ...(under.custom && { custom: true as const }) };
}

/** A value of all these shapes at the same time (allOf). What only one of them describes is as that one says. */
export function allOf(shapes: readonly Shape[]): Shape {
  const [first, ...rest] = shapes.filter(({ kind }) => kind !== 'open');
  if (!first) return shapes.find((shape) => shape.kind === 'open' && shape.isObject) ?? ANYTHING;
  if (rest.length === 0 || first.kind !== 'object') return first;
  return joined([first, ...rest].filter(isObject), allOf, (fields) =>
    fields.some(({ required }) => required),
  );
}

/** A value of one of these shapes (oneOf). Of several objects, it has the keys of all; required is what each requires. */
export function oneOf(shapes: readonly Shape[]): Shape {
  const distinct = [...new Map(shapes.map((shape) => [likenessOf(shape), shape])).values()];
  const [first = ANYTHING, ...rest] = distinct;
  if (rest.length === 0) return first;
  if (distinct.some((shape) => shape.kind === 'open' && !shape.isObject)) return ANYTHING;
  const objects = distinct.filter(isObject);
  if (objects.length < distinct.length) return { kind: 'either', of: distinct };
  return joined(
    objects,
    oneOf,
    (fields) => fields.length === objects.length && fields.every(({ required }) => required),
  );
}

function isObject(shape: Shape): shape is ObjectShape {
  return shape.kind === 'object';
}

/** Equal for single values that are the same. */
function likenessOf(shape: Shape): unknown {
  if (shape.kind === 'value') return shape.type;
  return shape.kind === 'open' ? shape.isObject : shape;
}

/** One object with the keys of all. */
function joined(
  objects: readonly ObjectShape[],
  merge: (shapes: readonly Shape[]) => Shape,
  isRequired: (fields: readonly ShapeField[]) => boolean,
): Shape {
  const byName = new Map<string, ShapeField[]>();
  for (const field of objects.flatMap(({ fields }) => fields)) {
    const found = byName.get(field.name);
    if (found) found.push(field);
    else byName.set(field.name, [field]);
  }
  const fields = [...byName].map(([name, found]) => ({
    name,
    required: isRequired(found),
    shape: merge(found.map(({ shape }) => shape)),
  }));
  return { kind: 'object', fields, ...(objects.some(({ custom }) => custom) && { custom: true as const }) };
}
