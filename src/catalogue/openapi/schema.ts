import type { Returns } from '../operation.js';
import { type JsonObject, line, listOf, objectOf, own } from './json-value.js';
import type { References } from './references.js';

/** Deepest nesting of schemas that is read. */
const DEEPEST = 5;
/** Most schemas that are combined into one. */
const MOST_PARTS = 200;
const MOST_KEYS = 500;

const COMBINED = ['allOf', 'anyOf', 'oneOf'] as const;

/** `integer`, `array<string>`, …; `string` if the schema does not say. */
export function typeOf(value: unknown, references: References, depth = 0): string {
  const schema = references.follow(value);
  const told = own(schema, 'type');
  // OpenAPI 3.1 writes a list: ["string", "null"].
  const type = (Array.isArray(told) ? told : [told]).find(
    (each) => typeof each === 'string' && each !== 'null',
  );
  if (type === 'array') {
    const items = depth < DEEPEST ? typeOf(own(schema, 'items'), references, depth + 1) : 'any';
    return `array<${items.startsWith('array') ? 'any' : items}>`;
  }
  if (typeof type === 'string') return line(type) ?? 'string';
  if (Object.hasOwn(schema, 'properties')) return 'object';
  const [first] = depth < DEEPEST ? combined(schema) : [];
  return first === undefined ? 'string' : typeOf(first, references, depth + 1);
}

/** Keys of an object, and which of them are required. */
interface Keys {
  readonly keys: string[];
  readonly required: string[];
}

/** The keys of an object's outermost level, and which of them are required. */
export function keysOf(value: unknown, references: References): Keys {
  return references.once('keys', references.follow(value), () => combinedKeys(value, references));
}

function combinedKeys(value: unknown, references: References): Keys {
  const keys = new Set<string>();
  const required = new Set<string>();
  let seen = 0;
  for (const part of partsOf(value, references)) {
    const own = references.once('own keys', part, () => ownKeys(part));
    for (const key of own.keys) keys.add(key);
    for (const key of own.required) required.add(key);
    seen += own.keys.length + own.required.length;
    if (seen > 2 * MOST_KEYS) break;
  }
  return { keys: [...keys].slice(0, MOST_KEYS), required: [...required].slice(0, MOST_KEYS) };
}

function ownKeys(part: JsonObject): Keys {
  const plain = (all: readonly unknown[]) =>
    all.filter((key): key is string => typeof key === 'string' && key === line(key)).slice(0, MOST_KEYS);
  return {
    keys: plain(Object.keys(objectOf(own(part, 'properties')))),
    required: plain(listOf(own(part, 'required'))),
  };
}

/** A schema and all schemas that it combines, each once, since a document may combine in circles. */
function partsOf(value: unknown, references: References): ReadonlySet<JsonObject> {
  const parts = new Set([references.follow(value)]);
  // The loop also visits the schemas that are added meanwhile.
  for (const part of parts) {
    for (const each of combined(part)) {
      if (parts.size >= MOST_PARTS) return parts;
      parts.add(references.follow(each));
    }
  }
  return parts;
}

/** The kind of an answer's body; undefined if the document does not say. */
export function returnsOf(value: unknown, references: References): Returns | undefined {
  const schema = references.follow(value);
  const isTold = ['type', 'properties', ...COMBINED].some((key) => Object.hasOwn(schema, key));
  if (!isTold) return undefined;
  const type = typeOf(schema, references);
  if (type.startsWith('array')) return 'array';
  if (type !== 'object') return type === 'string' ? 'string' : undefined;
  const { keys } = keysOf(schema, references);
  if (keys.includes('entities') && keys.includes('errors')) return 'sync';
  if (keys[0] !== 'data') return 'object';
  const data = own(objectOf(own(schema, 'properties')), 'data');
  return typeOf(data, references).startsWith('array') ? 'data:array' : 'data:object';
}

/** The schemas that one combines, one by one, since often the first is enough. */
function* combined(schema: JsonObject): Iterable<unknown> {
  for (const key of COMBINED) yield* listOf(own(schema, key)).slice(0, MOST_PARTS);
}
