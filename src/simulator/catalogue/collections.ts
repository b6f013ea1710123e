/** The collections of the catalogue: where their rows are kept, and what the rows refer to. */
import type { Context } from '../context.js';
import { Chance } from '../data/chance.js';
import { homeOf, type Project } from '../data/company.js';
import { FILED, FRESH, type Kind, type Row, WRITTEN } from '../data/rows.js';
import type { World } from '../data/world.js';
import { type Fields, isFields } from '../form.js';
import type { Collection } from './collection.js';
import { onceAsked } from './facts.js';
import type { Item } from './groups.js';
import { type Inside, type Lookup, recordsInside, storeInside } from './inside.js';
import { Kept } from './kept.js';
import { kindOf, knownKind, type Traits } from './kinds.js';
import { type Ledger, sumsOf } from './money.js';
import { Naming, typeOfRecord } from './naming.js';
import type { Known } from './references.js';
import { type Rendered, timesOf } from './render.js';
import { replyFields } from './replies.js';
import { type Store, storeBelow, storeNamed } from './stores.js';
import { saltOf } from './values.js';
import { listMeant, listWithType, ofRecords, type Wider, widerLists } from './wider.js';

/** How many records a list is about that must be asked for one of them. */
const FEW = 3;

/** Rows that follow each other refer to other things: their ids are taken into account up to this prime. */
const SPREAD = 1_000_003;

/** The rows behind a call. */
export class Collections {
  readonly #known: ReadonlyMap<string, Collection>;
  readonly #naming: Naming;
  readonly #inside: () => readonly Inside[];
  readonly #wider: () => readonly Wider[];
  readonly #types = new Map<string, ReturnType<typeof listWithType>>();
  /** The rows of lists, as they are shown. */
  readonly items = new Kept<Item>();

  constructor(known: ReadonlyMap<string, Collection>) {
    this.#known = known;
    this.#naming = new Naming(known);
    this.#inside = onceAsked(() => recordsInside(known));
    this.#wider = onceAsked(() => widerLists(known));
  }

  get(key: string): Collection {
    const found = this.#known.get(key);
    if (!found) throw new Error(`There is no collection ${key}.`);
    return found;
  }

  all(): Iterable<Collection> {
    return this.#known.values();
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  /** Where the rows of a place are, and whether they are whole. */
  rows(
    world: World,
    key: string,
    project: Project,
    parents: Readonly<Record<string, unknown>>,
  ): { readonly store: Store; readonly isWhole: boolean } {
    const inside = this.insideOf(key);
    if (inside) return { store: this.#storeInside(world, inside, project, parents), isWhole: true };
    const [id] = Object.values(parents);
    if (id === undefined) return this.#stored(world, key, project, parents);
    const wider = this.widerOf(key);
    if (wider) {
      const { store } = this.#stored(world, wider.key, project, {});
      return { store: storeBelow(store, wider.field, id), isWhole: false };
    }
    const typed = this.#typed(key);
    if (typed) {
      const { store } = this.#stored(world, typed.key, project, parents);
      return { store: storeBelow(store, 'item_type', typed.type), isWhole: false };
    }
    const meant = listMeant(key, this.#known);
    if (meant === undefined) return this.#stored(world, key, project, parents);
    const { kind } = kindOf(key, parents, this.#traitsOf(key), project.ordinal < 0);
    const own = world.rows({ ...kind, exactly: () => 0 }, project);
    return { store: storeNamed(own, this.#listed(world, meant, project), parents), isWhole: false };
  }

  /** Looked for once: every call for a row below another one asks. */
  #typed(key: string): ReturnType<typeof listWithType> {
    if (!this.#types.has(key)) this.#types.set(key, listWithType(key, this.#known));
    return this.#types.get(key);
  }

  #storeInside(world: World, inside: Inside, project: Project, parents: Readonly<Record<string, unknown>>) {
    const { store } = this.#stored(world, inside.list, project, {});
    const named: Lookup = (name, id) => {
      const [list] = this.keysOf(name, inside.list);
      return list === undefined ? undefined : this.#listed(world, list, project).find(id);
    };
    return storeInside(store, inside, parents[`${inside.owner}_id`], named);
  }

  /** The rows of a list that something at a place names: those of its project, or of the company. */
  #listed(world: World, key: string, place: Project): Store {
    const { inProjects, ofProjects } = this.get(key);
    const isOfProject = ofProjects || (inProjects && place.ordinal >= 0);
    return this.rows(world, key, isOfProject ? projectAt(place) : homeOf(place.company), {}).store;
  }

  #stored(world: World, key: string, project: Project, parents: Readonly<Record<string, unknown>>) {
    const made = kindOf(key, parents, this.#traitsOf(key), project.ordinal < 0);
    const { isWhole } = made;
    const kind = this.#isBelowNew(world, key, project, parents)
      ? { ...made.kind, exactly: () => 0 }
      : this.#ofRecords(world, key, project, made.kind);
    // Rows of the company itself are in none of its projects, except those that a file knows to be in a project.
    return { store: world.rows(kind, project), isWhole };
  }

  /** Where the records of a path are, if only the rows of another list show them. */
  insideOf(key: string): Inside | undefined {
    return this.#inside().find((inside) => inside.key === key);
  }

  /** The wider list that has the rows of a list below a record. */
  widerOf(key: string): Wider | undefined {
    return this.#wider().find(({ below }) => below === key);
  }

  /** The rows of a wider list, each of a record of the lists above it. */
  #ofRecords(world: World, key: string, project: Project, kind: Kind): Kind {
    const lists = this.#wider().filter((wider) => wider.key === key);
    const owners = ({ above, field }: Wider) => ({
      field,
      rows: this.#stored(world, above, project, {}).store,
    });
    return lists.length === 0 ? kind : ofRecords(kind, () => lists.map(owners));
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
    return kindOf(key, parents, this.#traitsOf(key), ofCompany).kind;
  }

  #traitsOf(key: string): Traits {
    const known = this.#known.get(key);
    return {
      hasBin: known?.hasBin ?? false,
      isOfPeople: known?.isOfPeople() ?? false,
      isOfRecords: this.#wider().some((wider) => wider.key === key),
      ofCompany: known?.ofCompany ?? false,
    };
  }

  /** Whether the rows of a key are made from a list that somebody can ask for. */
  isReal(key: string): boolean {
    return (this.#known.get(key)?.isListed ?? false) || knownKind(key) !== undefined;
  }

  /** The keys of the collections whose ids a name in a path or a field takes, for a collection: none, one, or several in turn. */
  keysOf(name: string, own: string): readonly string[] {
    return this.#naming.keysOf(stemOfId(name), own);
  }

  /** A row as it is rendered. */
  rendered(row: Row, key: string, index: number, context: Context, place: Project): Rendered {
    const collection = this.get(key);
    const project = projectAt(place);
    const sums =
      key === 'rfis/*/replies' ? replyFields(row) : sumsOf(key, row, this.#ledger(context.world, place));
    const above = row[FRESH] ? {} : this.#above(context.world, collection, index, place);
    const idName = collection.idName();
    const own = idName === undefined ? {} : { [idName]: row.id };
    const fields = { ...sums, ...above, ...row, ...row[WRITTEN], ...own };
    const number = Number(row.id);
    return {
      fields,
      isFresh: row[FRESH] === true,
      isFiled: row[FILED] === true,
      choices: collection.choices(),
      subject: {
        id: number,
        index,
        label: collection.label,
        project,
        fileAddress: context.fileAddress,
        // A row looks the same in the list below a record and in the wider one.
        chance: new Chance(saltOf(this.widerOf(key)?.key ?? key), number % 0x7fffffff),
        ...timesOf(fields, project),
      },
      other: (name, salt) => this.#other(context.world, name, key, salt + (number % SPREAD), place),
    };
  }

  /**
   * What a list must be asked for: its rows belong to the first few of those, so that a person who looks finds some. Where records of
   * several kinds are meant, to the first few of each kind.
   */
  #above(world: World, { key, above }: Collection, index: number, place: Project): Fields {
    const fields: Fields = {};
    for (const name of above) {
      const kinds = this.#naming.keysOf(stemOfId(name), key);
      const turn = index % (FEW * Math.max(1, kinds.length));
      const known = this.#other(world, name, key, turn, place);
      if (!known) continue;
      fields[name] = known.id;
      const type = typeOfRecord(kinds[turn % kinds.length] ?? '');
      if (type !== undefined && name === 'holder_id') fields.holder_type = type;
    }
    return fields;
  }

  /** The parameters that name the record a list must be asked for, where no list has such records: with its type, if one is asked. */
  unlisted(key: string): readonly string[] {
    return this.get(key)
      .above.filter((name) => this.#naming.keysOf(stemOfId(name), key).length === 0)
      .flatMap((name) => [name, name.replace(/_id$/, '_type')]);
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
  #other(world: World, name: string, own: string, salt: number, place: Project): Known | undefined {
    const keys = this.#naming.keysOf(stemOfId(name), own);
    const key = keys[salt % keys.length];
    const turn = Math.floor(salt / keys.length);
    if (key === undefined || key === 'projects' || key === 'companies') return undefined;
    const store = this.#listed(world, key, place);
    if (store.length === 0) return undefined;
    const row = store.at(turn % store.length);
    const { created_at: _, updated_at: __, ...fields } = row;
    const { label } = this.get(key);
    const named =
      isFields(fields) && !('name' in fields) ? { name: `${label} ${(turn % store.length) + 1}` } : {};
    return { ...named, ...fields, id: Number(row.id) };
  }
}

/** The home of a company's rows is not a project that anybody can open; what they name is in the first one. */
function projectAt(place: Project): Project {
  return place.ordinal < 0 ? (place.company.projects[0] as Project) : place;
}

function stemOfId(name: string): string {
  return name.replace(/_ids?$/, '');
}
