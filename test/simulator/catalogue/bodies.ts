/** A body for a write, made from the notation of its shape, and the fields in it that an answer should show again. */
import { withChosen } from './chosen-values.js';
import { isObject } from './shape-reader.js';
import type { Known } from './stage.js';

type Samples = Readonly<Record<string, unknown>>;

const SAMPLES: Samples = {
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

/** Other values of each type: what is written twice, and read as it was written each time, was not there by chance. */
const OTHERS: Samples = {
  string: 'Written once more',
  integer: 8,
  number: 13.5,
  float: 13.5,
  decimal: '13.50',
  currency: '13.50',
  boolean: false,
  date: '2026-03-05',
  'date-time': '2026-03-05T06:07:08Z',
  datetime: '2026-03-05T06:07:08Z',
  email: 'kim.sample@example.com',
  uri: 'https://other.example.com/',
  uuid: '0f9d2c5e-0000-4000-8000-00000000abce',
};

/** Where a record belongs and its own id, unless it must be there; `accepted` closes an RFI, so that nothing else that is written to it counts. */
const BARE = /^(company_id|project_id|id|accepted)$/;

/** The ids that a body may name. */
export interface Ids {
  readonly person: number;
  readonly vendor: number;
  /** Whether the body has other values than the first one. */
  readonly isSecond?: boolean;
}

/** A value for every field that is described. */
export function sampleOf(notation: unknown, name: string, ids: Ids): unknown {
  const samples = ids.isSecond ? OTHERS : SAMPLES;
  if (typeof notation === 'string') {
    if (notation === 'string' && /(_at|date|^time_\w+)$/.test(name)) return samples['date-time'];
    if (/_ids?$|^id$/.test(name)) return idFor(name, notation, ids);
    return samples[notation];
  }
  // Files are parts of a form, although the reference calls them texts.
  if (Array.isArray(notation) && notation[0] === 'string' && /^(attachments|images)$/.test(name)) return [];
  if (Array.isArray(notation)) {
    const inner = sampleOf(notation[0], name, ids);
    return inner === undefined ? [] : [inner];
  }
  if (!isObject(notation)) return undefined;
  if (Array.isArray(notation.enum)) return (ids.isSecond ? notation.enum[1] : undefined) ?? notation.enum[0];
  if (Array.isArray(notation.oneOf)) return sampleOf(notation.oneOf[0], name, ids);
  // Both say how far it is, and may contradict each other.
  const isTwice = 'workflow_status' in notation;
  const fields = Object.entries(notation).flatMap(([key, inner]) => {
    const bare = key.replace(/!$/, '');
    if (/^custom_field/.test(bare) || (isTwice && bare === 'status')) return [];
    if (BARE.test(bare) && key !== 'id!') return [];
    // What wraps the fields must be there even if nothing is said about them.
    const value = (inner === 'object' || inner === 'any') && key !== bare ? {} : sampleOf(inner, bare, ids);
    return value === undefined ? [] : [[bare, value] as const];
  });
  return Object.fromEntries(fields);
}

function idFor(name: string, notation: string, { person, vendor, isSecond }: Ids): unknown {
  const id = /vendor|architect|contractor|supplier|consultant/.test(name) ? vendor : person;
  if (notation === 'integer' || notation === 'number') return id;
  return notation === 'uuid' ? (isSecond ? OTHERS : SAMPLES).uuid : String(id);
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
  const body = withChosen(sample, operation.path, ids.isSecond ?? false);
  if (!isObject(body)) return body;
  return keys.includes('project_id') ? { project_id: Number(projectId), ...body } : body;
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
    // What stands beside the record has not its fields: an item, and the `generic_tool_item_response` to it.
    if (Object.keys(sample).some((other) => key.startsWith(`${other}_`))) return [key, value];
    // One of several in the answer has their fields.
    const several = row[`${key}s`];
    const fields = Object.entries(Array.isArray(several) ? several[0] : row).filter(
      ([name, own]) => PLAIN.test(String(own)) && !OWN.test(name),
    );
    return [key, Object.fromEntries(fields.map(([name, own]) => [name, sampleOf(own, name, ids)]))];
  });
  return Object.fromEntries(entries);
}
