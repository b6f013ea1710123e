/** The collections of the catalogue: where their rows are kept, and what the rows refer to. */
import type { Context } from '../context.js';
import { Chance } from '../data/chance.js';
import { homeOf, type Project } from '../data/company.js';
import { FRESH, type Kind, type Row, WRITTEN } from '../data/rows.js';
import type { World } from '../data/world.js';
import { type Fields, isFields } from '../form.js';
import type { Collection } from './collection.js';
import type { Item } from './groups.js';
import { Kept } from './kept.js';
import { kindOf, knownKind, type Traits } from './kinds.js';
import { type Ledger, sumsOf } from './money.js';
import { Naming, typeOfRecord } from './naming.js';
import type { Known } from './references.js';
import { type Rendered, timesOf } from './render.js';
import { replyFields } from './replies.js';
import { saltOf } from './values.js';

/** How many records a list is about that must be asked for one of them. */
const FEW = 3;

/** Rows that follow each other refer to other things: their ids are taken into account up to this prime. */
const SPREAD = 1_000_003;

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
    const made = kindOf(key, parents, this.#traitsOf(key), project.ordinal < 0);
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
    return kindOf(key, parents, this.#traitsOf(key), ofCompany).kind;
  }

  #traitsOf(key: string): Traits {
    const known = this.#known.get(key);
    return {
      hasBin: known?.hasBin ?? false,
      isOfPeople: known?.isOfPeople() ?? false,
      ofCompany: known?.ofCompany ?? false,
    };
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
    const above = row[FRESH] ? {} : this.#above(context.world, collection, index, project, place);
    const idName = collection.idName();
    const own = idName === undefined ? {} : { [idName]: row.id };
    const fields = { ...sums, ...above, ...row, ...row[WRITTEN], ...own };
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
      other: (name, salt) => this.#other(context.world, name, key, salt + (number % SPREAD), project, place),
    };
  }

  /**
   * What a list must be asked for: its rows belong to the first few of those, so that a person who looks finds some. Where records of
   * several kinds are meant, to the first few of each kind.
   */
  #above(world: World, { key, above }: Collection, index: number, project: Project, place: Project): Fields {
    const fields: Fields = {};
    for (const name of above) {
      const kinds = this.#naming.keysOf(stemOfId(name), key);
      const turn = index % (FEW * Math.max(1, kinds.length));
      const known = this.#other(world, name, key, turn, project, place);
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
  #other(
    world: World,
    name: string,
    own: string,
    salt: number,
    project: Project,
    place: Project,
  ): Known | undefined {
    const keys = this.#naming.keysOf(stemOfId(name), own);
    const key = keys[salt % keys.length];
    const turn = Math.floor(salt / keys.length);
    if (key === undefined || key === 'projects' || key === 'companies') return undefined;
    const { inProjects, ofProjects } = this.get(key);
    const where = ofProjects || (inProjects && place.ordinal >= 0) ? project : homeOf(project.company);
    const { store } = this.rows(world, key, where, {});
    if (store.length === 0) return undefined;
    const row = store.at(turn % store.length);
    const { created_at: _, updated_at: __, ...fields } = row;
    const { label } = this.get(key);
    const named =
      isFields(fields) && !('name' in fields) ? { name: `${label} ${(turn % store.length) + 1}` } : {};
    return { ...named, ...fields, id: Number(row.id) };
  }
}

function stemOfId(name: string): string {
  return name.replace(/_ids?$/, '');
}
