/** What a field refers to: `assignee_id` is a person, `vendor` a firm, `tax_code` a row of the collection `tax_codes`. */

import type { Chance } from '../data/chance.js';
import type { Company, Project } from '../data/company.js';
import { locationOf, tradeRef, wbsCode } from '../data/parts.js';
import { member, type Person, personById, VENDORS, vendor } from '../data/people.js';
import { LOCATIONS, TRADES } from '../data/words.js';

/** The fields that are known of the thing that is referred to; the others are made up from its id. */
export type Known = Readonly<Record<string, unknown>> & { readonly id: number };

/** Words at the end of a name that mean a person. */
const PEOPLE = new Set([
  'contact',
  'uploader',
  'updater',
  'signer',
  'submitter',
  'requester',
  'distributor',
  'approver',
  'assignee',
  'attendee',
  'author',
  'by',
  'creator',
  'court',
  'employee',
  'engineer',
  'from',
  'holder',
  'inspector',
  'lead',
  'login_information',
  'information',
  'manager',
  'member',
  'owner',
  'party',
  'people',
  'person',
  'recipient',
  'responder',
  'reviewer',
  'sender',
  'superintendent',
  'to',
  'user',
  'courts',
  'watcher',
  'foreman',
]);
const FIRMS = new Set(['vendor', 'architect', 'contractor', 'subcontractor', 'supplier', 'consultant']);

/** `assignee_ids` and `assignees` are about an `assignee`. */
export function stemOf(name: string): string {
  return name.replace(/_ids?$/, '').replace(/(?<!s)s$/, '');
}

export function isPersonal(name: string): boolean {
  return PEOPLE.has(lastWord(stemOf(name)));
}

export function isFirm(name: string): boolean {
  return FIRMS.has(lastWord(stemOf(name)));
}

function lastWord(stem: string): string {
  return stem.slice(stem.lastIndexOf('_') + 1);
}

/** The person, firm, place or code that a field refers to, drawn by chance. Undefined if the field names none of them. */
export function referred(name: string, project: Project, chance: Chance, salt: number): Known | undefined {
  const stem = stemOf(name);
  const { company } = project;
  if (isPersonal(name)) return personFields(member(project, chance.between(salt, 0, 13)));
  if (isFirm(name)) return firmFields(company, chance.between(salt, 0, VENDORS - 1));
  const series = seriesOf(name, project);
  if (series) return series.at(chance.between(salt, 0, series.length - 1));
  switch (lastWord(stem)) {
    case 'project':
      return stem === 'project'
        ? { id: project.id, name: project.name, project_number: project.number }
        : undefined;
    case 'company':
      return stem === 'company' ? { id: company.id, name: company.name } : undefined;
    default:
      return undefined;
  }
}

/** The person, firm, place, trade or code with an id; `null` if the company has nobody of this id. */
export function referredById(name: string, id: number, project: Project): Known | null | undefined {
  const { company } = project;
  if (isPersonal(name)) {
    const who = personById(company, id);
    return who ? personFields(who) : null;
  }
  if (isFirm(name)) {
    const index = firmIndex(company, id);
    return index === undefined ? null : firmFields(company, index);
  }
  const series = seriesOf(name, project);
  const index = series ? id - series.at(0).id : -1;
  return series && index >= 0 && index < series.length ? series.at(index) : undefined;
}

/** Things of a project that have their ids one after the other. */
interface Series {
  readonly length: number;
  at(index: number): Known;
}

/** The places, trades or codes that a field refers to; undefined if it names none of them. */
function seriesOf(name: string, project: Project): Series | undefined {
  const stem = stemOf(name);
  const { length } = TRADES;
  switch (lastWord(stem)) {
    case 'location':
      return { length: LOCATIONS.length, at: (index) => locationOf(project, index) as Known };
    case 'trade':
      return { length, at: (index) => tradeRef(TRADES[index]?.trade ?? '') as Known };
    case 'code':
      return /^(cost|wbs)_code$/.test(stem)
        ? { length, at: (index) => codeFields(project, index) }
        : undefined;
    default:
      return undefined;
  }
}

function personFields(who: Person): Known {
  const { id, login, name, firstName, lastName, vendor: firm } = who;
  return {
    id,
    login,
    name,
    email: login,
    email_address: login,
    first_name: firstName,
    last_name: lastName,
    full_name: name,
    initials: `${firstName.charAt(0)}${lastName.charAt(0)}`,
    company_name: firm.name,
    vendor_name: firm.name,
  };
}

export function firmFields(company: Company, index: number): Known {
  const { id, name, trade } = vendor(company, index);
  return { id, name, login: null, company: name, company_name: name, trade_name: trade.trade };
}

/** Position of a firm, by its id. */
export function firmIndex(company: Company, id: number): number | undefined {
  const index = id - vendor(company, 0).id;
  return Number.isInteger(index) && index >= 0 && index < VENDORS ? index : undefined;
}

/** A cost code, with the names that its fields have in the several tools. */
export function codeFields(project: Project, index: number): Known {
  const { id, flat_code: flat, title } = wbsCode(project, index, 'S');
  const code = String(flat).replace(/\.S$/, '');
  return {
    id: id as number,
    name: title,
    code,
    full_code: code,
    flat_code: flat,
    sortable_code: code,
    description: title,
    name_with_path: `${code} ${title}`,
  };
}
