import { holds } from './body.js';
import { type Operation, signatureOf } from './operation.js';
import { isIdKey } from './record-source.js';
import { type Shape, shapeOf } from './shape.js';

/**
 * Keys that Procore requires although its reference calls them optional, by the body's operation and their way from the
 * top. Without an assignee, an RFI is answered with `{"errors":{"assignees":["required"]}}`, as live companies showed.
 */
const ALSO_REQUIRED: Readonly<Record<string, ReadonlyArray<readonly string[]>>> = {
  'POST /rest/v1.0/projects/{project_id}/rfis': [['rfi', 'assignee_ids']],
};

/** The shape of an operation's body, from its notation in the table. */
export function bodyShape(operation: Pick<Operation, 'method' | 'path'>, notation: unknown): Shape {
  const also = ALSO_REQUIRED[signatureOf(operation)] ?? [];
  return also.reduce((shape, way) => requiring(shape, way), withDates(shapeOf(notation)));
}

/**
 * A shape in which a text is a date if its key says so: the reference calls `actual_completion_date` of a prime contract
 * a text. Keys such as `starts_at` are left, since they may be a time of day.
 */
function withDates(shape: Shape, key = ''): Shape {
  if (shape.kind === 'list') return { ...shape, of: withDates(shape.of, key) };
  if (shape.kind === 'object') {
    const fields = shape.fields.map((field) => ({ ...field, shape: withDates(field.shape, field.name) }));
    return { ...shape, fields };
  }
  const isDate = shape.kind === 'value' && shape.type === 'string' && /(^|_)date$/.test(key);
  return isDate ? { kind: 'value', type: 'date' } : shape;
}

/**
 * The shape of a body of which the table has only the outermost keys, as of operations that are newer than its shapes.
 * Ids of Procore's second generation are texts.
 * @returns undefined if there are no keys either
 */
export function shapeOfKeys(operation: Operation): Shape | undefined {
  const { keys = [], required = [] } = operation.body ?? {};
  if (keys.length === 0) return undefined;
  const isSecond = operation.path.startsWith('/rest/v2.');
  const shapeFor = (key: string): Shape => {
    const held = holds(key, operation);
    const one: Shape =
      isSecond && isIdKey(key)
        ? { kind: 'value', type: 'string' }
        : { kind: 'open', isObject: held === 'object' };
    return held === 'list' ? { kind: 'list', of: one } : one;
  };
  const fields = keys.map((name) => ({ name, required: required.includes(name), shape: shapeFor(name) }));
  return { kind: 'object', fields };
}

function requiring(shape: Shape, [key, ...way]: readonly string[]): Shape {
  if (shape.kind !== 'object' || key === undefined) return shape;
  const fields = shape.fields.map((field) =>
    field.name === key ? { ...field, required: true, shape: requiring(field.shape, way) } : field,
  );
  return { ...shape, fields };
}
