/** A body for a write, made from the notation of its shape, and the fields in it that an answer should show again. */
import { isObject } from './shape-reader.js';
import type { Known } from './stage.js';

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

/** Where a record belongs and its own id; `accepted` closes an RFI, so that nothing else that is written to it counts. */
const BARE = /^(company_id|project_id|id|accepted)$/;

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
  // Files are parts of a form, although the reference calls them texts.
  if (Array.isArray(notation) && notation[0] === 'string' && /^(attachments|images)$/.test(name)) return [];
  if (Array.isArray(notation)) {
    const inner = sampleOf(notation[0], name, ids);
    return inner === undefined ? [] : [inner];
  }
  if (!isObject(notation)) return undefined;
  if (Array.isArray(notation.enum)) return notation.enum[0];
  if (Array.isArray(notation.oneOf)) return sampleOf(notation.oneOf[0], name, ids);
  const fields = Object.entries(notation).flatMap(([key, inner]) => {
    const bare = key.replace(/!$/, '');
    if (/^custom_field/.test(bare) || BARE.test(bare)) return [];
    // What wraps the fields must be there even if nothing is said about them.
    const value = (inner === 'object' || inner === 'any') && key !== bare ? {} : sampleOf(inner, bare, ids);
    return value === undefined ? [] : [[bare, value] as const];
  });
  return Object.fromEntries(fields);
}

function idFor(name: string, notation: string, { person, vendor }: Ids): unknown {
  const id = /vendor|architect|contractor|supplier|consultant/.test(name) ? vendor : person;
  if (notation === 'integer' || notation === 'number') return id;
  return notation === 'uuid' ? SAMPLES.uuid : String(id);
}

/**
 * A body for an operation. A body that is not described has a value for each key whose name says what it takes; an object that is not
 * described has the plain fields that the answer shows.
 */
export function bodyFor({ operation, shapes }: Known, ids: Ids, projectId: string): unknown {
  const { keys = [] } = operation.body ?? {};
  const sample =
    shapes.body === undefined
      ? Object.fromEntries(keys.flatMap((key) => namedSample(key, operation.path, shapes.returns, ids)))
      : filled(sampleOf(shapes.body, '', ids), shapes.body, shapes.returns, ids);
  if (!isObject(sample)) return sample;
  return keys.includes('project_id') ? { project_id: Number(projectId), ...sample } : sample;
}

/** A key of a body that is not described. What may be a list or an object is left out. */
function namedSample(
  key: string,
  path: string,
  answer: unknown,
  ids: Ids,
): Array<readonly [string, unknown]> {
  if (/^(company_id|project_id|id)$/.test(key)) return [];
  const notation = fieldIn(answer, key) ?? notationByName(key, path);
  const value = notation === undefined ? undefined : sampleOf(notation, key, ids);
  return value === undefined ? [] : [[key, value]];
}

function notationByName(key: string, path: string): unknown {
  if (/_ids$/.test(key)) return ['integer'];
  if (/_id$/.test(key)) return 'integer';
  if (/_at$/.test(key)) return 'date-time';
  if (/(^|_)date$/.test(key)) return 'date';
  if (/^(is|has)_/.test(key)) return 'boolean';
  if (/(^|_)(name|title|description|notes|code|overview|conclusion|message|color)$/.test(key))
    return 'string';
  // What wraps the fields of a record is called like the record, which has a name, most likely.
  const plural = key.replace(/um$/, 'a').replace(/(?<!a)$/, 's');
  return path.split('/').includes(plural) ? { name: 'string', description: 'string' } : undefined;
}

/** The notation of a field in that of an answer, in an envelope or a list or not. */
function fieldIn(answer: unknown, key: string): unknown {
  const row = rowOf(answer);
  const found = isObject(row) ? (row[key] ?? row[`${key}!`]) : undefined;
  return found === 'object' || found === 'any' ? undefined : found;
}

/** The notation of a row in that of an answer. */
export function rowOf(answer: unknown): unknown {
  if (Array.isArray(answer)) return rowOf(answer[0]);
  return isObject(answer) && 'data' in answer ? rowOf(answer.data) : answer;
}

const PLAIN = /^(string|integer|number|float|boolean|date|date-time)$/;
const OWN = /^(id|created_at|updated_at|deleted_at|position|permissions|datetime|date)$|_id$|url$/;

/** The body with fields in what it describes only as an object. */
function filled(sample: unknown, notation: unknown, answer: unknown, ids: Ids): unknown {
  const row = rowOf(answer);
  if (!isObject(sample) || !isObject(notation) || !isObject(row)) return sample;
  const entries = Object.entries(sample).map(([key, value]) => {
    const known = notation[key] ?? notation[`${key}!`];
    if ((known !== 'object' && known !== 'any') || !isObject(value)) return [key, value];
    const fields = Object.entries(row).filter(([name, own]) => PLAIN.test(String(own)) && !OWN.test(name));
    return [key, Object.fromEntries(fields.map(([name, own]) => [name, sampleOf(own, name, ids)]))];
  });
  return Object.fromEntries(entries);
}
