/** What the bodies of a document look like inside. */
import type { Shape, ShapeNotation, ValueType } from '../shape.js';
import { ANYTHING, allOf, oneOf } from '../shape-merge.js';
import { isNotable, notationOf } from '../shape-notation.js';
import { type JsonObject, line, listOf, objectOf, own } from './json-value.js';
import type { References } from './references.js';

/**
 * How deep a body is described; Procore's deepest has 9 levels. If it is too large for that, it is described less deep:
 * schemas that refer to each other would stand for any size.
 */
const DEPTHS = [16, 6, 3, 1];
/** Schemas, keys and choices that are looked at for one body. Procore's largest has some 500. */
const MOST_OF_BODY = 5_000;
/** And for all bodies of a document. Procore's have some 11,000. */
const MOST_LOOKS = 500_000;
/** Characters of all notations of a document. Procore's have 0.3 million. */
const MOST_CHARACTERS = 10_000_000;
/** An object with more keys, or a choice of more values, is not described. */
const MOST_KEYS = 500;
/** Most schemas that are combined into one. */
const MOST_PARTS = 200;

/** A body as it was read, and its size. */
interface Read {
  readonly notation?: ShapeNotation;
  readonly characters: number;
}

/**
 * Reads the shapes of bodies. What is too deep, too large or refers to itself counts as not described, never as
 * described in part: a key that is known would be told to be unknown.
 */
export class BodyShapes {
  /** Bodies that were too large to be described. */
  beyond = 0;
  #looks = MOST_LOOKS;
  #characters = MOST_CHARACTERS;
  #left = 0;
  #deepest = 0;

  constructor(private readonly references: References) {}

  /** @returns undefined if the schema does not say what is inside */
  of(schema: unknown): ShapeNotation | undefined {
    const body = this.references.follow(schema);
    const { notation, characters } = this.references.once('shape', body, () => this.#read(body));
    // Many operations may refer to the same body, and each of them is stored with it.
    if (characters <= this.#characters) {
      this.#characters -= characters;
      return notation;
    }
    this.beyond++;
    return undefined;
  }

  #read(body: JsonObject): Read {
    for (const deepest of DEPTHS) {
      const most = Math.min(MOST_OF_BODY, this.#looks);
      this.#left = most;
      this.#deepest = deepest;
      const shape = this.#shape(body, 0, []);
      this.#looks -= most - Math.max(0, this.#left);
      if (this.#left <= 0) continue;
      if (shape.kind === 'open') return { characters: 0 };
      const notation = notationOf(shape);
      return { notation, characters: JSON.stringify(notation).length };
    }
    return { characters: Number.POSITIVE_INFINITY };
  }

  /** @param above the schemas that it is inside of */
  #shape(value: unknown, depth: number, above: readonly JsonObject[]): Shape {
    this.#left--;
    if (this.#left <= 0) return ANYTHING;
    const schema = this.references.follow(value);
    if (depth > this.#deepest || above.includes(schema)) {
      return { kind: 'open', isObject: typesOf(schema).includes('object') };
    }
    const inside = [...above, schema];
    const parts = this.#partsOf(schema);
    const told = parts.map((part) => this.#own(part, depth, inside));
    for (const choices of parts.flatMap(alternatives)) {
      const others = choices.map((each) => this.references.follow(each)).filter((each) => !isNull(each));
      told.push(oneOf(others.map((each) => this.#shape(each, depth + 1, inside))));
    }
    return requiring(allOf(told), this.#requiredOf(parts));
  }

  /** What a schema says by itself, without the schemas that it combines. */
  #own(schema: JsonObject, depth: number, inside: readonly JsonObject[]): Shape {
    const types = typesOf(schema);
    const choices = this.references.once('choices', schema, () => choicesOf(schema));
    if (choices && !types.includes('array')) {
      this.#left -= choices.length;
      return { kind: 'choice', values: choices };
    }
    const format = line(own(schema, 'format'));
    return oneOf(
      types.map((type): Shape => {
        if (type === 'array')
          return { kind: 'list', of: this.#shape(own(schema, 'items'), depth + 1, inside) };
        return type === 'object' ? this.#object(schema, depth, inside) : leafOf(type, format);
      }),
    );
  }

  #object(schema: JsonObject, depth: number, inside: readonly JsonObject[]): Shape {
    const properties = this.references.once('properties', schema, () => propertiesOf(schema));
    this.#left -= properties.length;
    if (properties.length === 0 || this.#left <= 0) return { kind: 'open', isObject: true };
    const fields = properties.map(([name, inner]) => ({
      name,
      required: false,
      shape: this.#shape(inner, depth + 1, inside),
    }));
    return { kind: 'object', fields };
  }

  /** A schema and all that it combines by allOf, each once. */
  #partsOf(schema: JsonObject): JsonObject[] {
    const parts = new Set([schema]);
    // The loop also visits the schemas that are added meanwhile.
    for (const part of parts) {
      for (const each of listOf(own(part, 'allOf')).slice(0, MOST_PARTS)) {
        this.#left--;
        if (parts.size >= MOST_PARTS || this.#left <= 0) this.#left = 0;
        else parts.add(this.references.follow(each));
      }
    }
    return [...parts];
  }

  /** Names that are required. What is only read need not be sent. */
  #requiredOf(parts: readonly JsonObject[]): ReadonlySet<string> {
    const names = new Set<string>();
    for (const part of parts) {
      const required = listOf(own(part, 'required')).slice(0, MOST_KEYS);
      this.#left -= required.length;
      for (const name of required) if (typeof name === 'string') names.add(name);
    }
    for (const part of names.size > 0 ? parts : []) {
      const properties = this.references.once('properties', part, () => propertiesOf(part));
      this.#left -= properties.length;
      for (const [name, inner] of properties) {
        if (own(this.references.follow(inner), 'readOnly') === true) names.delete(name);
      }
    }
    return names;
  }
}

/** The properties of a schema; none if there are too many, or names that no notation can hold. */
function propertiesOf(schema: JsonObject): Array<[string, unknown]> {
  const entries = Object.entries(objectOf(own(schema, 'properties')));
  const isPlain = ([name]: [string, unknown]) => name === line(name) && isNotable(name);
  return entries.length <= MOST_KEYS && entries.every(isPlain) ? entries : [];
}

/** The types of a schema, of which OpenAPI 3.1 may name several; none if it does not tell. */
function typesOf(schema: JsonObject): string[] {
  const told = own(schema, 'type');
  const types = (Array.isArray(told) ? told.slice(0, 10) : [told]).filter(
    (each): each is string => typeof each === 'string' && each !== 'null',
  );
  if (types.length > 0) return [...new Set(types)];
  if (Object.hasOwn(schema, 'properties')) return ['object'];
  return Object.hasOwn(schema, 'items') ? ['array'] : [];
}

/** One of whose lists of schemas is right, for anyOf and for oneOf. */
function alternatives(schema: JsonObject): unknown[][] {
  return ['anyOf', 'oneOf']
    .map((key) => listOf(own(schema, key)).slice(0, MOST_PARTS))
    .filter((all) => all.length > 0);
}

function isNull(schema: JsonObject): boolean {
  return own(schema, 'type') === 'null';
}

function choicesOf(schema: JsonObject): Array<string | number | null> | undefined {
  const told = Object.hasOwn(schema, 'const') ? [own(schema, 'const')] : listOf(own(schema, 'enum'));
  if (told.length === 0 || told.length > MOST_KEYS) return undefined;
  const isChoice = (each: unknown): each is string | number | null =>
    each === null ||
    each === '' ||
    (typeof each === 'string' && each === line(each)) ||
    Number.isFinite(each);
  const choices = told.filter(isChoice);
  // Of others, such as true and false, the type tells enough.
  return choices.length === told.length ? choices : undefined;
}

/** Formats of texts that say more than that it is a text. */
const FORMATS: Readonly<Record<string, ValueType>> = {
  date: 'date',
  'date-time': 'date-time',
  datetime: 'date-time',
  time: 'time',
  uuid: 'uuid',
  email: 'email',
  uri: 'uri',
  binary: 'binary',
  byte: 'binary',
  decimal: 'decimal',
  currency: 'decimal',
};

function leafOf(type: string, format: string | undefined): Shape {
  if (type === 'integer' || type === 'boolean') return { kind: 'value', type };
  if (type === 'file') return { kind: 'value', type: 'binary' };
  const known = format !== undefined && Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (type === 'number') return { kind: 'value', type: known === 'decimal' ? known : type };
  return type === 'string' ? { kind: 'value', type: known ?? type } : ANYTHING;
}

function requiring(shape: Shape, names: ReadonlySet<string>): Shape {
  if (shape.kind !== 'object' || names.size === 0) return shape;
  const fields = shape.fields.map((field) => ({
    ...field,
    required: field.required || names.has(field.name),
  }));
  return { ...shape, fields };
}
