import { configError } from '../errors.js';
import { line } from './openapi/json-value.js';
import { isOperationPath, OPERATION_METHODS } from './operation.js';
import type { ShapeNotation } from './shape.js';
import { isNotable } from './shape-notation.js';

/** Bodies by the signatures of their operations. */
export type Bodies = ReadonlyMap<string, ShapeNotation>;

const MOST_BODIES = 20_000;
/** Keys of an object, choices and alternatives. */
const MOST_OF_ONE = 10_000;
/** As deep as `shapeOf` reads. */
const DEEPEST = 40;

/**
 * The bodies of a table from outside: from a request, or from a file that anybody may have edited.
 * @param value undefined for a table without any
 * @throws ProcoreError PROCORE_CONFIG naming the first operation whose body is none
 */
export function parseBodies(value: unknown): Bodies {
  if (value === undefined) return new Map();
  const entries = isRecord(value) ? Object.entries(value) : [];
  if (!isRecord(value) || entries.length > MOST_BODIES) throw invalid('shapes');
  for (const [signature, notation] of entries) {
    if (!isSignature(signature) || !isNotation(notation, 0)) throw invalid(signature.slice(0, 200));
  }
  return new Map(entries as Array<[string, ShapeNotation]>);
}

function isSignature(text: string): boolean {
  const [method, path = '', ...rest] = text.split(' ');
  return rest.length === 0 && OPERATION_METHODS.some((each) => each === method) && isOperationPath(path);
}

function isNotation(value: unknown, depth: number): boolean {
  if (isLine(value)) return true;
  if (depth > DEEPEST) return false;
  if (Array.isArray(value)) return value.length === 1 && isNotation(value[0], depth + 1);
  if (!isRecord(value)) return false;
  const { enum: choices, oneOf } = value;
  if (Array.isArray(choices)) return choices.length <= MOST_OF_ONE && choices.every(isChoice);
  if (Array.isArray(oneOf)) {
    return oneOf.length <= MOST_OF_ONE && oneOf.every((each) => isNotation(each, depth + 1));
  }
  const entries = Object.entries(value);
  return (
    entries.length <= MOST_OF_ONE &&
    entries.every(
      ([key, inner]) => isLine(key) && isNotable(key.replace(/!$/, '')) && isNotation(inner, depth + 1),
    )
  );
}

const isChoice = (value: unknown) => value === null || isText(value) || Number.isFinite(value);
const isText = (value: unknown) => value === '' || isLine(value);
/** With the mark of a required key, a name has one character more than a line. */
const isLine = (value: unknown): value is string =>
  typeof value === 'string' && line(value.replace(/!$/, '')) === value.replace(/!$/, '');

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(place: string) {
  return configError(
    `This is not a table of operations (the body of ${place} cannot be read).`,
    'Import the OpenAPI document from Procore’s developer portal again.',
  );
}
