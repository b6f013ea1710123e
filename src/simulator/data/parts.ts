/** Small objects that the records of several tools contain. */
import type { Chance } from './chance.js';
import type { Project } from './company.js';
import { type Person, person } from './people.js';
import type { Row } from './rows.js';
import { LOCATIONS, TRADES } from './words.js';

/** The id of the part that a record starts with: of its first assignment, of its first approver. */
export function partOf(id: number): number {
  return id + 1;
}

/** The id of the record whose part has an id, if it is one of those parts. */
export function ownerOf(id: number): number {
  return id - 1;
}

/** A person of the project's company. */
export function anyone({ company }: Project, chance: Chance, salt: number): Person {
  return person(company, chance.between(salt, 0, company.userCount - 1));
}

/** A manager employed by the company itself. */
export function manager({ company }: Project, chance: Chance, salt: number): Person {
  return person(company, chance.between(salt, 0, 5) * 3);
}

export function locationRef(project: Project, chance: Chance, salt: number): Row {
  return locationOf(project, chance.between(salt, 0, LOCATIONS.length - 1));
}

/** A location of the project, by its position. */
export function locationOf(project: Project, index: number): Row {
  const name = LOCATIONS[index] as string;
  const id = project.company.idOffset + 61_000_000 + project.ordinal * LOCATIONS.length + index;
  return { id, name, node_name: name.split(' > ').at(-1) };
}

/** The id of the first trade. */
export const TRADE_IDS = 30_100;

/** `{id, name}` of a cost code of the project. */
export function costCodeRef(project: Project, chance: Chance, salt: number): Row {
  const { id, title } = wbsCode(project, chance.between(salt, 0, TRADES.length - 1), 'S');
  return { id, name: title };
}

export function tradeRef(name: string): Row {
  return { id: TRADE_IDS + TRADES.findIndex(({ trade }) => trade === name), name, active: true };
}

/** A cost code of the project, with its place in the work breakdown structure. */
export function wbsCode(project: Project, index: number, costType: 'L' | 'M' | 'S'): Row & { title: string } {
  const trade = TRADES[index % TRADES.length] as (typeof TRADES)[number];
  return {
    id: project.company.idOffset + 42_000_000 + project.ordinal * 100 + (index % TRADES.length),
    flat_code: `${trade.code}.${costType}`,
    description: `${trade.title}.${COST_TYPES[costType]}`,
    title: trade.title,
  };
}

const COST_TYPES = { L: 'Labor', M: 'Materials', S: 'Subcontract' } as const;
