/** The people and vendors of a company's directory. Mail addresses are of example.com. */
import type { Account } from '../accounts.js';
import type { Settings } from '../options.js';
import { Chance } from './chance.js';
import type { Company, Project } from './company.js';
import { DAY, timestamp } from './dates.js';
import type { Kind, Row } from './rows.js';
import { FIRST_NAMES, JOB_TITLES, LAST_NAMES, TRADES, VENDOR_STEMS } from './words.js';

export interface Person {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly name: string;
  readonly login: string;
  readonly vendor: Vendor;
}

export interface Vendor {
  readonly id: number;
  readonly name: string;
  readonly trade: (typeof TRADES)[number];
}

const FIRST_PERSON_ID = 8_780_000;
/** Ids of people who are added to a directory. */
const FIRST_ADDED_PERSON = 1_310_000_000;
const FIRST_VENDOR_ID = 19_170_000;
/** Firms in every directory. */
export const VENDORS = 24;
const JOINED = Date.UTC(2022, 5, 21, 18, 47, 25);

/** A firm of the company's directory; any index is valid. */
export function vendor(company: Company, index: number): Vendor {
  const place = index % VENDORS;
  const trade = TRADES[place % TRADES.length] as Vendor['trade'];
  const stem = VENDOR_STEMS[(place * 5 + company.ordinal) % VENDOR_STEMS.length];
  const id = company.idOffset + FIRST_VENDOR_ID + company.ordinal * VENDORS + place;
  // The second dozen repeats the trades with other stems.
  const kind = place < TRADES.length ? trade.trade : `${trade.trade} Services`;
  return { id, name: `${stem} ${kind}`, trade };
}

/** A person of the company's directory; any index is valid. */
export function person(company: Company, index: number): Person {
  const place = index % company.userCount;
  const firstName = FIRST_NAMES[place % FIRST_NAMES.length] as string;
  const round = Math.floor(place / FIRST_NAMES.length);
  const lastName = LAST_NAMES[(place * 7 + round + company.ordinal) % LAST_NAMES.length] as string;
  // With more people than pairs of names, the number tells namesakes apart.
  const number = place < FIRST_NAMES.length * LAST_NAMES.length ? '' : `.${place}`;
  return {
    id: firstPersonId(company) + place * 2,
    firstName,
    lastName,
    name: `${firstName} ${lastName}`,
    login: `${firstName}.${lastName}${number}@example.com`.toLowerCase(),
    vendor: vendor(company, place),
  };
}

/** A person of the project: every third of the company is one. Any index is valid. */
export function member({ company, ordinal }: Project, index: number): Person {
  return person(company, (ordinal % 3) + (index % membersOf(company)) * 3);
}

function membersOf({ userCount }: Company): number {
  return Math.floor(userCount / 3);
}

/** The person with an id; undefined if the company has none. */
export function personById(company: Company, id: unknown): Person | undefined {
  const index = personIndex(company, Number(id));
  return index === undefined ? undefined : person(company, index);
}

function personIndex(company: Company, id: number): number | undefined {
  const index = (id - firstPersonId(company)) / 2;
  return Number.isInteger(index) && index >= 0 && index < company.userCount ? index : undefined;
}

/** What other records show of somebody. */
export interface Someone {
  readonly id: number;
  readonly login: string | null;
  readonly name: string | null;
  /** Not of the user of an account. */
  readonly vendor?: { readonly id: number; readonly name: string };
}

/** A person with language and firm, as punch items show one. */
export function memberRef(of: Someone): Row {
  return { ...personRef(of), locale: '', company_name: of.vendor?.name ?? null };
}

/** `{id, login, name}`, the short form of a person in other records. */
export function personRef(of: Someone): Row {
  return { id: of.id, login: of.login, name: of.name };
}

/** A company's users, in the shape of a real company user. */
export const COMPANY_USERS: Kind = {
  name: 'users',
  firstId: FIRST_ADDED_PERSON,
  share: 1,
  exactly: ({ userCount }) => userCount,
  ids: {
    at: ({ company }, index) => person(company, index).id,
    indexOf: ({ company }, id) => personIndex(company, id),
  },
  make: ({ id, index, project: { company } }) => ({ ...userRow(person(company, index), company, index), id }),
};

/** A project's users: every third person of the company. */
export const PROJECT_USERS: Kind = {
  ...COMPANY_USERS,
  name: 'project_users',
  of: COMPANY_USERS,
  exactly: membersOf,
  ids: {
    at: (project, index) => member(project, index).id,
    indexOf({ company, ordinal }, id) {
      const index = ((personIndex(company, id) ?? -1) - (ordinal % 3)) / 3;
      return Number.isInteger(index) ? index : undefined;
    },
  },
  make({ id, index, project: { company, ordinal } }) {
    const place = (ordinal % 3) + index * 3;
    return { ...userRow(person(company, place), company, place), id };
  },
};

/** A service account's user in a company's directory; undefined if somebody has deleted it. */
export function serviceAccountUser(
  company: Company,
  { id, login, name }: Account,
  became: Settings['directoryUser'],
): Row | undefined {
  if (became === 'deleted') return undefined;
  const row = userRow(person(company, 0), company, 0);
  const shown = became === 'renamed' ? 'Procore Robot' : name;
  return {
    ...row,
    id,
    email_address: login,
    first_name: '',
    last_name: shown,
    name: shown,
    initials: 'D',
    is_active: became !== 'deactivated',
    is_employee: false,
    job_title: null,
    last_login_at: null,
  };
}

function firstPersonId(company: Company): number {
  return company.idOffset + FIRST_PERSON_ID + company.ordinal * (company.userCount * 2 + 1000);
}

function userRow(who: Person, company: Company, index: number): Row {
  const chance = new Chance(who.id, 1);
  const employee = index % 3 === 0;
  const created = JOINED + chance.between(1, 0, 900) * DAY;
  return {
    id: who.id,
    address: null,
    avatar: null,
    business_id: null,
    business_phone: `555-01${String(index % 100).padStart(2, '0')}`,
    business_phone_extension: null,
    city: null,
    contact_id: null,
    country_code: 'US',
    created_at: timestamp(created),
    email_address: who.login,
    email_signature: null,
    erp_integrated_accountant: false,
    employee_id: employee ? String(11_000 + index) : null,
    fax_number: null,
    first_name: who.firstName,
    initials: `${who.firstName.charAt(0)}${who.lastName.charAt(0)}`,
    is_active: !chance.happens(2, 6),
    is_employee: employee,
    is_insurance_manager: false,
    job_title: chance.pick(3, JOB_TITLES),
    last_login_at: timestamp(
      created + chance.between(4, 20, 500) * DAY + chance.between(5, 0, 86_399) * 1000,
    ),
    last_name: who.lastName,
    last_activated_at: timestamp(created),
    locale: '',
    mobile_phone: null,
    name: who.name,
    notes: null,
    origin_data: null,
    origin_id: null,
    permission_template: null,
    company_permission_template: employee
      ? { id: 959_814, name: 'Company Employee', project_specific: false, type: 'company_tools' }
      : null,
    role: null,
    state_code: null,
    verified_employee: employee,
    welcome_email_sent_at: timestamp(created),
    work_classification_id: null,
    zip: null,
    add_to_new_projects: false,
    default_permission_template_id: 952_700 + chance.between(6, 0, 9),
    company_permission_template_id: employee ? 959_814 : null,
    updated_at: timestamp(created + chance.between(7, 20, 700) * DAY),
    vendor: employee ? { id: company.id, name: company.name } : { id: who.vendor.id, name: who.vendor.name },
  };
}
