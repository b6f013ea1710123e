/** What the operations of the catalogue say about one collection: what its rows look like, and where they belong. */
import { type Fact, type OperationParam, onceAsked, type Shape } from './facts.js';
import { bodyForm, isUndescribed, oneForm, singularOf } from './forms.js';
import { groupsIn } from './groups.js';
import { filteredField } from './matching.js';
import { shapeOfParam } from './pieces.js';
import { listingForm, type Place } from './place.js';
import { typeByName } from './values.js';

/** What all operations on one collection share. */
export interface Collection {
  readonly key: string;
  /** What it has many of: `submittal_package`. */
  readonly singular: string;
  /** Where Procore files it. */
  readonly tool: string;
  /** The same for people: `Submittal package`. */
  readonly label: string;
  /** The shape of a row, for operations whose own answer is not known. */
  readonly item: () => Shape;
  /** The same for an operation at this path: what the list at its own path shows, if there is one. */
  readonly itemAt: (path: string) => Shape;
  /** The fields that the operation for one record shows. */
  readonly single: () => readonly ShapeField[];
  readonly choices: () => ReadonlyMap<string, ReadonlyArray<string | number>>;
  readonly hasBin: boolean;
  /** The field that shows the row's own id, where that is not `id`: `schedule_id`. */
  readonly idName: () => string | undefined;
  /** The ids that its lists must be asked for, beside company and project. */
  readonly above: readonly string[];
  /** Whether its rows are people of the directory, as their shape says. */
  readonly isOfPeople: () => boolean;
  readonly isListed: boolean;
  /** Whether an operation makes its rows. */
  readonly isMade: boolean;
  /** Whether somebody can ask for its rows. */
  readonly isReal: boolean;
  /** Whether a project may have its rows apart from the company's. */
  readonly inProjects: boolean;
  /** Whether each row belongs to a project, by what its list says. */
  readonly ofProjects: boolean;
  /** Whether its rows are the company's, although its list must be asked for a project: what writes them names none. */
  readonly ofCompany: boolean;
}

/** An operation with its place. */
export interface Placed {
  readonly fact: Fact;
  readonly place: Place;
}

export function collectionsOf(all: readonly Placed[]): Map<string, Collection> {
  const groups = new Map<string, Placed[]>();
  for (const each of all) {
    const group = groups.get(each.place.key) ?? [];
    group.push(each);
    groups.set(each.place.key, group);
  }
  return new Map([...groups].map(([key, group]) => [key, collectionOf(key, group)]));
}

function collectionOf(key: string, group: readonly Placed[]): Collection {
  const spelled = key.split('/').filter((part) => part !== '*');
  const singular = singularOf(spelled.at(-1) ?? 'row');
  const words = singular.replaceAll(/[_-]/g, ' ');
  const lists = group.filter(({ place }) => place.role === 'list');
  const item = onceAsked(() => itemShape(group, singular));
  return {
    key,
    singular,
    tool: group[0]?.fact.operation.tool ?? '',
    label: words.charAt(0).toUpperCase() + words.slice(1),
    item,
    itemAt: (path) => itemAtPath(path, lists) ?? item(),
    single: onceAsked(() => singleFields(group)),
    choices: onceAsked(() => choicesOf(lists)),
    hasBin: group.some(({ place }) => place.bin || place.role === 'restore') || lists.some(showsRemoved),
    idName: onceAsked(() => idNameIn(item(), singular, group)),
    above: [...new Set(lists.flatMap(idsNeeded))],
    isOfPeople: onceAsked(() => lists.length > 0 && isPeople(key, item())),
    isListed: lists.length > 0,
    isMade: group.some(({ place }) => /^create/.test(place.role)),
    isReal: group.some(({ place }) => place.role === 'list' || place.role === 'show'),
    inProjects: group.some(({ place }) => place.scope === 'project'),
    ofProjects: lists.length > 0 && lists.every(({ place }) => place.scope === 'project'),
    ofCompany:
      group.some(({ place }) => place.role === 'create') &&
      group.every(({ place }) => (place.role === 'list') === (place.scope === 'project')),
  };
}

/** The row's own name for its id: that of its collection, or the one that paths have. */
function idNameIn(item: Shape, singular: string, group: readonly Placed[]): string | undefined {
  const names = item.kind === 'object' ? item.fields.map(({ name }) => name) : [];
  const own = [`${singular}_id`, ...group.flatMap(({ place }) => place.item ?? [])];
  return names.includes('id') ? undefined : own.find((name) => /_id$/.test(name) && names.includes(name));
}

function singleFields(group: readonly Placed[]): readonly ShapeField[] {
  return group.flatMap(({ fact, place }) => {
    const answer = place.role === 'show' ? fact.answer() : undefined;
    const item = answer && oneForm(answer).item;
    return item?.kind === 'object' ? item.fields : [];
  });
}

type ShapeField = Extract<Shape, { kind: 'object' }>['fields'][number];

function idsNeeded({ fact }: Placed): string[] {
  return fact.operation.params
    .filter(
      ({ name, in: where, required, enum: values }) =>
        where === 'query' && required && !values && /(?<!company|project)_id$/.test(name),
    )
    .map(({ name }) => name);
}

/** Rows with a login are users; some lists of users show only their names. */
function isPeople(key: string, item: Shape): boolean {
  if (item.kind !== 'object' || key.startsWith('workforce-planning/')) return false;
  const names = new Set(item.fields.map(({ name }) => name));
  if (!names.has('id') || !names.has('name')) return false;
  return names.has('login') || /(^|[/_])(users|assignees|creators)$/.test(key);
}

/** Whether a list can show removed rows, so that there must be some. */
function showsRemoved({ fact }: Placed): boolean {
  return fact.operation.params.some(
    ({ name, enum: values }) =>
      values?.includes('recycle') ||
      /\b(include_deleted|is_in_recycle_bin|deleted|deleted_only|deleted_at|recycle_bin|show_recycled)\b/.test(
        name,
      ),
  );
}

/**
 * The row of the list at a path, or at the path above, else of a list of the same generation: versions of an operation may show other
 * fields.
 */
function itemAtPath(path: string, lists: readonly Placed[]): Shape | undefined {
  const at = [path, path.slice(0, path.lastIndexOf('/'))];
  const own = lists.filter(({ fact }) => at.includes(fact.operation.path));
  const near = lists.filter(({ fact }) => generationOf(fact.operation.path) === generationOf(path));
  for (const list of [...own, ...near]) {
    const item = itemOf(list);
    if (item) return item;
  }
  return undefined;
}

/** `/rest/v2`, of any version of it. */
function generationOf(path: string): string {
  return path.slice(0, path.indexOf('.'));
}

/** The shape of a row that an operation shows. Undefined: it shows no more of it than one field. */
function itemOf({ fact, place }: Placed): Shape | undefined {
  const answer = fact.answer();
  const shown = place.role === 'list' ? listingForm(fact, place)?.item : answer && oneForm(answer).item;
  const item = (shown && groupsIn(shown)?.of) ?? shown;
  return item?.kind === 'object' && item.fields.length > 1 && !isUndescribed(item) ? item : undefined;
}

const ROLES = ['list', 'show', 'create', 'update'] as const;

/** The shape of a row: from a list, else from another operation's answer, else from what a new row is given. */
function itemShape(group: readonly Placed[], singular: string): Shape {
  for (const role of ROLES) {
    for (const each of group) {
      const item = each.place.role === role ? itemOf(each) : undefined;
      if (item) return item;
    }
  }
  const names = new Set(['id', 'name', 'created_at', 'updated_at']);
  const written = writtenFields(group, singular);
  const more = [...(written.length > 0 ? written : keyedFields(group, singular))].filter(({ name }) => {
    const isNew = !names.has(name);
    names.add(name);
    return isNew;
  });
  // What a list can be filtered by, its rows have.
  const filtered = filteredFields(group).filter(({ name }) => !names.has(name));
  return {
    kind: 'object',
    fields: [
      value('id', 'integer'),
      ...(more.some(({ name }) => /title|subject/.test(name)) ? [] : [value('name', 'string')]),
      ...more,
      ...filtered,
      value('created_at', 'date-time'),
      value('updated_at', 'date-time'),
    ],
  };
}

function value(name: string, type: 'integer' | 'string' | 'date-time') {
  return { name, required: false, shape: { kind: 'value' as const, type } };
}

/** The fields of the bodies that make a row, of all versions. */
function writtenFields(group: readonly Placed[], singular: string): readonly ShapeField[] {
  return group.flatMap(({ fact, place }) => {
    const { fields } = bodyForm(place.role === 'create' ? fact.body() : undefined, singular);
    return fields?.kind === 'object' ? fields.fields : [];
  });
}

/** What the bodies of writes can have at their outermost level, where no more is said of them. */
function keyedFields(group: readonly Placed[], singular: string) {
  const keys = group.flatMap(({ fact, place }) =>
    /^(create|update|write one)$/.test(place.role) ? (fact.operation.body?.keys ?? []) : [],
  );
  const own = [...new Set(keys)].filter((key) => key !== singular && !/^(company|project)_id$/.test(key));
  return own.map((name): ReturnType<typeof fieldOfParam> => {
    const type = typeByName(name);
    return {
      name,
      required: false,
      shape: type ? { kind: 'value', type } : { kind: 'open', isObject: false },
    };
  });
}

/** The fields that the filters of a list name, each once. */
function filteredFields(group: readonly Placed[]): Array<ReturnType<typeof fieldOfParam>> {
  const fields = new Map<string, ReturnType<typeof fieldOfParam>>();
  for (const { fact, place } of group) {
    if (place.role !== 'list') continue;
    for (const param of fact.operation.params) {
      const name = /^filters?\[/.test(param.name) ? filteredField(param) : undefined;
      if (name !== undefined && param.type !== 'object' && !isAbout(name))
        fields.set(name, fieldOfParam(name, param));
    }
  }
  return [...fields.values()];
}

/** Filters that name no field: of the row's own id, of all of its texts, of the rows below it. */
function isAbout(name: string): boolean {
  return /^ids?$|^(search|query)|custom_field|_(before|after|for)$/.test(name);
}

function fieldOfParam(name: string, param: OperationParam) {
  return { name, required: false, shape: shapeOfParam(name, param) };
}

/** Numbers, for a field that is shown as text and is filtered by a whole number. */
const NUMBERS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** The values that a filter of a list offers: rows have one of them. A status may also be filtered by its number. */
function choicesOf(lists: readonly Placed[]): Map<string, ReadonlyArray<string | number>> {
  const choices = new Map<string, ReadonlyArray<string | number>>();
  for (const { fact } of lists) {
    for (const { name, enum: offered, type } of fact.operation.params) {
      const field = /^filters?\[([^\]]+)\]/.exec(name)?.[1];
      const values = offered ?? (isNumber(type, field) ? NUMBERS : undefined);
      if (field && values && !/include|delet|recycle|search|query/.test(field)) choices.set(field, values);
    }
  }
  return choices;
}

function isNumber(type: string, field = ''): boolean {
  return type.includes('integer') && !isAbout(field) && !/^status$|_ids?$/.test(field);
}
