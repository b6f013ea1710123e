/** A body for a write, made from the notation of its shape, and the fields in it that an answer should show again. */
import { isObject } from './shape-reader.js';

const SAMPLES: Readonly<Record<string, unknown>> = {
  string: 'Written by a test',
  integer: 7,
  number: 12.5,
  float: 12.5,
  decimal: '12.50',
  currency: '12.50',
  boolean: true,
  date: '2026-03-04',
  'date-time': '2026-03-04T05:06:07Z',
  datetime: '2026-03-04T05:06:07Z',
  email: 'robin.sample@example.com',
  uri: 'https://receiver.example.com/',
  uuid: '0f9d2c5e-0000-4000-8000-00000000abcd',
};

/** The ids that a body may name. */
export interface Ids {
  readonly person: number;
  readonly vendor: number;
}

/** A value for every field that is described. */
export function sampleOf(notation: unknown, name: string, ids: Ids): unknown {
  if (typeof notation === 'string') {
    if (notation === 'string' && /(_at|date|^time_\w+)$/.test(name)) return SAMPLES['date-time'];
    if (/_ids?$|^id$/.test(name)) return idFor(name, notation, ids);
    return SAMPLES[notation];
  }
  if (Array.isArray(notation)) {
    const inner = sampleOf(notation[0], name, ids);
    return inner === undefined ? [] : [inner];
  }
  if (!isObject(notation)) return undefined;
  if (Array.isArray(notation.enum)) return notation.enum[0];
  if (Array.isArray(notation.oneOf)) return sampleOf(notation.oneOf[0], name, ids);
  const fields = Object.entries(notation).flatMap(([key, inner]) => {
    const bare = key.replace(/!$/, '');
    if (/^custom_field/.test(bare) || bare === 'company_id' || bare === 'project_id' || bare === 'id')
      return [];
    // What wraps the fields must be there even if nothing is said about them.
    const value = (inner === 'object' || inner === 'any') && key !== bare ? {} : sampleOf(inner, bare, ids);
    return value === undefined ? [] : [[bare, value] as const];
  });
  return Object.fromEntries(fields);
}

function idFor(name: string, notation: string, { person, vendor }: Ids): unknown {
  const id = /vendor|contractor|supplier|consultant/.test(name) ? vendor : person;
  if (notation === 'integer' || notation === 'number') return id;
  return notation === 'uuid' ? SAMPLES.uuid : String(id);
}

/** The values of a body by their names. A body that is little more than one object is wrapped in its key. */
export function writtenIn(body: unknown): Map<string, unknown> {
  if (!isObject(body)) return new Map();
  const objects = Object.values(body).filter(isObject);
  const others = Object.entries(body).filter(([, value]) => !isObject(value));
  const [only] = objects;
  const isWrapped =
    objects.length === 1 && others.length <= 3 && only && Object.keys(only).length > others.length;
  return isWrapped ? writtenIn(only) : new Map(Object.entries(body));
}
