/** The parts of a company and a project; the world makes them. */
import type { Chance } from './chance.js';
import type { BUILDINGS, CITIES } from './words.js';

export interface Company {
  readonly id: number;
  readonly name: string;
  /** Whether the app is connected to it. */
  readonly installed: boolean;
  /** Position among all companies, from 0. */
  readonly ordinal: number;
  /** Offset of the zone, added to every id of the company, as in Procore's us02. */
  readonly idOffset: number;
  /** People in its directory. */
  readonly userCount: number;
  readonly projects: readonly Project[];
}

export interface Project {
  readonly id: number;
  readonly name: string;
  /** The number that users know it by, e.g. `25-1003`. */
  readonly number: string;
  readonly active: boolean;
  readonly permitted: boolean;
  /** Position among the projects of all companies, from 0. */
  readonly ordinal: number;
  readonly company: Company;
  readonly building: (typeof BUILDINGS)[number];
  readonly site: (typeof CITIES)[number];
  /** Milliseconds since the epoch, at midnight UTC. */
  readonly start: number;
  readonly finish: number;
  readonly chance: Chance;
}

/** The place of records that belong to a company and to none of its projects. Its ids are below those of the projects. */
export function homeOf(company: Company): Project {
  const [first] = company.projects;
  if (!first) throw new Error('A company has at least one project.');
  return { ...first, id: 0, ordinal: -1 - company.ordinal };
}
