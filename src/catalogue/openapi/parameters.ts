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
  readonly isForm: boolean;
}

/** Parameters of the path apply to all its methods. An operation's own parameters win over them. */
export function parametersOf(path: unknown, operation: unknown, references: References): Parameters {
  const byPlace = new Map<string, JsonObject>();
  const declared = [...listOf(path).slice(0, MOST_PARAMS), ...listOf(operation).slice(0, MOST_PARAMS)];
  for (const parameter of declared.map((each) => references.follow(each))) {
    const name = line(own(parameter, 'name'));
    if (name && name === own(parameter, 'name')) byPlace.set(`${own(parameter, 'in')} ${name}`, parameter);
  }
  const all = [...byPlace.values()];
  const inPlace = (place: string) => all.filter((each) => own(each, 'in') === place);
  const [whole] = inPlace('body');
  const form = inPlace('formData');
  const body = whole ? keysOf(own(whole, 'schema'), references) : form.length > 0 ? namesOf(form) : undefined;
  return {
    params: [...inPlace('path'), ...inPlace('query')].map((each) =>
      references.once('parameter', each, () => paramOf(each, references)),
    ),
    headers: new Map(
      inPlace('header').map((each) => [
        String(own(each, 'name')).toLowerCase(),
        own(each, 'required') === true,
      ]),
    ),
    ...(body && { body }),
    isForm: form.length > 0,
  };
}

function paramOf(parameter: JsonObject, references: References): OperationParam {
  // OpenAPI 3 writes the type into a schema, Swagger 2.0 beside the name.
  const schema = Object.hasOwn(parameter, 'schema') ? references.follow(own(parameter, 'schema')) : parameter;
  const format = line(own(schema, 'format'));
  const choices = listOf(own(schema, 'enum') ?? own(references.follow(own(schema, 'items')), 'enum'));
  const known = choices.slice(0, MOST_CHOICES).filter((each) => isText(each) || isNumber(each));
  const fallback = own(schema, 'default');
  return {
    name: String(own(parameter, 'name')),
    in: own(parameter, 'in') === 'path' ? 'path' : 'query',
    type: typeOf(schema, references),
    ...(own(parameter, 'required') === true && { required: true }),
    ...(format && { format }),
    ...(known.length > 0 && { enum: known as Array<string | number> }),
    ...((isText(fallback) || isNumber(fallback) || typeof fallback === 'boolean') && {
      default: fallback as string | number | boolean,
    }),
  };
}

function namesOf(form: readonly JsonObject[]) {
  const names = (fields: readonly JsonObject[]) => fields.map((each) => String(own(each, 'name')));
  return { keys: names(form), required: names(form.filter((each) => own(each, 'required') === true)) };
}

const isText = (value: unknown) => typeof value === 'string' && value === line(value);
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
