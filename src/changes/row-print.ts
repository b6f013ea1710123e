import { createHash } from 'node:crypto';
import { rowOf } from '../access/foreign.js';
import type { HashedRow } from '../state/contract.js';

/** Characters of a hash: 132 bits, so that two rows never have the same one by chance. */
const LENGTH = 22;

/** Parts of the query of a signed address. Such an address is another one each time, for the same file. */
const SIGNED = ['sig=', 'signature=', 'expires=', 'token=', 'x-amz-'];

/** The key of a row: its id as text; undefined if it has none. */
export function keyOf(row: unknown): string | undefined {
  const { id } = rowOf(row);
  const isKey = (typeof id === 'string' && id !== '') || typeof id === 'number';
  return isKey ? String(id) : undefined;
}

/** A row's key and the hash of its content. The order of its properties does not matter, nor do signatures of addresses. */
export function printOf(key: string, row: unknown): HashedRow {
  const hash = createHash('sha256').update(written(row)).digest('base64url').slice(0, LENGTH);
  return { key, hash };
}

/** When a row says that it was last changed, ms since the epoch. */
export function updatedOf(row: unknown): number | undefined {
  const { updated_at: text } = rowOf(row);
  const at = typeof text === 'string' && text.length < 40 ? Date.parse(text) : Number.NaN;
  return Number.isFinite(at) ? at : undefined;
}

/** The day that a row of a dated list belongs to, `YYYY-MM-DD`. */
export function dayOf(row: unknown): string | undefined {
  const { date, log_date: logDate } = rowOf(row);
  const text = typeof date === 'string' ? date : logDate;
  return typeof text === 'string' && /^\d{4}-\d\d-\d\d/.test(text) ? text.slice(0, 10) : undefined;
}

function written(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(withoutSignature(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(written).join()}]`;
  const names = Object.keys(value).sort();
  const own = value as Readonly<Record<string, unknown>>;
  return `{${names.map((name) => `${JSON.stringify(name)}:${written(own[name])}`).join()}}`;
}

function withoutSignature(text: string): string {
  const isAddress = text.startsWith('https://') || text.startsWith('http://');
  const at = isAddress ? text.indexOf('?') : -1;
  if (at < 0) return text;
  const query = text.slice(at).toLowerCase();
  return SIGNED.some((part) => query.includes(part)) ? text.slice(0, at) : text;
}
