import type { OperationParam } from '../operation.js';
import { type JsonObject, line, listOf, own } from './json-value.js';
import type { References } from './references.js';
import { keysOf, typeOf } from './schema.js';

const MOST_PARAMS = 200;
const MOST_CHOICES = 500;

/** The parameters of an operation, in the same shape for every version of OpenAPI. */
export interface Parameters {
  readonly params: readonly OperationParam[];
  /** Names of headers in lower case, with whether they are required. */
  readonly headers: ReadonlyMap<string, boolean>;
  /** In Swagger 2.0 the body is one of the parameters. */
  readonly body?: { readonly keys: readonly string[]; readonly required: readonly string[] };
  /** What the body looks like inside. */
  readonly schema?: unknown;
  readonly isForm: boolean;
}

/** Parameters of the path apply to all its methods. An operation's own parameters win over them. */
export function parametersOf(path: unknown, operation: unknown, references: References): Parameters {
  const byPlace = new Map<string, Declared>();
  const declared = [...listOf(path).slice(0, MOST_PARAMS), ...listOf(operation).slice(0, MOST_PARAMS)];
  for (const parameter of declared.map((each) => references.follow(each))) {
    const told = references.once('declared', parameter, () => declaredBy(parameter));
    if (told) byPlace.set(`${told.place} ${told.name}`, told);
  }
  const all = [...byPlace.values()];
  const inPlace = (...places: Place[]) => places.flatMap((in_) => all.filter(({ place }) => place === in_));
  const [whole] = inPlace('body');
  const form = inPlace('formData');
  const body = whole
    ? keysOf(own(whole.parameter, 'schema'), references)
    : form.length > 0
      ? namesOf(form)
      : undefined;
  return {
    params: inPlace('path', 'query').map((each) =>
      references.once('parameter', each.parameter, () => paramOf(each, references)),
    ),
    headers: new Map(inPlace('header').map(({ name, required }) => [name.toLowerCase(), required])),
    ...(body && { body }),
    ...(whole ? { schema: own(whole.parameter, 'schema') } : isFlat(form) && { schema: schemaOf(form) }),
    isForm: form.length > 0,
  };
}

const PLACES = ['path', 'query', 'header', 'body', 'formData'] as const;
type Place = (typeof PLACES)[number];

/** A parameter with a name and a place that a request can have. */
interface Declared {
  readonly name: string;
  readonly place: Place;
  readonly required: boolean;
  readonly parameter: JsonObject;
}

function declaredBy(parameter: JsonObject): Declared | undefined {
  const name = line(own(parameter, 'name'));
  const place = PLACES.find((each) => each === own(parameter, 'in'));
  if (!name || name !== own(parameter, 'name') || !place) return undefined;
  return { name, place, required: own(parameter, 'required') === true, parameter };
}

function paramOf({ name, place, required, parameter }: Declared, references: References): OperationParam {
  // OpenAPI 3 writes the type into a schema, Swagger 2.0 beside the name.
  const schema = Object.hasOwn(parameter, 'schema') ? references.follow(own(parameter, 'schema')) : parameter;
  const { type, ...more } = references.once('values', schema, () => valuesOf(schema, references));
  return {
    name,
    in: place === 'path' ? 'path' : 'query',
    type,
    ...(required && { required: true }),
    ...more,
  };
}

/** Which values a parameter may have, by its schema, which many may share. */
function valuesOf(
  schema: JsonObject,
  references: References,
): Pick<OperationParam, 'type' | 'format' | 'enum' | 'default'> {
  const format = line(own(schema, 'format'));
  const choices = listOf(own(schema, 'enum') ?? own(references.follow(own(schema, 'items')), 'enum'));
  const known = choices.slice(0, MOST_CHOICES).filter((each) => isText(each) || isNumber(each));
  const fallback = own(schema, 'default');
  return {
    type: typeOf(schema, references),
    ...(format && { format }),
    ...(known.length > 0 && { enum: known as Array<string | number> }),
    ...((isText(fallback) || isNumber(fallback) || typeof fallback === 'boolean') && {
      default: fallback as string | number | boolean,
    }),
  };
}

function namesOf(form: readonly Declared[]) {
  const names = (fields: readonly Declared[]) => fields.map(({ name }) => name);
  return { keys: names(form), required: names(form.filter(({ required }) => required)) };
}

/** Whether all fields of a form are keys of the body itself: `rfi[subject]` is one further inside. */
function isFlat(form: readonly Declared[]): boolean {
  return form.length > 0 && !form.some(({ name }) => name.includes('['));
}

/** The fields of a form as one object: a parameter of Swagger 2.0 has its type beside its name. */
function schemaOf(form: readonly Declared[]): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(form.map(({ name, parameter }) => [name, parameter])),
    required: form.filter(({ required }) => required).map(({ name }) => name),
  };
}

const isText = (value: unknown) => typeof value === 'string' && value === line(value);
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
