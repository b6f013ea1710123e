import type { RunOptions } from '../call/run-options.js';
import { endOf } from '../catalogue/operation.js';
import { singular } from '../catalogue/words.js';
import type { Client } from '../client.js';
import type { PlanInput } from '../plan.js';
import { rowOf, textOf } from './foreign.js';

/** A record as a person picks it. */
export interface NamedRecord {
  readonly id: string;
  readonly name: string;
  /** What people call it by beside its name, such as `RFI-12` or a cost code. */
  readonly number?: string;
  readonly detail?: string;
}

export interface Records {
  readonly records: readonly NamedRecord[];
  /** Whether the list has more rows than were read. */
  readonly more: boolean;
}

/** A list to read, with its values. */
export type RecordQuery = Pick<PlanInput, 'path' | 'placeholders' | 'query' | 'companyId'>;

/** Most rows that are read of a list: a person looks for one of them, and may search for the others. */
const MOST = 2_000;

/** Where a row may have its name, best first. */
const NAMES = [
  'name',
  'full_name',
  'title',
  'subject',
  'label',
  'display_name',
  'value',
  'description',
  'login',
  'email_address',
  'filename',
  'status_name',
  'comments',
  'comment',
  'date',
];
const NUMBERS = ['full_number', 'formatted_number', 'number', 'full_code', 'code', 'abbreviation'];
const DETAILS = ['vendor', 'company', 'status', 'job_title', 'email_address', 'due_date', 'date'];
/** Objects within a row that have the name which the row itself lacks. */
const INNER = ['party', 'user', 'contact', 'vendor', 'company', 'assignee', 'signatory'];

/** The records of a list, up to a bound, with what tells them apart. @throws ProcoreError */
export async function recordsOf(client: Client, query: RecordQuery, run: RunOptions): Promise<Records> {
  const plan: PlanInput = { ...query, method: 'GET', paging: 'all', limit: MOST };
  const noun = singular(endOf(query.path));
  const records = new Map<string, NamedRecord>();
  let read = 0;
  for await (const { body, isList } of client.pages(plan, run)) {
    const rows = rowsIn(body, 2);
    read += isList ? (body as unknown[]).length : rows.length;
    for (const row of rows.slice(0, MOST)) {
      const record = recordOf(row, noun);
      if (record) records.set(record.id, record);
    }
  }
  return { records: [...records.values()].slice(0, MOST), more: read >= MOST };
}

/** The rows that have an id of their own. Some lists group them, or stand in an object. */
function rowsIn(body: unknown, levels: number): unknown[] {
  const isFlat = (row: unknown) => typeof row === 'object' && row !== null && 'id' in row;
  if (Array.isArray(body)) {
    const [first] = body;
    const isGrouped = levels > 0 && !isFlat(first) && listIn(first) !== undefined;
    return isGrouped ? body.flatMap((group) => listIn(group) ?? []) : body;
  }
  const list = levels > 0 ? listIn(body) : undefined;
  return list ? rowsIn(list, levels - 1) : [];
}

/** The only list of objects in an object. */
function listIn(value: unknown): unknown[] | undefined {
  const lists = Object.values(rowOf(value)).filter(
    (each): each is unknown[] => Array.isArray(each) && typeof each[0] === 'object',
  );
  return lists.length === 1 ? lists[0] : undefined;
}

/** One record from an unchecked row; undefined if it has no id. */
function recordOf(value: unknown, noun: string): NamedRecord | undefined {
  const row = rowOf(value);
  const id = [row.id, row[`${noun}_id`], row.key].map(recordId).find((each) => each !== undefined);
  if (id === undefined) return undefined;
  const name = nameOf(row, noun);
  const number = firstText(row, NUMBERS);
  const detail = firstText(row, DETAILS);
  return {
    id,
    name,
    ...(number !== '' && number !== name && { number }),
    ...(detail !== '' && detail !== name && { detail }),
  };
}

/** Digits, or the letters, digits and dashes of v2's ids. */
function recordId(value: unknown): string | undefined {
  const isId = typeof value === 'string' || Number.isSafeInteger(value);
  return isId && /^[\w-]{1,64}$/.test(String(value)) && value !== 0 ? String(value) : undefined;
}

function nameOf(row: Readonly<Record<string, unknown>>, noun: string): string {
  const plain = firstText(row, [...NAMES.slice(0, 6), `${noun}_name`]);
  if (plain !== '') return plain;
  const person = [row.first_name, row.last_name].map(textOf).filter(Boolean).join(' ');
  if (person !== '') return person;
  const inner = INNER.map((key) => firstText(rowOf(row[key]), NAMES)).find(Boolean);
  return inner ?? firstText(row, NAMES);
}

/** The first text of a row under one of the keys; an object stands for its name. */
function firstText(row: Readonly<Record<string, unknown>>, keys: readonly string[]): string {
  for (const key of keys) {
    const value = Object.hasOwn(row, key) ? row[key] : undefined;
    const told = typeof value === 'object' && value !== null ? rowOf(value).name : value;
    const text = typeof told === 'number' ? String(told) : textOf(told).trim();
    if (text !== '') return text;
  }
  return '';
}
