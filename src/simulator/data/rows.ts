/**
 * Rows that are made when they are asked for.
 *
 * A project may hold a million RFIs, so no list of them exists: a row is a function of its index, and its id
 * can be turned back into the index. Only what was written to the simulator is kept.
 */
import { Chance, mix } from './chance.js';
import type { Project } from './company.js';
import { DAY, timestamp } from './dates.js';

/** One record as it is sent. */
export interface Row {
  id: number | string;
  [field: string]: unknown;
}

/** What a row is made from. */
export interface Seed {
  readonly id: number;
  /** Position in the project's list, from 0. */
  readonly index: number;
  /** How many rows of this kind the project was made with. */
  readonly of: number;
  readonly project: Project;
  readonly chance: Chance;
}

/** One kind of record: how many there are, which ids they have, how one is made. */
export interface Kind {
  /** Unique; part of the seed. */
  readonly name: string;
  /** Ids of this kind begin here, before the company's own offset is added. */
  readonly firstId: number;
  /** Records for each RFI, on average. */
  readonly share: number;
  make(seed: Seed): Row;
}

/** A list that is not held: its length, one of its rows, and where an id stands. */
export interface Rows {
  readonly length: number;
  /** Changes with each write, so that what was derived from the rows can be told to be old. */
  readonly version: number;
  at(index: number): Row;
  find(id: string): Row | undefined;
}

/** Records of a project come to be over this long a time from its start. */
const SPAN = 540 * DAY;

/** Milliseconds at which a row came to be: rows follow one another in time as their indexes do. */
export function createdAt(project: Project, index: number, of: number, chance: Chance): number {
  const step = SPAN / of;
  return Math.floor(project.start + step * index + (step * chance.between(0, 0, 999)) / 1000);
}

/** Ids grow by this much, with a gap of chance in between, as in a system used by many at once. */
const ID_STEP = 3;

/** The records of one kind in one project. */
export class ProjectRows implements Rows {
  readonly #kind: Kind;
  readonly #project: Project;
  readonly #seed: number;
  readonly #made: number;
  readonly #firstId: number;
  readonly #changed = new Map<number, Row>();
  readonly #added: Row[] = [];
  #version = 0;

  constructor(kind: Kind, project: Project, length: number, room: number) {
    this.#kind = kind;
    this.#project = project;
    this.#made = length;
    this.#seed = mix(project.ordinal, seedOf(kind.name));
    this.#firstId = project.company.idOffset + kind.firstId + project.ordinal * room * ID_STEP;
  }

  get length(): number {
    return this.#made + this.#added.length;
  }

  get version(): number {
    return this.#version;
  }

  at(index: number): Row {
    const written = this.#changed.get(index) ?? this.#added[index - this.#made];
    return written ?? this.#make(index);
  }

  find(id: string): Row | undefined {
    const index = this.#indexOf(Number(id));
    return index === undefined ? undefined : this.at(index);
  }

  /** Add a record: `fields` over what a made one would have had. */
  add(fields: Record<string, unknown>, now: number): Row {
    const made = this.#make(this.length);
    const row = { ...made, created_at: timestamp(now), ...fields, id: made.id, updated_at: timestamp(now) };
    this.#added.push(row);
    this.#version++;
    return row;
  }

  /** Change a record; undefined where there is none with this id. */
  change(id: string, fields: Record<string, unknown>, now: number): Row | undefined {
    const index = this.#indexOf(Number(id));
    if (index === undefined) return undefined;
    const before = this.at(index);
    const row = { ...before, ...fields, id: before.id, updated_at: timestamp(now) };
    if (index < this.#made) this.#changed.set(index, row);
    else this.#added[index - this.#made] = row;
    this.#version++;
    return row;
  }

  #make(index: number): Row {
    const chance = new Chance(this.#seed, index);
    return this.#kind.make({ id: this.#idOf(index), index, of: this.#made, project: this.#project, chance });
  }

  #idOf(index: number): number {
    return this.#firstId + index * ID_STEP + (mix(this.#seed, index) % ID_STEP);
  }

  #indexOf(id: number): number | undefined {
    const index = Math.floor((id - this.#firstId) / ID_STEP);
    const known = index >= 0 && index < this.length && this.#idOf(index) === id;
    return known ? index : undefined;
  }
}

/** A short list that is simply held, such as the companies. */
export function listed(rows: readonly Row[]): Rows {
  return {
    length: rows.length,
    version: 0,
    at: (index) => rows[index] as Row,
    find: (id) => rows.find((row) => String(row.id) === id),
  };
}

/** A list whose rows are made from those of another, or from nothing but their index. */
export function derived(length: number, at: (index: number) => Row): Rows {
  return {
    length,
    version: 0,
    at,
    find: (id) => {
      for (let index = 0; index < length; index++) {
        const row = at(index);
        if (String(row.id) === id) return row;
      }
      return undefined;
    },
  };
}

function seedOf(name: string): number {
  let seed = 0;
  for (const letter of name) seed = mix(seed, letter.charCodeAt(0));
  return seed;
}
