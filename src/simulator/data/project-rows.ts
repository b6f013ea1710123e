/**
 * Rows that are made on demand.
 *
 * A project may have a million RFIs, so no list of them exists: a row is computed from its index, and its id
 * can be turned back into the index. Only what was written to the simulator is kept.
 */
import { REMOVAL_IS_AN_UPDATE } from '../assumed.js';
import { Chance, mix } from './chance.js';
import type { Action, Changes, Write } from './changes.js';
import type { Project } from './company.js';
import { timestamp } from './dates.js';
import { Gaps } from './gaps.js';
import { FRESH, type Kind, type Row, type Rows, WRITTEN } from './rows.js';

export interface ProjectRowsParts {
  readonly kind: Kind;
  readonly project: Project;
  /** How many rows the project starts with. */
  readonly length: number;
  /** How many ids are reserved for the project. */
  readonly room: number;
  /** The company's records, of which these are some. */
  readonly whole?: ProjectRows | undefined;
  readonly changes: Changes;
}

/** What a project decides of a record of its company: by which template a user has rights there. */
const OF_PROJECT = ['permission_template', 'permission_template_id'] as const;

/** Ids grow by this much, with a random gap in between, as in a system that many people use at once. */
export const ID_STEP = 3;

/** The present records of one kind in one project; `removed` and `all` also have the removed ones. */
export class ProjectRows implements Rows {
  /** Removed records that can be restored, by rising ids. */
  readonly removed: Rows;
  /** Present and removed records. */
  readonly all: Rows;
  readonly #kind: Kind;
  readonly #project: Project;
  readonly #changes: Changes;
  readonly #whole: ProjectRows | undefined;
  readonly #seed: number;
  readonly #made: number;
  readonly #firstId: number;
  readonly #changed = new Map<number, Row>();
  readonly #added: Row[] = [];
  /** Index of each record that came from another project, by id: such an id does not give the index. */
  readonly #arrived = new Map<number, number>();
  /** The `deleted_at` of each removed record. */
  readonly #deletedAt = new Map<number, string>();
  readonly #inBin = new Gaps();
  /** Moved to another project. */
  readonly #gone = new Gaps();
  /** Removed or gone. */
  readonly #absent = new Gaps();
  #version = 0;

  constructor({ kind, project, length, room, whole, changes }: ProjectRowsParts) {
    this.#kind = kind;
    this.#project = project;
    this.#changes = changes;
    this.#whole = whole;
    this.#made = length;
    this.#seed = mix(project.ordinal, seedOf(kind.name));
    this.#firstId = project.company.idOffset + kind.firstId + project.ordinal * room * ID_STEP;
    this.#binFirst(kind.binned ?? 0);
    this.removed = this.#view(
      () => this.#inBin.size,
      (position) => this.#inBin.at(position),
      (index) => this.#inBin.has(index),
    );
    this.all = this.#view(
      () => this.#total - this.#gone.size,
      (position) => this.#gone.between(position),
      (index) => !this.#gone.has(index),
    );
  }

  get length(): number {
    return this.#total - this.#absent.size;
  }

  /** How many records were there at the start, without those that were removed already. */
  get started(): number {
    return this.#made - Math.min(this.#made, this.#kind.binned ?? 0);
  }

  get version(): number {
    return this.#version + (this.#whole?.version ?? 0);
  }

  /** The id that the next added record will have. */
  get nextId(): number {
    return this.#idOf(this.#total);
  }

  at(position: number): Row {
    return this.#read(this.#absent.between(position));
  }

  find(id: string): Row | undefined {
    const index = this.#presentAt(id);
    return index === undefined ? undefined : this.#read(index);
  }

  /** The present records that were written. */
  *allWritten(): Generator<Row> {
    const added = this.#added.map((_, position) => this.#made + position);
    for (const index of [...this.#changed.keys(), ...added])
      if (!this.#absent.has(index)) yield this.#read(index);
  }

  /** A record as it was changed here; undefined if nobody changed it. */
  written(id: Row['id']): Row | undefined {
    const index = this.#changed.size > 0 ? this.#indexOf(Number(id)) : undefined;
    return index === undefined ? undefined : this.#changed.get(index);
  }

  /** Adds a record: `fields` replace those of an invented one. */
  add(fields: Record<string, unknown>, write: Write): Row {
    const made = this.#make(this.#total);
    const now = timestamp(write.now);
    const fresh = FRESH in fields ? this.#kind.fresh?.(fields) : {};
    const row = { ...made, ...fresh, created_at: now, ...fields, id: made.id, updated_at: now };
    this.#added.push(row);
    this.#note('create', row, write);
    return row;
  }

  /** Takes in a record as it is, with its own id. Nobody did it, so it is no change. */
  adopt(row: Row): void {
    this.#arrived.set(Number(row.id), this.#total);
    this.#added.push(row);
    this.#version++;
  }

  /** Changes a record; undefined if there is none with this id. */
  change(id: string, fields: Record<string, unknown>, write: Write): Row | undefined {
    const index = this.#presentAt(id);
    if (index === undefined) return undefined;
    const before = this.#read(index);
    const row = { ...before, ...fields, id: before.id, updated_at: timestamp(write.now) };
    // What belongs to the company is kept there alone, so that no project has it otherwise.
    const isShared = this.#whole?.change(id, ofCompany(fields), write) !== undefined;
    if (!isShared || OF_PROJECT.some((name) => name in fields)) this.#put(index, row);
    this.#note('update', row, write);
    return row;
  }

  /** Removes a record, which can be restored; undefined if there is none with this id. */
  remove(id: string, write: Write): Row | undefined {
    const index = this.#presentAt(id);
    if (index === undefined) return undefined;
    this.#deletedAt.set(index, timestamp(write.now));
    this.#inBin.add(index);
    this.#absent.add(index);
    const row = this.#read(index);
    this.#note('delete', row, write);
    return row;
  }

  /** Restores a removed record as it was; undefined if none with this id was removed. */
  restore(id: string, write: Write): Row | undefined {
    const index = this.#indexOf(Number(id));
    if (index === undefined || !this.#inBin.has(index)) return undefined;
    this.#deletedAt.delete(index);
    this.#inBin.delete(index);
    this.#absent.delete(index);
    const row = { ...this.#read(index), updated_at: timestamp(write.now) };
    this.#put(index, row);
    this.#note('restore', row, write);
    return row;
  }

  /**
   * Moves a record to another project. It keeps its id and leaves nothing behind. Undefined if there is none with
   * this id.
   */
  move(id: string, to: ProjectRows, write: Write): Row | undefined {
    const index = this.#presentAt(id);
    if (index === undefined) return undefined;
    const before = this.#read(index);
    const row = { ...before, updated_at: timestamp(write.now) };
    if ('project_id' in row) row.project_id = to.#project.id;
    this.#gone.add(index);
    this.#absent.add(index);
    this.#version++;
    to.adopt(row);
    to.#note('move', row, write, this.#project);
    return row;
  }

  /** Removes the last records of those that are there at the start. Nobody did it, so it is no change. */
  #binFirst(count: number): void {
    for (let index = Math.max(0, this.#made - count); index < this.#made; index++) {
      const { updated_at: at } = this.#make(index);
      this.#deletedAt.set(index, typeof at === 'string' ? at : timestamp(this.#project.finish));
      this.#inBin.add(index);
      this.#absent.add(index);
    }
  }

  get #total(): number {
    return this.#made + this.#added.length;
  }

  #view(length: () => number, indexAt: (position: number) => number, has: (index: number) => boolean): Rows {
    const version = () => this.#version;
    return {
      get length() {
        return length();
      },
      get version() {
        return version();
      },
      at: (position) => this.#read(indexAt(position)),
      find: (id) => {
        const index = this.#indexOf(Number(id));
        return index !== undefined && has(index) ? this.#read(index) : undefined;
      },
    };
  }

  #read(index: number): Row {
    const own = this.#changed.get(index) ?? this.#added[index - this.#made] ?? this.#make(index);
    const shared = this.#whole?.written(own.id);
    const row = shared ? { ...shared, ...ofProject(this.#changed.get(index)) } : own;
    const deletedAt = this.#deletedAt.get(index);
    if (deletedAt === undefined) return row;
    const updatedAt = REMOVAL_IS_AN_UPDATE ? deletedAt : row.updated_at;
    return { ...row, deleted_at: deletedAt, updated_at: updatedAt };
  }

  #put(index: number, row: Row): void {
    if (index < this.#made) this.#changed.set(index, row);
    else this.#added[index - this.#made] = row;
  }

  #note(action: Action, { id }: Row, write: Write, from?: Project): void {
    this.#version++;
    this.#changes.add({
      action,
      resource: this.#kind.name,
      id: Number(id),
      project: this.#project,
      from,
      write,
    });
  }

  #make(index: number): Row {
    const chance = new Chance(this.#seed, index);
    return this.#kind.make({ id: this.#idOf(index), index, of: this.#made, project: this.#project, chance });
  }

  #idOf(index: number): number {
    const { ids } = this.#kind;
    if (ids && index < this.#made) return ids.at(this.#project, index);
    return this.#firstId + index * ID_STEP + (mix(this.#seed, index) % ID_STEP);
  }

  /** The index of a present record. */
  #presentAt(id: string): number | undefined {
    const index = this.#indexOf(Number(id));
    return index === undefined || this.#absent.has(index) ? undefined : index;
  }

  #indexOf(id: number): number | undefined {
    const arrived = this.#arrived.get(id);
    if (arrived !== undefined) return arrived;
    const fixed = this.#kind.ids?.indexOf(this.#project, id);
    if (fixed !== undefined && fixed >= 0 && fixed < this.#made) return fixed;
    const index = Math.floor((id - this.#firstId) / ID_STEP);
    const isKnown = index >= 0 && index < this.#total && this.#idOf(index) === id;
    // A record from another project keeps its id, so the id that belongs to its index stays unused.
    const added = this.#added[index - this.#made];
    return isKnown && (!added || added.id === id) ? index : undefined;
  }
}

function seedOf(name: string): number {
  let seed = 0;
  for (const letter of name) seed = mix(seed, letter.charCodeAt(0));
  return seed;
}

function ofProject(row: Partial<Row> = {}): Record<string, unknown> {
  return Object.fromEntries(OF_PROJECT.flatMap((name) => (name in row ? [[name, row[name]]] : [])));
}

/** The fields without those of {@link OF_PROJECT}, also among what was written. */
function ofCompany(fields: Partial<Row>): Partial<Row> {
  const kept = { ...fields };
  const written = { ...fields[WRITTEN] };
  for (const name of OF_PROJECT) {
    delete kept[name];
    delete written[name];
  }
  return fields[WRITTEN] ? { ...kept, [WRITTEN]: written } : kept;
}
