/** Records, kinds of records, and lists of records. */
import type { Chance } from './chance.js';
import type { Company, Project } from './company.js';
import { DAY } from './dates.js';

/** Marks a row that a caller created. No answer shows it. */
export const FRESH = Symbol('fresh');
/** Marks a new row to which a caller gave a file. No answer shows it. */
export const FILED = Symbol('filed');
/** What was written to a record that other forms of it show as well, as it was written. No answer shows it. */
export const WRITTEN = Symbol('written');

/** One record as it is sent. */
export interface Row {
  id: number | string;
  [FRESH]?: true;
  [FILED]?: true;
  [WRITTEN]?: Readonly<Record<string, unknown>>;
  [field: string]: unknown;
}

/** What a row is made from. */
export interface Seed {
  readonly id: number;
  /** Position in the project's list, from 0. */
  readonly index: number;
  /** How many rows of this kind the project started with. */
  readonly of: number;
  readonly project: Project;
  readonly chance: Chance;
}

/** One kind of record: how many there are, their ids, and how one is made. */
export interface Kind {
  /** Unique; part of the seed. */
  readonly name: string;
  /** Ids of this kind begin here, before the company's own offset is added. */
  readonly firstId: number;
  /** Average number of records for each RFI. */
  readonly share: number;
  /** Most records that a project starts with. */
  readonly most?: number;
  /** How many records there are at the start, whatever the share says. */
  readonly exactly?: (company: Company) => number;
  /** The kind of the company's records of which these are some: what is written to either is shown by both. */
  readonly of?: Kind;
  /** Whether all projects of a company have the same ones. */
  readonly ofCompany?: true;
  /** How many of them are in the recycle bin from the start. */
  readonly binned?: number;
  /** The ids that the first records have instead of those of the list's own numbering. */
  readonly ids?: {
    at(project: Project, index: number): number;
    indexOf(project: Project, id: number): number | undefined;
  };
  /** What a record that a caller creates has instead of what an invented one has. */
  fresh?(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  make(seed: Seed): Row;
}

/** A list that is not held in memory: its length, a row by index, and the index of an id. */
export interface Rows {
  readonly length: number;
  /** Changes with each write, so that data derived from the rows is known to be stale. */
  readonly version: number;
  at(index: number): Row;
  find(id: string): Row | undefined;
}

/** The records of a project are created within this time after its start. */
const SPAN = 540 * DAY;

/** When a row was created, in milliseconds since the epoch; rows are in the order of their indexes. */
export function createdAt(project: Project, index: number, of: number, chance: Chance): number {
  const step = SPAN / of;
  return Math.floor(project.start + step * index + (step * chance.between(0, 0, 999)) / 1000);
}

/** A short list that is held in memory, such as the companies. */
export function listed(rows: readonly Row[]): Rows {
  return {
    length: rows.length,
    version: 0,
    at: (index) => rows[index] as Row,
    find: (id) => rows.find((row) => String(row.id) === id),
  };
}

/** A list whose rows are computed from another list's rows, or only from their index. */
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
