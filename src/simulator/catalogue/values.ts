/** Single values that look real, made from the name of a field: a status, a date, an amount of money. */
import { WORKFLOW_TOOLS } from '../assumed.js';
import { type Chance, mix } from '../data/chance.js';
import type { Project } from '../data/company.js';
import { DAY, day, timestamp } from '../data/dates.js';
import { JOB_TITLES, PARTS, TRADES } from '../data/words.js';
import { type Ending, sizeOf, typeOf } from '../made-files.js';
import type { Shape } from './facts.js';

export type ValueType = Extract<Shape, { kind: 'value' }>['type'];

/** What a value is made for. */
export interface Subject {
  readonly id: number;
  /** Position in its list, from 0. */
  readonly index: number;
  /** What it is, in words: `Submittal package`. */
  readonly label: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly updated: number;
  readonly project: Project;
  readonly chance: Chance;
  /** The address of a file, by the record's id and the file's name. */
  readonly fileAddress: (id: number, name: string) => string;
}

/** The same number for the same name, on every machine. */
export function saltOf(name: string): number {
  let salt = 7;
  for (const letter of name) salt = mix(salt, letter.charCodeAt(0));
  return salt % 1_000_000;
}

/** Days after the creation on which something of this name happens; each is later than those before it. */
const TIMES: ReadonlyArray<readonly [RegExp, number]> = [
  [/creat|initiat|start|begin|from|contract_date|opened|issue|effective|submitted|date_from|first/, 0],
  [/sent|receiv|distribut|review|sign|approv|invoic|captur|request/, 3],
  [/updat|modif|chang|last/, 20],
  [/clos|resolv|complet|finish|paid|return|execut|deliver|end/, 18],
  [/due|required|expir|until|projected|valid|date_to/, 30],
];

function momentOf(name: string, { created, updated }: Subject): number {
  if (name === 'created_at') return created;
  if (name === 'updated_at') return updated;
  const days = TIMES.find(([pattern]) => pattern.test(name))?.[1] ?? 1;
  return created + days * DAY;
}

const MONEY =
  /amount|cost|price|total|budget|value|retainage|balance|(^|_)fee|tax|payment|stored|billed|paid|(^|_)sum(_|$)|forecast|revenue|change_orders$|revised_contract$/;

/** A value of the type for a field of the name. */
export function madeValue(type: ValueType, name: string, subject: Subject): unknown {
  const { id, index, chance } = subject;
  const salt = saltOf(name);
  switch (type) {
    case 'integer':
      if (name === 'id' || name.endsWith('_id')) return id;
      if (SIZE.test(name)) return sizeOf(id);
      if (/number|position|order|row|sequence/.test(name)) return index + 1;
      if (/percent/.test(name)) return chance.between(salt, 0, 100);
      if (/year/.test(name)) return 2025;
      return chance.between(salt, 1, 40);
    case 'number':
      if (name === 'id') return id;
      if (name === 'latitude') return 34 + chance.between(salt, 0, 9_999_999) / 1e7;
      if (name === 'longitude') return -119 + chance.between(salt, 0, 9_999_999) / 1e7;
      return Number(chance.money(salt, 1, MONEY.test(name) ? 48_000 : 100));
    case 'decimal':
      return chance.money(salt, 40, 48_000);
    case 'boolean':
      return flagOf(name, chance.happens(salt, 50));
    case 'date':
      return day(momentOf(name, subject));
    case 'date-time':
      return name === 'deleted_at' ? null : timestamp(momentOf(name, subject));
    case 'time':
      return `${String(chance.between(salt, 6, 17)).padStart(2, '0')}:00`;
    case 'uuid':
      return uuidOf(name === 'id' || name === 'uuid' ? id : id * 31 + (salt % 1000));
    case 'email':
      return mailOf(subject);
    case 'uri':
      return addressOf(name, subject);
    case 'binary':
      return 'AA==';
    default:
      return textOf(name, subject);
  }
}

/** Flags by which a row would vanish from its list are not set by chance. */
function flagOf(name: string, drawn: boolean): boolean {
  if (/^(is_)?(active|enabled|viewable|can_|current|permitted|success)/.test(name)) return true;
  if (/delet|recycl|archiv|hidden|void|lock/.test(name)) return false;
  return drawn;
}

/** An id as a UUID. The id can be read from its end again. */
export function uuidOf(id: number): string {
  const local = id >= 2 ** 49 ? id - 2 ** 49 : id;
  const seed = mix(local % 0x7fffffff, 11)
    .toString(16)
    .padStart(8, '0');
  return `${seed}-${seed.slice(0, 4)}-4${seed.slice(1, 4)}-8${seed.slice(4, 7)}-${local.toString(16).padStart(12, '0').slice(-12)}`;
}

/** What a value that is not described is most likely to be, by its name. Undefined: nothing is known. */
export function typeByName(name: string): ValueType | undefined {
  if (name === 'id' || /_(id|count|number_of)$/.test(name)) return 'integer';
  if (/_at$/.test(name)) return 'date-time';
  if (/(^|_)date$/.test(name)) return 'date';
  if (/^(is|has|can)_/.test(name) || /^(active|deleted|private|enabled)$/.test(name)) return 'boolean';
  if (/uuid$/.test(name)) return 'uuid';
  if (
    /^(name|title|number|code|label|status|type|description|login|url|filename|content_type|locale|key|uom|color)$|_(name|title|code|number|type|status|url|color)$/.test(
      name,
    )
  )
    return 'string';
  return undefined;
}

function mailOf({ id }: Subject): string {
  return `person.${id % 1000}@example.com`;
}

/** Names of addresses that lead to a page or to another part of Procore, not to a file. */
const PAGES = /link|href|(^|_)(web|html|item|viewer|polling|manifest|config|security|deep)_?/;
const PICTURES = /image|photo|png|avatar|logo|thumbnail|snapshot|signature/i;

function addressOf(name: string, subject: Subject): string {
  const { id, label, project, fileAddress } = subject;
  if (PAGES.test(name) || /^(link|linked)/i.test(label)) {
    return `https://app.example/${project.id}/project/${label.toLowerCase().replaceAll(' ', '_')}/${id}`;
  }
  return fileAddress(id, `${fileStem(subject)}.${endingOf(`${name} ${label}`)}`);
}

/** What the file of a record is, by the words about it. */
function endingOf(words: string): Ending {
  if (/zip/.test(words)) return 'zip';
  return PICTURES.test(words) && !/pdf/.test(words) ? 'png' : 'pdf';
}

function fileStem({ label, index }: Subject): string {
  return `${label.toLowerCase().replaceAll(' ', '-')}-${index + 1}`;
}

function fileName(subject: Subject): string {
  return `${fileStem(subject)}.${endingOf(subject.label)}`;
}

const SIZE = /^(file_?)?size(_in_bytes)?$/;

const STATES = ['Open', 'Pending', 'In Review', 'Closed'] as const;
const TYPES = ['Standard', 'Special', 'General'] as const;

function textOf(name: string, subject: Subject): string | null {
  const { id, index, label, chance, project, created } = subject;
  const salt = saltOf(name);
  const trade = chance.pick(saltOf('trade'), TRADES);
  if (name === 'id' || name.endsWith('_id')) return /origin/.test(name) ? `ERP-${id % 100_000}` : String(id);
  // The key of an option is the id of what can be chosen.
  if (name === 'key') return String(id);
  if (/uuid/.test(name)) return uuidOf(id);
  if (/_at$|timestamp/.test(name)) return name === 'deleted_at' ? null : timestamp(momentOf(name, subject));
  if (/(^|_)(date|day)$/.test(name) && !name.endsWith('to_date')) return day(momentOf(name, subject));
  if (/time$/.test(name)) return timestamp(created);
  if (/^(login|email|mail)|email(_address)?$/.test(name)) return mailOf(subject);
  if (/url|link|uri|href|avatar|logo/.test(name)) return addressOf(name, subject);
  if (/phone|fax|mobile/.test(name)) return `555-01${String(id % 100).padStart(2, '0')}`;
  if (/file_?name|^filename/.test(name)) return fileName(subject);
  if (SIZE.test(name)) return String(sizeOf(id));
  if (/content_type|mime/.test(name)) return typeOf(endingOf(label));
  if (/currency|iso_code/.test(name)) return 'USD';
  if (/country/.test(name)) return 'US';
  if (/state_code/.test(name)) return project.site.state;
  if (name === 'city') return project.site.city;
  if (/^zip|postal/.test(name)) return project.site.zip;
  if (/^(address|street)/.test(name))
    return `${chance.between(salt, 100, 9899)} ${project.name.split(' ')[0]} Avenue`;
  if (/time_zone/.test(name)) return project.site.zone;
  if (/locale|language/.test(name)) return 'en';
  if (/latitude|gps_lat/.test(name)) return `34.${chance.between(salt, 1_000_000, 9_999_999)}`;
  if (/longitude|gps_long/.test(name)) return `-119.${chance.between(salt, 1_000_000, 9_999_999)}`;
  if (name === 'accounting_method') return chance.pick(salt, ['amount', 'unit']);
  if (name === 'tool_type') return chance.pick(salt, Object.keys(WORKFLOW_TOOLS));
  if (/type$|kind$|category/.test(name)) return chance.pick(salt, TYPES);
  if (/percent|^rate$|_rate$|ratio/.test(name)) return `${chance.between(salt, 0, 100)}.0`;
  if (MONEY.test(name)) return chance.money(salt, 40, 48_000);
  if (/hours|quantity|_count$/.test(name)) return `${chance.between(salt, 1, 40)}.0`;
  if (/uom|unit/.test(name)) return chance.pick(salt, ['ea', 'sf', 'lf', 'hours', 'ls']);
  if (/status|state/.test(name)) return chance.pick(salt, STATES);
  if (/priority/.test(name)) return chance.pick(salt, ['Low', 'Medium', 'High']);
  if (/color/.test(name)) return '#1f6fb2';
  if (/job_title/.test(name)) return chance.pick(salt, JOB_TITLES);
  if (/initials/.test(name)) return 'RS';
  if (/revision|version/.test(name)) return '0';
  if (/number$|^number|position/.test(name)) return String(index + 1).padStart(3, '0');
  if (/code$/.test(name)) return trade.code;
  if (name === 'name' && /attachment|^file$|upload/i.test(label)) return fileName(subject);
  if (/name|title|subject|label/.test(name)) return `${label} ${index + 1}: ${trade.title}`;
  if (/section/.test(name)) return trade.section;
  if (
    /descr|comment|note|body|question|reason|text|message|summary|instruction|detail|solution|remark/.test(
      name,
    )
  )
    return `${trade.title}: ${chance.pick(salt, PARTS)}.`;
  return `${label} ${index + 1}`;
}
