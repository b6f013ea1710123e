/** The collections of the catalogue: what their rows look like where an operation does not say it, and where they are kept. */
import type { Context } from '../context.js';
import { Chance } from '../data/chance.js';
import { homeOf, type Project } from '../data/company.js';
import { FRESH, type Kind, type Row, WRITTEN } from '../data/rows.js';
import type { World } from '../data/world.js';
import { isFields } from '../form.js';
import { type Fact, type OperationParam, onceAsked, type Shape } from './facts.js';
import { bodyForm, listForm, oneForm, singularOf } from './forms.js';
import type { Item } from './groups.js';
import { Kept } from './kept.js';
import { kindOf, knownKind } from './kinds.js';
import { filteredField } from './matching.js';
import { type Ledger, sumsOf } from './money.js';
import { Naming } from './naming.js';
import { shapeOfParam } from './pieces.js';
import type { Place } from './place.js';
import type { Known } from './references.js';
import { type Rendered, timesOf } from './render.js';
import { replyFields } from './replies.js';
import { saltOf, typeByName } from './values.js';

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
  readonly choices: () => ReadonlyMap<string, ReadonlyArray<string | number>>;
  readonly hasBin: boolean;
  readonly isListed: boolean;
  /** Whether somebody can ask for its rows. */
  readonly isReal: boolean;
  /** Whether a project may have its rows apart from the company's. */
  readonly inProjects: boolean;
  /** Whether each row belongs to a project, by what its list says. */
  readonly ofProjects: boolean;
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
  return {
    key,
    singular,
    tool: group[0]?.fact.operation.tool ?? '',
    label: words.charAt(0).toUpperCase() + words.slice(1),
    item: onceAsked(() => itemShape(group, singular)),
    choices: onceAsked(() => choicesOf(lists)),
    hasBin: group.some(({ place }) => place.bin || place.role === 'restore') || lists.some(showsRemoved),
    isListed: lists.length > 0,
    isReal: group.some(({ place }) => place.role === 'list' || place.role === 'show'),
    inProjects: group.some(({ place }) => place.scope === 'project'),
    ofProjects: lists.length > 0 && lists.every(({ place }) => place.scope === 'project'),
  };
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

const ROLES = ['list', 'show', 'create', 'update'] as const;

/** The shape of a row: from a list, else from another operation's answer, else from what a new row is given. */
function itemShape(group: readonly Placed[], singular: string): Shape {
  for (const role of ROLES) {
    for (const { fact, place } of group) {
      const answer = place.role === role ? fact.answer() : undefined;
      if (!answer) continue;
      const item = role === 'list' ? listForm(answer)?.item : oneForm(answer).item;
      if (item?.kind === 'object' && item.fields.length > 1) return item;
    }
  }
  const written = group.find(({ fact, place }) => place.role === 'create' && fact.body());
  const given = bodyForm(written?.fact.body(), singular).fields;
  const names = new Set(['id', 'name', 'created_at', 'updated_at']);
  const described = given?.kind === 'object' ? given.fields : keyedFields(group, singular);
  const more = described.filter(({ name }) => !names.has(name));
  for (const { name } of more) names.add(name);
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

/** The values that a filter of a list offers: rows have one of them. */
function choicesOf(lists: readonly Placed[]): Map<string, ReadonlyArray<string | number>> {
  const choices = new Map<string, ReadonlyArray<string | number>>();
  for (const { fact } of lists) {
    for (const { name, enum: values } of fact.operation.params) {
      const field = /^filters?\[([^\]]+)\]/.exec(name)?.[1];
      if (field && values && !/include|delet|recycle|search|query/.test(field)) choices.set(field, values);
    }
  }
  return choices;
}

/** The rows behind a call. */
export class Collections {
  readonly #known: ReadonlyMap<string, Collection>;
  readonly #naming: Naming;
  /** The rows of lists, as they are shown. */
  readonly items = new Kept<Item>();

  constructor(known: ReadonlyMap<string, Collection>) {
    this.#known = known;
    this.#naming = new Naming(known);
  }

  get(key: string): Collection {
    const found = this.#known.get(key);
    if (!found) throw new Error(`There is no collection ${key}.`);
    return found;
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  /** Where the rows of a place are, and whether they are whole. */
  rows(world: World, key: string, project: Project, parents: Readonly<Record<string, unknown>>) {
    const hasBin = this.#known.get(key)?.hasBin ?? false;
    const made = kindOf(key, parents, hasBin, project.ordinal < 0);
    const { isWhole } = made;
    const kind = this.#isBelowNew(world, key, project, parents)
      ? { ...made.kind, exactly: () => 0 }
      : made.kind;
    // Rows of the company itself are in none of its projects, except those that a file knows to be in a project.
    return { store: world.rows(kind, project), isWhole };
  }

  /** Whether the parent of the rows was made by a caller: then nothing is below it but what callers make. */
  #isBelowNew(
    world: World,
    key: string,
    project: Project,
    parents: Readonly<Record<string, unknown>>,
  ): boolean {
    const names = Object.keys(parents);
    const last = names.at(-1);
    const above = key.slice(0, Math.max(0, key.lastIndexOf('/*')));
    if (last === undefined || above === '' || !this.has(above)) return false;
    const { [last]: id, ...others } = parents;
    return this.rows(world, above, project, others).store.find(String(id))?.[FRESH] === true;
  }

  /** The kind of the rows of a key, of a company's own or of a project. */
  kind(key: string, parents: Readonly<Record<string, unknown>>, ofCompany: boolean): Kind {
    return kindOf(key, parents, this.#known.get(key)?.hasBin ?? false, ofCompany).kind;
  }

  /** Whether the rows of a key are made from a list that somebody can ask for. */
  isReal(key: string): boolean {
    return (this.#known.get(key)?.isListed ?? false) || knownKind(key) !== undefined;
  }

  /** A row as it is rendered. */
  rendered(row: Row, key: string, index: number, context: Context, place: Project): Rendered {
    const collection = this.get(key);
    // The home of a company's rows is not a project that anybody can open; what they name is in the first one.
    const project = place.ordinal < 0 ? (place.company.projects[0] as Project) : place;
    const sums =
      key === 'rfis/*/replies' ? replyFields(row) : sumsOf(key, row, this.#ledger(context.world, place));
    const fields = { ...sums, ...row, ...row[WRITTEN] };
    const number = Number(row.id);
    return {
      fields,
      isFresh: row[FRESH] === true,
      choices: collection.choices(),
      subject: {
        id: number,
        index,
        label: collection.label,
        project,
        fileAddress: context.fileAddress,
        chance: new Chance(saltOf(key), number % 0x7fffffff),
        ...timesOf(fields, project),
      },
      other: (name, salt) => this.#other(context.world, name, key, salt, project, place),
    };
  }

  #ledger(world: World, project: Project): Ledger {
    return {
      project,
      rows: (key, parents = {}) => {
        if (!this.has(key)) return [];
        const { store } = this.rows(world, key, project, parents);
        return Array.from({ length: store.length }, (_, index) => store.at(index));
      },
    };
  }

  /** A row of the collection that a field names: `tax_code_id` is a row of `tax_codes`. */
  #other(
    world: World,
    name: string,
    own: string,
    salt: number,
    project: Project,
    place: Project,
  ): Known | undefined {
    const key = this.#naming.keyOf(name.replace(/_ids?$/, ''), own);
    if (key === undefined || key === 'projects' || key === 'companies') return undefined;
    const { inProjects, ofProjects } = this.get(key);
    const where = ofProjects || (inProjects && place.ordinal >= 0) ? project : homeOf(project.company);
    const { store } = this.rows(world, key, where, {});
    if (store.length === 0) return undefined;
    const row = store.at(salt % store.length);
    const { created_at: _, updated_at: __, ...fields } = row;
    const { label } = this.get(key);
    const named =
      isFields(fields) && !('name' in fields) ? { name: `${label} ${(salt % store.length) + 1}` } : {};
    return { ...named, ...fields, id: Number(row.id) };
  }
}
