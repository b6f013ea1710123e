/** The form of a body: what it is made of, by its shape and by what was entered. */
import { isPlainObject } from '../transport/plain-text.js';
import { placeName, Reference, type Steps } from './body-tree.js';
import { type Field, fieldOf, type Key } from './form.js';
import { labelOf } from './labels.js';
import type { Operation } from './operation.js';
import { idKeyIn, type RecordSources } from './record-source.js';
import type { Shape } from './shape.js';

/** An object whose keys are known. */
export type ObjectShape = Extract<Shape, { kind: 'object' }>;

/** One key of a body in its form: a field, a group of inner keys, or rows that have the same keys each. */
export type Part = FieldPart | GroupPart | RowsPart;

interface PartOf {
  readonly key: string;
  readonly label: string;
  readonly required: boolean;
  /** Whether Procore's reference has this key. */
  readonly isKnown: boolean;
}

export interface FieldPart extends PartOf {
  readonly kind: 'field';
  readonly field: Field;
  readonly shape: Shape;
}

export interface GroupPart extends PartOf {
  readonly kind: 'group';
  readonly shape: ObjectShape;
}

export interface RowsPart extends PartOf {
  readonly kind: 'rows';
  /** What each row is. */
  readonly of: ObjectShape;
}

/** The parts of an object that its form shows, and those that can be added to it. */
export interface Parts {
  readonly shown: readonly Part[];
  readonly more: readonly Part[];
}

/** An object with up to this many keys shows all of them at once. */
const FEW = 6;

/**
 * What the form of an object shows: the required keys first, then those with a value, also those that the reference
 * does not have. An object that is the only key of its body unfolds by itself.
 */
export function partsOf(
  shape: ObjectShape,
  value: unknown,
  steps: Steps,
  operation: Operation,
  sources?: RecordSources,
): Parts {
  const given = isPlainObject(value) ? value : {};
  const all = shape.fields.map((field) =>
    partOf(
      field,
      Object.hasOwn(given, field.name) ? given[field.name] : undefined,
      [...steps, field.name],
      operation,
      sources,
    ),
  );
  const isWrapper = steps.length === 0 && all.length === 1;
  const isShown = ({ key, required }: Part) => required || isWrapper || Object.hasOwn(given, key);
  const known = new Set(all.map(({ key }) => key));
  const unknown = Object.keys(given).filter((key) => !known.has(key));
  const others = unknown.map((key) => otherPart(shape, key, [...steps, key], operation, sources));
  const first = [...all.filter(({ required }) => required), ...all.filter(({ required }) => !required)];
  if (all.length <= FEW) return { shown: [...first, ...others], more: [] };
  return {
    shown: [...first.filter(isShown), ...others],
    more: first.filter((part) => !isShown(part)),
  };
}

/** The part for a custom field, or for a key that the reference does not have. */
export function otherPart(
  shape: ObjectShape,
  key: string,
  steps: Steps,
  operation: Operation,
  sources?: RecordSources,
): Part {
  const isCustom = shape.custom === true && isCustomField(key);
  return { ...fieldPart(key, ANYTHING, false, steps, operation, sources), isKnown: isCustom };
}

/** Whether a key is `custom_field_` and the id of a custom field. */
export function isCustomField(key: string): boolean {
  return /^custom_field_\d{1,19}$/.test(key);
}

/** The only part of a body that is no object. */
export function wholePart(shape: Shape, value: unknown, operation: Operation, sources?: RecordSources): Part {
  return partOf({ name: 'body', required: true, shape }, value, [], operation, sources);
}

interface Named {
  readonly name: string;
  readonly required: boolean;
  readonly shape: Shape;
}

const ANYTHING: Shape = { kind: 'open', isObject: false };

/** A value that its shape cannot hold is shown as it is written, so that it is kept. */
function partOf(
  { name, required, shape }: Named,
  value: unknown,
  steps: Steps,
  operation: Operation,
  sources?: RecordSources,
): Part {
  const about = { key: name, label: labelOf(name, ''), required, isKnown: true };
  if (isGroup(shape) && (isPlace(value) || isPlainObject(value))) {
    return { ...about, kind: 'group', shape };
  }
  if (shape.kind === 'list' && isGroup(shape.of) && (isPlace(value) || isListOfObjects(value))) {
    return { ...about, kind: 'rows', of: shape.of };
  }
  return fieldPart(name, shape, required, steps, operation, sources);
}

/** Whether nothing was entered, or the value comes as a whole from elsewhere. */
const isPlace = (value: unknown) => value === undefined || value instanceof Reference;

const isListOfObjects = (value: unknown) => Array.isArray(value) && value.every(isPlainObject);

function isGroup(shape: Shape): shape is ObjectShape {
  return shape.kind === 'object' && (shape.fields.length > 0 || shape.custom === true);
}

function fieldPart(
  name: string,
  shape: Shape,
  required: boolean,
  steps: Steps,
  operation: Operation,
  sources: RecordSources | undefined,
): FieldPart {
  const holder = steps
    .slice(0, -1)
    .filter((step) => typeof step === 'string')
    .at(-1);
  const key: Key = {
    name,
    in: 'body',
    ...typeOf(shape, name),
    ...(required && { required: true as const }),
    idOf: idKeyIn(holder, name),
  };
  const field = { ...fieldOf(key, operation, sources), name: placeName(steps) || name };
  return { kind: 'field', key: name, label: field.label, required, isKnown: true, field, shape };
}

/** A shape in the words of a parameter. */
function typeOf(shape: Shape, name: string): Pick<Key, 'type' | 'format' | 'enum'> {
  if (shape.kind === 'choice') return { type: 'string', enum: shape.values.map(String) };
  if (shape.kind === 'list') return isFlat(shape.of, name) ? listType(shape.of) : { type: 'object' };
  if (shape.kind !== 'value') return { type: shape.kind === 'open' && !shape.isObject ? 'any' : 'object' };
  const { type } = shape;
  if (type === 'integer' || type === 'number' || type === 'boolean') return { type };
  return type === 'decimal' ? { type: 'number' } : { type: 'string', format: type };
}

function listType(of: Shape): Pick<Key, 'type' | 'enum'> {
  return of.kind === 'choice'
    ? { type: 'array<string>', enum: of.values.map(String) }
    : { type: of.kind === 'value' ? `array<${of.type}>` : 'array<integer>' };
}

/** Whether a list has plain values. The reference says "objects" of many lists of ids. */
function isFlat(of: Shape, name: string): boolean {
  return of.kind === 'value' || of.kind === 'choice' || (of.kind === 'open' && name.endsWith('_ids'));
}

/** The places of required keys that have no value, in an object or list that has one. */
export function missingIn(shape: Shape, value: unknown, steps: Steps = []): string[] {
  if (value instanceof Reference) return [];
  if (shape.kind === 'list' && Array.isArray(value)) {
    return value.flatMap((item, index) => missingIn(shape.of, item, [...steps, index]));
  }
  if (shape.kind !== 'object' || !isPlainObject(value)) return [];
  return shape.fields.flatMap(({ name, required, shape: inner }) => {
    const at = [...steps, name];
    if (Object.hasOwn(value, name)) return missingIn(inner, value[name], at);
    return required ? [placeName(at)] : [];
  });
}

/**
 * A body whose required keys come from the message, each from the property with the name that it has in the body:
 * `rfi.subject` from `msg.payload.subject`. What was entered stays.
 */
export function requiredFromPayload(shape: Shape, value: unknown, steps: Steps = []): unknown {
  if (isGroup(shape)) {
    const given = value === undefined ? {} : value;
    if (!isPlainObject(given)) return value;
    const isWrapper = steps.length === 0 && shape.fields.length === 1;
    const entries = shape.fields.flatMap(({ name, required, shape: inner }) => {
      const own = Object.hasOwn(given, name) ? given[name] : undefined;
      if (!required && !isWrapper) return own === undefined ? [] : [[name, own] as const];
      // The name of the wrapper says nothing that a payload would repeat.
      return [
        [
          name,
          requiredFromPayload(inner, own, isWrapper && isGroup(inner) ? [''] : [...steps, name]),
        ] as const,
      ];
    });
    return { ...given, ...Object.fromEntries(entries) };
  }
  if (value !== undefined) return value;
  const place = placeName(steps.filter((step) => step !== ''));
  return new Reference(
    place === '' ? 'payload' : place.startsWith('[') ? `payload${place}` : `payload.${place}`,
    'msg',
  );
}
