import type { ShapeNotation } from '../catalogue/shape.js';
import { type Shape, shapeOf } from '../catalogue/shape.js';
import type { ColumnType, Path } from './column.js';
import { typeOfShape } from './types.js';

/** A value that a row may have, before its column has a name. */
export interface Place {
  readonly path: Path;
  readonly type: ColumnType;
}

/** How many objects may be inside one another. What is deeper stays JSON. */
export const DEEPEST = 8;

/** The places of a row that the catalogue describes, in its order. */
export function placesOf(returns: ShapeNotation): Place[] {
  const row = rowOf(shapeOf(returns));
  return row ? within(row, []) : [];
}

/** The shape of one row of an answer: of an item, of what v2 wraps in `data`, or of the only object. */
function rowOf(shape: Shape): Shape | undefined {
  if (shape.kind === 'list') return shape.of;
  if (shape.kind !== 'object') return undefined;
  const data = shape.fields.length <= 3 ? shape.fields.find(({ name }) => name === 'data') : undefined;
  if (data?.shape.kind === 'list') return data.shape.of;
  return data?.shape.kind === 'object' ? data.shape : shape;
}

function within(shape: Shape, path: Path): Place[] {
  switch (shape.kind) {
    case 'value':
      return [{ path, type: typeOfShape(shape.type) }];
    case 'choice':
      return [{ path, type: shape.values.every(Number.isSafeInteger) ? 'integer' : 'text' }];
    case 'list':
      return [{ path, type: isValue(shape.of) ? 'text' : 'json' }];
    case 'object':
      return ofObject(shape, path);
    case 'either':
      return shape.of.flatMap((each) => within(each, path));
    // What is not described gets its columns from the rows.
    case 'open':
      return [];
  }
}

function ofObject({ fields }: Shape & { kind: 'object' }, path: Path): Place[] {
  if (path.length >= DEEPEST) return [{ path, type: 'json' }];
  return fields.flatMap(({ name, shape }) => within(shape, [...path, name]));
}

function isValue({ kind }: Shape): boolean {
  return kind === 'value' || kind === 'choice';
}
