import { placeName, type Steps } from './body-tree.js';
import { type Shape, type ShapeNotation, shapeOf } from './shape.js';
import { notationOf } from './shape-notation.js';

/** Most fields of one shape that are named. */
const MOST_NAMED = 30;

/** How a shape differs from the one of before. */
export interface ShapeDrift {
  readonly kind: 'came' | 'changed' | 'went';
  /** The fields that came (`+rfi.urgency`), went (`-rfi.due_date`) and changed (`~rfi.draft`). */
  readonly fields: readonly string[];
}

/** Compares two shapes, either of which may be unknown. @returns undefined if they are the same */
export function shapeDrift(
  before: ShapeNotation | undefined,
  after: ShapeNotation | undefined,
): ShapeDrift | undefined {
  if (before === after) return undefined;
  if (before === undefined) return { kind: 'came', fields: [] };
  if (after === undefined) return { kind: 'went', fields: [] };
  const all = [...differences(shapeOf(before), shapeOf(after), [])];
  if (all.length === 0) return undefined;
  const more = all.length > MOST_NAMED ? ['…'] : [];
  return { kind: 'changed', fields: [...all.slice(0, MOST_NAMED), ...more] };
}

function* differences(before: Shape, after: Shape, steps: Steps): Iterable<string> {
  if (before.kind === 'list' && after.kind === 'list') {
    yield* differences(before.of, after.of, [...steps, 0]);
  } else if (before.kind === 'object' && after.kind === 'object') {
    const older = new Map(before.fields.map((field) => [field.name, field]));
    const newer = new Set(after.fields.map(({ name }) => name));
    for (const { name, required, shape } of after.fields) {
      const known = older.get(name);
      const at = [...steps, name];
      if (!known) yield `+${named(at)}`;
      else if (known.required !== required) yield `~${named(at)}`;
      else yield* differences(known.shape, shape, at);
    }
    for (const { name } of before.fields) if (!newer.has(name)) yield `-${named([...steps, name])}`;
    if (before.custom !== after.custom)
      yield `${after.custom ? '+' : '-'}${named([...steps, 'custom_field_…'])}`;
  } else if (JSON.stringify(notationOf(before)) !== JSON.stringify(notationOf(after))) {
    yield `~${named(steps)}`;
  }
}

function named(steps: Steps): string {
  return placeName(steps).replace(/\[0\]/g, '[]') || 'the whole';
}
