import type { Operation, OperationParam } from './operation.js';
import { ASIDE, isOfPlanning, OWN_NUMBERS, ROLES, TOOL_ROLES, VAGUE, WITHOUT_IDS } from './record-roles.js';
import { unversioned, versionOf } from './versions.js';
import { singular } from './words.js';

/** The list that gives the ids which a field takes, with their names. */
export interface RecordSource {
  /** The path of a GET, with its placeholders. */
  readonly path: string;
  /** Where the list's own values come from: the fields of the form, by the placeholder or query parameter. */
  readonly needs: Readonly<Record<string, string>>;
  /** The query parameter that searches within the list, if Procore declares one. */
  readonly search?: string;
}

interface List {
  readonly operation: Operation;
  readonly segments: readonly string[];
  /** `rfi` for `/projects/{project_id}/rfis`. */
  readonly noun: string;
  readonly isAside: boolean;
  /** Whether it is below something else than a company or a project. */
  readonly isDeep: boolean;
}

const SEARCHES = ['search', 'filters[search]', 'filters[query]', 'query', 'filters[name]'];

/**
 * Finds the list behind an id. Nothing is written down per operation: the name of a key says what the id is of, and the
 * list of that kind which is nearest to the operation gives it.
 */
export class RecordSources {
  readonly #byNoun: ReadonlyMap<string, readonly List[]>;
  /** By its noun and the one before: `change_event_status` for `/change_event/statuses`. */
  readonly #byNouns: ReadonlyMap<string, readonly List[]>;
  readonly #byPlace: ReadonlyMap<string, readonly List[]>;

  constructor(operations: readonly Operation[]) {
    const lists = operations.filter(isList).map(listOf);
    const main = lists.filter(({ isAside }) => !isAside);
    this.#byNoun = grouped(main, ({ noun }) => noun);
    this.#byNouns = grouped(main, nounsTogether);
    this.#byPlace = grouped(lists, ({ segments }) => placeOf(segments));
  }

  /**
   * The list that gives the ids of a key; undefined if the key takes no id, or Procore has no list of them that the form
   * can ask for.
   * @param key a parameter (`filters[vendor_id]`, `rfi_id`, `id`), or a key of the body (`assignee_ids`)
   */
  of(key: string, operation: Operation): RecordSource | undefined {
    if (!isIdKey(key)) return undefined;
    const segments = withoutVerb(segmentsOf(operation.path));
    const at = segments.indexOf(`{${key}}`);
    const owner = at > 0 ? nounOf(segments[at - 1] ?? '') : ownNoun(segments);
    const kind = idWord(key);
    if (OWN_NUMBERS.get(kind)?.has(owner)) return undefined;
    // A contract is the record of `purchase_order_contracts/{contract_id}`, too.
    const isOwnKind = kind === owner && toolRole(kind, operation) === undefined;
    const isOwnRecord = at > 0 && (kind === '' || isOwnKind || owner.endsWith(`_${kind}`));
    const nouns = isOwnRecord
      ? nounsOfRecord(owner)
      : kind === ''
        ? []
        : nounsOf(kind, at > 0 ? '' : owner, operation);
    const places = at > 0 ? [segments.slice(0, at)] : kind === '' ? [collectionOf(segments)] : [];
    const found =
      places.map((place) => this.#nearest(this.#byPlace.get(placeOf(place)), operation)).find(Boolean) ??
      nouns
        .map((noun) => this.#nearest(this.#lists(noun, operation, isOwnRecord && noun !== owner), operation))
        .find(Boolean) ??
      nouns.map((noun) => this.#nearest(this.#byNouns.get(noun), operation)).find(Boolean);
    return found;
  }

  /**
   * The lists of a kind. One with a vague name belongs to its tool, and so does one below other records if several tools
   * have such a list.
   * @param isOfTool whether only lists of the operation's own tool count
   */
  #lists(noun: string, { tool }: Operation, isOfTool: boolean): readonly List[] {
    const lists = this.#byNoun.get(noun) ?? [];
    const isShared = new Set(lists.map(({ operation }) => operation.tool)).size > 1;
    return lists.filter(
      ({ operation, isDeep }) =>
        operation.tool === tool || !(isOfTool || VAGUE.has(noun) || (isDeep && isShared)),
    );
  }

  /** The list that the form can ask for and that has most in common with the operation. */
  #nearest(lists: readonly List[] | undefined, operation: Operation): RecordSource | undefined {
    const own = segmentsOf(operation.path);
    const fillable = (lists ?? []).flatMap((list) => {
      if (isOfPlanning(list.operation.path) !== isOfPlanning(operation.path)) return [];
      const needs = needsOf(list, operation, own);
      return needs ? [{ list, needs, rank: rankOf(list, operation, own) }] : [];
    });
    const [best] = fillable.sort((a, b) => compared(b.rank, a.rank));
    if (!best) return undefined;
    const { path, params } = best.list.operation;
    const search = SEARCHES.find((name) =>
      params.some((param) => param.in === 'query' && param.name === name),
    );
    return { path, needs: best.needs, ...(search !== undefined && { search }) };
  }
}

/** Whether a key takes the id of a record, or several. */
export function isIdKey(key: string): boolean {
  const plain = plainKey(key);
  // `assignee_party_id_or_role_id` takes ids of two kinds.
  return /(^|[_[])ids?$/.test(plain) && !plain.includes('_id_or_');
}

/** Keys whose rows are the records of the operation itself. */
const OWN_ROWS: ReadonlySet<string> = new Set(['updates', 'deletes', 'data']);

/**
 * The key that says what an `id` inside a body is of, which is the object that holds it: `status_id` for the `id` in
 * `status`. Others say it themselves.
 * @param holder the key of that object, or of the list that it is in
 */
export function idKeyIn(holder: string | undefined, key: string): string {
  if (!/^ids?$/.test(key) || holder === undefined || OWN_ROWS.has(holder)) return key;
  return `${nounOf(holder.replace(/_attributes$/, ''))}_${key}`;
}

/** `filters[trade_id][]` without what says that it is a filter and a list: `filters[trade_id`. */
function plainKey(key: string): string {
  return key.replace(/(\[\])?$/, '').replace(/\]$/, '');
}

/** `vendor` for `filters[vendor_ids]`; empty for the ids of the operation's own records. */
export function idWord(key: string): string {
  const word = plainKey(key).split('[').at(-1) ?? '';
  return word.replace(/_?ids?$/, '');
}

function toolRole(kind: string, { tool }: Operation): string | undefined {
  return TOOL_ROLES.get(tool)?.[kind];
}

/** The words for a kind of record, best first: as it is written, with its owner, and without its first words. */
function nounsOf(kind: string, owner: string, operation: Operation): string[] {
  const words = kind.split('_');
  const tails = words.map((_, from) => words.slice(from).join('_'));
  const whole = tails.map((tail, from) => {
    const ofTool = toolRole(tail, operation);
    if (ofTool !== undefined) return ofTool;
    if (Object.hasOwn(ROLES, tail)) return ROLES[tail] ?? tail;
    // "Root cost code" is a cost code, but a "plan type" is not any type.
    return from === 0 || !VAGUE.has(tail) ? tail : '';
  });
  const owned = owner === '' ? [] : [`${owner}_${kind}`];
  return (
    VAGUE.has(kind) ? [...owned, ...whole] : [...whole.slice(0, 1), ...owned, ...whole.slice(1)]
  ).filter(Boolean);
}

/**
 * The words for the records of a path, such as those in `user_project_roles/{id}`: a project role has a list, too. They are what
 * they are called, whatever the part that they play: the approvers of a submittal are no users.
 */
function nounsOfRecord(owner: string): string[] {
  const words = owner.split('_');
  return words
    .map((_, from) => words.slice(from).join('_'))
    .filter((tail) => !Object.hasOwn(ROLES, tail) && !(tail !== owner && VAGUE.has(tail)));
}

/** The specification leaves out what some lists return, and calls a page of v2 an object. */
function isList({ method, path, name, returns, paging, deprecated, removed }: Operation): boolean {
  const isArray = returns === 'array' || returns === 'data:array';
  const isPaged = paging !== undefined && returns !== 'string';
  const isNamed = returns === undefined && /^(list|show all) /i.test(name);
  const isUsed = !deprecated && !removed && !path.endsWith('}') && !WITHOUT_IDS.has(path);
  return method === 'GET' && isUsed && (isArray || isPaged || isNamed);
}

function listOf(operation: Operation): List {
  const segments = segmentsOf(operation.path);
  const noun = nounOf(segments.at(-1) ?? '');
  const own = segments.slice(/^(companies|projects)$/.test(segments[0] ?? '') ? 2 : 0);
  return {
    operation,
    segments,
    noun,
    isAside: segments.some((segment) => ASIDE.has(segment)),
    isDeep: own.length > 1,
  };
}

function nounsTogether({ segments, noun }: List): string {
  const before = segments.at(-2) ?? '';
  return before.includes('{') ? '' : `${nounOf(before)}_${noun}`;
}

/** A path without version, and without the company that v2 puts before a project. */
function segmentsOf(path: string): string[] {
  const all = path.split('/').slice(3);
  return all[0] === 'companies' && all[2] === 'projects' ? all.slice(2) : all;
}

/** A write of many records at once names what it does behind them: `/vendors/sync`. */
function withoutVerb(segments: readonly string[]): readonly string[] {
  return /^(sync|bulk_\w+)$/.test(segments.at(-1) ?? '') ? segments.slice(0, -1) : segments;
}

function nounOf(segment: string): string {
  return segment.replace(/-/g, '_').replace(/[^_]+$/, singular);
}

/** What the operation itself is about: the last word of its path. */
function ownNoun(segments: readonly string[]): string {
  return nounOf(segments.filter((segment) => !segment.includes('{')).at(-1) ?? '');
}

/** The records of the operation: `/rfis` for `/rfis` and for `/rfis/{id}`. */
function collectionOf(segments: readonly string[]): readonly string[] {
  return segments.at(-1)?.includes('{') ? segments.slice(0, -1) : segments;
}

const placeOf = (segments: readonly string[]) => unversioned(segments.join('/'));

/** Where the list's placeholders and required parameters come from; undefined if the form lacks one. */
function needsOf(
  { operation: list, segments }: List,
  operation: Operation,
  own: readonly string[],
): Record<string, string> | undefined {
  const needs: Record<string, string> = {};
  const names = list.params.filter(
    ({ name, in: place, required }) => place === 'path' || (required && !/^(page|per_page)$/.test(name)),
  );
  for (const param of names) {
    const from = fieldFor(param, segments, operation, own);
    if (from === undefined) return undefined;
    needs[param.name] = from;
  }
  return needs;
}

/** The form's field that has a value of the list. The company is always known. */
function fieldFor(
  { name, in: place }: OperationParam,
  segments: readonly string[],
  { params, body }: Operation,
  own: readonly string[],
): string | undefined {
  if (name === 'company_id') return name;
  const at = place === 'path' ? segments.indexOf(`{${name}}`) : -1;
  const isSamePlace = at > 0 && placeOf(own.slice(0, at + 1)) === placeOf(segments.slice(0, at + 1));
  if (isSamePlace) return own[at]?.slice(1, -1);
  if (name === 'project_id' && own[0] === 'projects' && own[1] === '{id}') return 'id';
  const isAsked = params.some((param) => param.name === name) || body?.keys.includes(name);
  return name !== 'id' && isAsked ? name : undefined;
}

/** How near a list is: of the same generation, of the project, of the same place, of the same tool, new. */
function rankOf({ operation: list, segments }: List, operation: Operation, own: readonly string[]): number[] {
  const [a, b] = [unversioned(segments.join('/')).split('/'), unversioned(own.join('/')).split('/')];
  const differs = a.findIndex((segment, place) => segment !== b[place]);
  const major = (each: Operation) => Math.floor(versionOf(each) / 1_000);
  return [
    Number(major(list) === major(operation)),
    Number(isOfProject(list)),
    differs < 0 ? a.length : differs,
    Number(list.tool === operation.tool),
    -segments.length,
    versionOf(list),
  ];
}

function isOfProject({ path, params }: Operation): boolean {
  return (
    path.includes('{project_id}') || params.some(({ name, required }) => name === 'project_id' && required)
  );
}

function compared(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((rank, place) => rank !== b[place]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function grouped<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const key = keyOf(each);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}
