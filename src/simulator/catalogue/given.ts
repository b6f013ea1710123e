/** What a body writes: its fields, what is missing from them, and the people in them who do not exist. */
import { fieldErrors, v2Error } from '../answers.js';
import { parameterMissing } from '../assumed-answers.js';
import type { Context } from '../context.js';
import type { Project } from '../data/company.js';
import { type Fields, isFields } from '../form.js';
import { type Answer, Refusal } from '../http.js';
import type { Collections } from './collections.js';
import type { Shape } from './facts.js';
import { type BodyForm, fieldsGiven } from './forms.js';
import { unknownIn } from './known-ids.js';
import { shown } from './written.js';

/** The fields of one row in a body. @throws Refusal if a required one is missing or names somebody unknown */
export function given(
  body: Fields,
  form: BodyForm,
  singular: string,
  isNew: boolean,
  context: Context,
  collections: Collections,
): Fields {
  const { wrapper, isNeeded } = form;
  const fields = clean(fieldsGiven(body, form, singular), form.fields);
  if (wrapper !== undefined && isNeeded && !isFields(body[wrapper])) {
    throw new Refusal(parameterMissing(context.call, wrapper));
  }
  const missing = isNew ? missingIn(fields, form.fields, context) : [];
  if (missing.length > 0) throw new Refusal(refused(context, missing, 'required'));
  const unknown = unknownIn(fields, form.fields, context, collections);
  if (unknown.length > 0) throw new Refusal(refused(context, unknown, 'is invalid'));
  return fields;
}

/** Without files, and with dates that can be read. Custom fields come beside the others and are answered together. */
function clean(fields: Fields, shape: Shape | undefined): Fields {
  const shapes = new Map(
    shape?.kind === 'object' ? shape.fields.map((field) => [field.name, field.shape]) : [],
  );
  // Without a prototype, since a caller may name a field `__proto__`.
  const own: Fields = Object.create(null);
  const custom: Fields = Object.create(null);
  for (const [name, value] of Object.entries(fields)) {
    const known = shapes.get(name);
    if (known?.kind === 'value' && known.type === 'binary') continue;
    if (/^custom_field_\w+$/.test(name)) custom[name] = value;
    else if (known?.kind === 'value' && /^date/.test(known.type))
      own[name] = shown(value, known, name, NOWHERE);
    else own[name] = value;
  }
  if (Object.keys(custom).length === 0) return own;
  return { ...own, custom_fields: { ...(isFields(own.custom_fields) ? own.custom_fields : {}), ...custom } };
}

/** A single value refers to nothing, so no project is needed to show it. */
const NOWHERE = undefined as unknown as Project;

function missingIn(fields: Fields, shape: Shape | undefined, { params, call }: Context): string[] {
  if (shape?.kind !== 'object') return [];
  const isGiven = (name: string) => {
    const value = fields[name];
    return value !== undefined && value !== null && value !== '';
  };
  return shape.fields
    .filter(
      ({ name, required, shape: own }) =>
        required && !(own.kind === 'value' && own.type === 'binary') && !isGiven(name),
    )
    .map(({ name }) => name)
    .filter((name) => !(name in params) && !call.query.has(name) && !/^(company|project)_id$/.test(name));
}

function refused({ call }: Context, names: readonly string[], why: string): Answer {
  if (!call.path.startsWith('/rest/v2.'))
    return fieldErrors(Object.fromEntries(names.map((name) => [name, [why]])));
  return v2Error(
    why === 'required' ? 400 : 422,
    names.map((name) => ({
      reason_code: 'INVALID_PROPERTY',
      message: `${name} ${why === 'required' ? 'is required' : why}`,
      source: name,
    })),
  );
}
