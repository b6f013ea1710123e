/** What a record is, what a kind of record is made of, and lists of them. */
import type { Chance } from './chance.js';
import type { Project } from './company.js';
import { DAY } from './dates.js';

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
