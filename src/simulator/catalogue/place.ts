/** Which collection an operation belongs to, and what it does there. All of this is read from its method and path. */
import type { Fact, Shape } from './facts.js';
import { type AnswerForm, isAroundRows, listForm, oneForm } from './forms.js';

/**
 * What an operation does. `one` is a single thing that has no id, such as settings; `choose` lists the rows that its body names; a `deed`
 * is done to such rows.
 */
export type Role =
  | 'list'
  | 'choose'
  | 'show'
  | 'create'
  | 'update'
  | 'remove'
  | 'restore'
  | 'sync'
  | 'create many'
  | 'update many'
  | 'deed'
  | 'remove many'
  | 'one'
  | 'write one';

export interface Place {
  readonly role: Role;
  /** The path without version, company and project, with `*` for each placeholder: versions of an operation share it. */
  readonly key: string;
  /** Names of the placeholders in the key, in their order. */
  readonly parents: readonly string[];
  /** Name of the placeholder with the row's id. */
  readonly item: string | undefined;
  /** Whether the operation is about removed rows. */
  readonly bin: boolean;
  /** Whether a project owns the rows; `either`: the project, if the call names one. */
  readonly scope: 'company' | 'project' | 'either';
  /** The path for the router: its company and project have these names, whatever the catalogue calls them. */
  readonly path: string;
}

/** Last parts of paths that do something to the row before them, although they are plural or look like a collection. */
const ACTIONS = /^(send_email|invite|publish|duplicate|clone|add|remove|approve|close)$/;
/** Last parts that take a record out of the recycle bin; `recycle` puts one there. */
const BACK = /^(restore|retrieve)$/;
const MANY =
  /^(sync|bulk|batch|bulk_\w+|update_all|destroy_collection|bulk_edit_collection|bulk_create_\w+)$/;

/** Last parts that make a record of what is before them, from another one or if there is none. */
const MADE = /^(create_from_\w+|(find|get)_or_create)$/;

/** Last parts that do something to rows before them, which the body names. `users/bulk_add` adds users that are there to projects. */
const DEEDS = /^(bulk_activate|bulk_deactivate|associate)$/;

/** Last parts that ask for some of the rows before them: `document_uploads/selected_uploads`. */
const CHOSEN = /^selected_\w+$/;

const isPlaceholder = (part: string | undefined) => part?.startsWith('{') === true;
const nameOf = (part: string) => part.slice(1, part.indexOf('}'));

/** The places of all operations, each as its own path has it. */
export function placesOf(all: readonly Fact[]): Place[] {
  const reads = new Map<string, Fact>();
  const begun = new Set<string>();
  const undone = new Set<string>();
  for (const fact of all) {
    const { method, path } = fact.operation;
    if (method === 'GET') reads.set(path, fact);
    if (method === 'DELETE') undone.add(path);
    const above = path.slice(0, path.lastIndexOf('/'));
    if (isPlaceholder(path.slice(above.length + 1))) begun.add(above);
  }
  return all.map((fact) => placeOf(fact, reads, begun, undone));
}

function placeOf(
  fact: Fact,
  reads: ReadonlyMap<string, Fact>,
  begun: ReadonlySet<string>,
  undone: ReadonlySet<string>,
): Place {
  const { method, path, params, body } = fact.operation;
  const { parts, routed, named } = scoped(path);
  const { role, drop, item } = roleOf(method, path, parts, fact, reads, begun, undone);
  const kept = drop === 0 ? parts : parts.slice(0, -drop);
  const bin = kept.some(isBin);
  const key = kept.filter((part) => !isBin(part));
  const byQuery = (name: string) => params.some((param) => param.name === name && param.in === 'query');
  const isProject =
    params.some(({ name, required }) => name === 'project_id' && required === true) ||
    body?.required.includes('project_id') === true;
  const mayBeProject = byQuery('project_id') || body?.keys.includes('project_id') === true;
  const ofProject = named === 'project' || (named !== 'company' && isProject);
  return {
    // A change of a row in the recycle bin takes it out of there.
    role: bin && role === 'update' ? 'restore' : role,
    key: keyOf(key) || `${named}s`,
    parents: key.filter(isPlaceholder).map(nameOf),
    item: item ?? (parts.length === 0 ? `${named}_id` : undefined),
    bin,
    scope: ofProject ? 'project' : mayBeProject && named !== 'company' ? 'either' : 'company',
    path: routed,
  };
}

/** Paths that name the same rows in other words: a project has one prime contract in some operations and several in others. */
const SAME: Readonly<Record<string, string>> = {
  prime_contract: 'prime_contracts',
  'meetings/ecrion_pdf_generation_data': 'meetings',
  project_timecard_entries: 'timecard_entries',
  // What this path names, and what it answers, is a timesheet.
  project_timesheet_timecard_entries: 'timesheets',
  user_project_roles: 'project_roles',
  vendor_project_roles: 'project_roles',
  'domains/contexts': 'contexts',
  'domains/groups': 'groups',
  'domains/layers': 'layers',
};

function keyOf(parts: readonly string[]): string {
  const key = parts.map((part) => (isPlaceholder(part) ? '*' : part)).join('/');
  return SAME[key] ?? key;
}

function isBin(part: string): boolean {
  return part === 'recycle_bin' || part === 'recycled';
}

/** The parts of a path after its version, company and project. */
function scoped(path: string): { parts: string[]; routed: string; named?: 'company' | 'project' } {
  const [, rest = '', version = '', ...parts] = path.split('/');
  const before: string[] = [];
  // Resource Planning keeps separate projects and people, which begin after these parts.
  const isPlanning = parts[0] === 'workforce-planning';
  if (isPlanning) before.push(...parts.splice(0, 2));
  const start = ['', rest, version, ...before];
  let named: 'company' | 'project' | undefined;
  for (const [collection, name] of [
    ['companies', 'company'],
    ['projects', 'project'],
  ] as const) {
    if (parts[0] !== collection || !isPlaceholder(parts[1]) || (isPlanning && name === 'project')) continue;
    parts.splice(0, 2);
    start.push(collection, `{${name}_id}`);
    named = name;
  }
  return { parts: [...before, ...parts], routed: [...start, ...parts].join('/'), ...(named && { named }) };
}

interface Found {
  readonly role: Role;
  /** How many parts at the end do not belong to the key. */
  readonly drop: number;
  readonly item?: string;
}

function roleOf(
  method: string,
  path: string,
  parts: readonly string[],
  fact: Fact,
  reads: ReadonlyMap<string, Fact>,
  begun: ReadonlySet<string>,
  undone: ReadonlySet<string>,
): Found {
  const last = parts.at(-1) ?? '{id}';
  const before = parts.at(-2);
  const onItem = (role: Role): Found =>
    parts.length === 0 ? { role, drop: 0 } : { role, drop: 1, item: nameOf(last) };
  if (method === 'GET') {
    const isUnknown = fact.answer() === undefined && fact.operation.returns === undefined;
    if (isList(fact) || (begun.has(path) && (isUnknown || isChosenFrom(fact) || isOfRows(fact))))
      return { role: 'list', drop: 0 };
    if (isPlaceholder(last)) return onItem('show');
    return { role: hasPages(fact) ? 'list' : 'one', drop: 0 };
  }
  if (DEEDS.test(last) || (last === 'bulk_add' && fact.operation.body?.keys.includes(before ?? '')))
    return { role: 'deed', drop: 1 };
  if (method === 'POST' && CHOSEN.test(last)) return { role: 'choose', drop: 1 };
  // Records below the type of what they are made for: `thumbnails/{item_type}`.
  if (isPlaceholder(last) && method === 'POST' && begun.has(path)) return { role: 'create', drop: 0 };
  if (isPlaceholder(last)) return onItem(method === 'DELETE' ? 'remove' : 'update');
  const beforeItem = isPlaceholder(before) ? { drop: 2, item: nameOf(before as string) } : undefined;
  if (BACK.test(last) && beforeItem) return { role: 'restore', ...beforeItem };
  if (last === 'recycle' && beforeItem) return { role: 'remove', ...beforeItem };
  if (MANY.test(last) && !begun.has(path)) return { role: manyOf(method, last), drop: 1 };
  if (method === 'POST' && MADE.test(last)) return { role: 'create', drop: 1 };
  if (method !== 'POST' && method !== 'DELETE' && hasRowsOf(before, fact))
    return { role: 'update many', drop: 1 };
  const read = reads.get(path);
  // A body that wraps one record, and names none, makes it: the file of a schedule is uploaded by PATCH and by PUT.
  if (read && method !== 'DELETE' && isList(read) && wraps(fact, last)) return { role: 'create', drop: 0 };
  if (method === 'DELETE') return { role: begun.has(path) ? 'remove many' : 'write one', drop: 0 };
  if (begun.has(path) && method === 'POST') return { role: 'create', drop: 0 };
  if (read)
    return {
      role: !isList(read) && !hasPages(read) ? 'write one' : method === 'POST' ? 'create' : 'update many',
      drop: 0,
    };
  // What can be made and taken away at the same path is something beside the record: its signature.
  if (method === 'POST' && !last.endsWith('s') && undone.has(path)) return { role: 'write one', drop: 0 };
  // What the record shows in an object of this name is written alone: `vendors/{id}/business_register`.
  if (beforeItem && wraps(fact, last) && showsObject(reads.get(path.slice(0, path.lastIndexOf('/'))), last))
    return { role: 'write one', drop: 0 };
  if (beforeItem && (method !== 'POST' || ACTIONS.test(last) || !last.endsWith('s')))
    return { role: 'update', ...beforeItem };
  return { role: method === 'POST' && last.endsWith('s') ? 'create' : 'write one', drop: 0 };
}

/** Whether a body has rows of the list before the deed, by their ids: `timesheets/update_approval` has `timesheets`. */
function hasRowsOf(list: string | undefined, { body: read, operation: { body: declared } }: Fact): boolean {
  if (list === undefined || !declared?.keys.includes(list)) return false;
  const body = read();
  const field = body?.kind === 'object' ? body.fields.find(({ name }) => name === list) : undefined;
  const row = field?.shape.kind === 'list' ? field.shape.of : undefined;
  return row?.kind === 'object' && row.fields.some(({ name }) => name === 'id');
}

/** Whether a body is nothing but an object that is called like the end of the path. */
function wraps({ operation: { body }, body: shape }: Fact, name: string): boolean {
  if (body?.keys.length !== 1 || body.keys[0] !== name) return false;
  const described = shape();
  return described?.kind === 'object' && described.fields[0]?.shape.kind === 'object';
}

/** Whether an answer shows an object of this name. */
function showsObject(read: Fact | undefined, name: string): boolean {
  const answer = read?.answer();
  const row = answer && oneForm(answer).item;
  return (
    row?.kind === 'object' && row.fields.some((each) => each.name === name && each.shape.kind === 'object')
  );
}

function manyOf(method: string, last: string): Role {
  if (last === 'sync') return 'sync';
  if (method === 'DELETE' || /delete|destroy|remove/.test(last)) return 'remove many';
  return method === 'POST' ? 'create many' : /create/.test(last) ? 'create many' : 'update many';
}

/** Whether an operation takes ids, although its published answer is one object: the reference shows one row of a list so. */
function isChosenFrom({ operation: { params, returns } }: Fact): boolean {
  return returns === undefined && params.some(({ name }) => name === 'filters[id]');
}

/**
 * Whether an answer has pages, so that it is a list: the reference shows one row of some lists, or does not say what they answer.
 * An object of several lists, such as the events of a calendar, stays one although pages are declared.
 */
function hasPages({ operation: { paging, returns }, answer: read }: Fact): boolean {
  if (paging === undefined || returns === 'string') return false;
  const answer = read();
  return !answer || showsRow(answer) || isAroundRows(answer);
}

/** Whether an answer has rows in a field of their name, in an envelope or not, and no pages are declared. */
function isOfRows({ answer: read }: Fact): boolean {
  const answer = read();
  return answer !== undefined && !showsRow(answer) && isAroundRows(oneForm(answer).item);
}

/** The form of a list's answer: the reference shows one row of some. Undefined: it shows none. */
export function listingForm(fact: Fact, { role }: Place): AnswerForm | undefined {
  const answer = fact.answer();
  if (answer && role === 'list' && !isList(fact) && showsRow(answer)) return oneForm(answer);
  const own = answer && listForm(answer);
  if (!answer || own || role !== 'list') return own;
  // The rows have a name of their own in the envelope.
  const outer = oneForm(answer);
  const inner = listForm(outer.item);
  return inner && { ...inner, wrap: (content, page) => outer.wrap(inner.wrap(content, page)) };
}

/** Whether an answer is one row, by its id. */
function showsRow(answer: Shape): boolean {
  const row = oneForm(answer).item;
  return row.kind === 'object' && row.fields.some(({ name }) => name === 'id');
}

/** Whether the answer is a list of rows, in an envelope or not. */
function isList({ operation: { returns }, answer: read }: Fact): boolean {
  if (returns === 'array' || returns === 'data:array') return true;
  const answer = read();
  if (answer?.kind === 'list') return true;
  if (answer?.kind !== 'object') return false;
  const data = answer.fields.find(({ name }) => name === 'data');
  return data?.shape.kind === 'list' && answer.fields.length <= 4;
}
