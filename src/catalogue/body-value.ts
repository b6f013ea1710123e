/** Values of a body as its fields show them, and back. What a field cannot show, it shows as JSON. */

import { configError } from '../errors.js';
import type { FieldPart } from './body-form.js';
import { parted, placeName, Reference, stepsOf } from './body-tree.js';
import { parseJsonField } from './json-field.js';
import type { Shape } from './shape.js';
import { type FieldValue, isList, isRange } from './values.js';

/**
 * What a field shows for a value of the body; undefined if there is none.
 * @throws ProcoreError PROCORE_CONFIG naming the place if a part of the value comes from elsewhere: as JSON in a field,
 *   it would become a text that is sent as it stands
 */
export function shownIn(part: FieldPart, value: unknown): FieldValue | undefined {
  if (value === undefined) return undefined;
  if (value instanceof Reference) return { value: value.value, type: value.type };
  const [inner] = parted(value).rows;
  if (inner) {
    const { name } = part.field;
    throw configError(
      `${placeName([...stepsOf(name), ...stepsOf(inner.name)])} comes from elsewhere, and ${name} is one field.`,
      'Go on with JSON, and with the values beside it.',
    );
  }
  const isSame = (shown: FieldValue) => {
    const entered = enteredIn(part, shown);
    return JSON.stringify(entered) === JSON.stringify(value);
  };
  return candidates(part, value).find(isSame) ?? { value: JSON.stringify(value), type: 'json' };
}

function candidates({ field, shape }: FieldPart, value: unknown): FieldValue[] {
  if (field.kind === 'list' && Array.isArray(value)) {
    return value.some((item) => typeof item === 'object') ? [] : [{ items: value.map(String) }];
  }
  const isChoice = shape.kind === 'choice' && shape.values.some((each) => each === value);
  if (typeof value === 'object' && !isChoice) return [];
  if (field.kind === 'json' && !field.source) return [];
  const text = String(value);
  if (text.trim() === '') return [];
  if (typeof value === 'boolean') return [{ value: text, type: 'bool' }];
  const isNumber = field.kind === 'integer' || field.kind === 'number';
  const asNumber = { value: text, type: 'num' };
  const asText = { value: text, type: 'str' };
  if (field.source) return [asText, asNumber];
  if (isNumber || (shape.kind === 'open' && typeof value === 'number')) return [asNumber, asText];
  return [asText];
}

/** The value of the body that was entered in a field: JSON, or a reference. JSON that is none is kept as one, too. */
export function enteredIn({ field, shape }: FieldPart, entered: FieldValue): unknown {
  if (isRange(entered)) return `${entered.from}...${entered.to}`;
  if (isList(entered)) {
    const of: Shape = shape.kind === 'list' ? shape.of : shape;
    return entered.items.map((item) => literal(of, item, of.kind === 'open' || isNumeric(of)));
  }
  const { value, type } = entered;
  const json = type === 'json' ? parsed(value) : undefined;
  if (json !== undefined) return json;
  if (type === 'json') return new Reference(value, type);
  if (type === 'bool') return value === 'true';
  if (type === 'num') return numberOf(value);
  if (type !== 'str') return new Reference(value, type);
  // A picker gives an id as text. Ids of which the reference says nothing are numbers, in a list and alone.
  const isPicked = field.source !== undefined || (field.kind !== 'integer' && field.kind !== 'number');
  const isId = field.source !== undefined && shape.kind === 'open';
  return literal(shape, value, isId || (isPicked && isNumeric(shape)));
}

/** Undefined if it is no JSON. */
function parsed(text: string): unknown {
  try {
    return parseJsonField(text, 'body');
  } catch {
    return undefined;
  }
}

function isNumeric(shape: Shape): boolean {
  return shape.kind === 'value' && ['integer', 'number', 'decimal'].includes(shape.type);
}

/** A text as its shape wants it. @param isNumber whether digits are a number */
function literal(shape: Shape, text: string, isNumber: boolean): unknown {
  if (shape.kind === 'choice') {
    const chosen = shape.values.find((each) => String(each) === text);
    // One of the choices may be null, which empties the field.
    return chosen === undefined ? text : chosen;
  }
  const type = shape.kind === 'value' ? shape.type : undefined;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return isNumber ? numberOf(text) : text;
}

/** A number, or the text if a number would not be the same: `007`, `12.50`, `${COUNT}`, an id beyond 2^53. */
function numberOf(text: string): number | string {
  const number = Number(text);
  const isExact = !Number.isInteger(number) || Number.isSafeInteger(number);
  return text.trim() !== '' && isExact && String(number) === text ? number : text;
}
