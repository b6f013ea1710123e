/**
 * Whether a declared filter filters. Each proof needs something that a caller sees; they are tried from the strongest to the
 * weakest, and the first that can be tried decides.
 */
import type { OperationParam } from '../../../src/catalogue/operation.js';
import { UNSEEN_WORDS, WORKFLOW_TOOLS } from '../../../src/simulator/assumed.js';
import {
  type Filter,
  type Finding,
  fieldOf,
  low,
  type Proof,
  pairOf,
  passing,
  type Tried,
  textOf,
} from './filter.js';
import { offeredTo, valuesOf } from './filter-cases.js';
import { byCustomFields, byRemoval, byText, byTimeOfRemoval } from './filter-specials.js';
import type { ListUnderTest } from './list-under-test.js';
import { isObject } from './shape-reader.js';

/** Lists of numbers about records of other lists. */
const COUNTS = /\/counts?$/;

/** Parameters that look like filters and choose no rows. */
const LOOKS = /^(columns|include_sublocations|display_line_changes)$/;
const REMOVAL = /^(view|include_deleted|is_in_recycle_bin|deleted|deleted_only|recycle_bin|show_recycled)$/;
const TEXT = /^(search|query|search_with_code|search_string)$/;

/** A number that no answer shows is one of these in each row. */
const SMALL_NUMBERS = Array.from({ length: 40 }, (_, index) => String(index + 1));

export function isFilter({ in: place, name }: OperationParam): boolean {
  return place === 'query' && /^filters?\[/.test(name);
}

export async function proven(list: ListUnderTest, param: OperationParam): Promise<Finding> {
  const field = fieldOf(param);
  if (LOOKS.test(field)) return { named: 'says how the answer looks' };
  if (COUNTS.test(list.known.operation.path)) return { named: 'chooses what is counted, not the rows' };
  if ((await list.rows()).length === 0) return { unproven: 'the list is empty' };
  const filter: Filter = { list, param, field };
  if (REMOVAL.test(field)) return (await byRemoval(filter)) ?? { unproven: 'no row is removed' };
  if (TEXT.test(field)) return (await byText(filter)) ?? { unproven: 'no row shows a text' };
  if (field === 'deleted_at')
    return (await byRows(filter)) ?? (await byTimeOfRemoval(filter)) ?? { unproven: 'no row is removed' };
  if (field === 'custom_fields')
    return (await byCustomFields(filter)) ?? { unproven: 'no row has custom fields' };
  if (/\]\[(gte?|lte?)\]$/.test(param.name)) return (await byParts(filter)) ?? { unproven: reasonOf(filter) };
  return (
    (await byRows(filter)) ??
    (await bySingles(filter)) ??
    (await byParts(filter)) ?? { unproven: reasonOf(filter) }
  );
}

function reasonOf({ param, field }: Filter): string {
  if (/_ids?$|^ids?$/.test(field)) return 'no answer shows the field, and no list offers its ids';
  return `no answer shows the field (${param.type})`;
}

function byRows(filter: Filter): Tried {
  return byValues(filter, 'values in rows', async (row) => row);
}

function bySingles(filter: Filter): Tried {
  return filter.list.hasSingles
    ? byValues(filter, 'values in single reads', (row) => filter.list.single(row))
    : Promise.resolve(undefined);
}

/** All rows with the value pass, and no others do. */
async function byValues(filter: Filter, by: Proof, read: (row: unknown) => Promise<unknown>): Tried {
  const { list, param, field } = filter;
  const shown: Array<{ text: string; values: readonly string[] }> = [];
  for (const row of await list.rows()) {
    const whole = await read(row);
    shown.push({ text: textOf(row), values: isObject(whole) ? valuesOf(whole, field).map(low) : [] });
  }
  const some = shown.slice(Math.floor(shown.length / 2)).concat(shown);
  const [wanted] = some.flatMap(({ values }) => values.filter((value) => isAsked(param, value)));
  if (wanted === undefined) return undefined;
  const passed = await passing(filter, inCase(param, wanted));
  const missing = shown.filter(({ text, values }) => values.includes(wanted) && !passed.has(text));
  const others = shown.filter(({ text, values }) => !values.includes(wanted) && passed.has(text));
  const known = new Set(shown.map(({ text }) => text));
  const strange = [...passed].filter((text) => !known.has(text));
  const none =
    param.enum || param.type === 'boolean' ? new Set() : await passing(filter, unknownLike(wanted));
  if (none.size > 0) return { by, wrong: `${none.size} rows for a value that is nowhere` };
  if (missing.length + others.length + strange.length === 0) return { by };
  return {
    by,
    wrong: `${wanted}: ${missing.length} missing, ${others.length} others of ${passed.size}, ${strange.length} that the list has not`,
  };
}

/** A value of the same kind that no row has. */
function unknownLike(value: string): string {
  if (/^\d{4}-\d\d-\d\d/.test(value)) return '1990-01-01';
  return /^-?[\d.]+$/.test(value) ? '987654321987' : 'zzqqxxjj';
}

/** Whether a filter takes the value: one with choices takes only those, one of ids only whole numbers. */
function isAsked({ enum: choices, type }: OperationParam, value: string): boolean {
  if (value === '') return false;
  if (choices) return choices.some((each) => low(String(each)) === value);
  if (/integer/.test(type)) return /^-?\d+$/.test(value);
  return true;
}

function inCase({ enum: choices }: OperationParam, value: string): string {
  return String(
    choices?.find((each) => low(String(each)) === value) ??
      value.replace(/(?<=\d)[tz]/g, (each) => each.toUpperCase()),
  );
}

/** No answer shows the field. Then its values at least part the list: each row passes for one of them at most. */
async function byParts(filter: Filter): Tried {
  const { list, param, field } = filter;
  const all = (await list.rows()).map(textOf);
  if (param.type.includes('boolean')) return inParts(filter, ['true', 'false'], all);
  if (param.enum) {
    const values = param.enum.map(String);
    const every = values.find((value) => low(value) === 'all');
    const others = values.filter((value) => value !== every);
    return inParts(filter, others, every === undefined ? all : [...(await passing(filter, every))]);
  }
  if (/date/.test(`${param.format} ${param.type}`) || /(_at|_on|date|_before|_after)$/.test(field))
    return inTime(filter, all);
  if (field === 'status' && param.type.includes('integer'))
    return inParts(filter, ['0', '1', '2', '3', '4'], all, 'numbers of statuses');
  const offered = await offeredTo(param.name, field, list.known, list.stage);
  if (offered.length === 0 && param.type === 'integer' && !/_ids?$|^id$|_for$/.test(field))
    return (await passesAny(filter, SMALL_NUMBERS)) ? inParts(filter, SMALL_NUMBERS, all) : undefined;
  if (offered.length === 0)
    return /string/.test(param.type) && !/_ids?$/.test(field) ? byWords(filter, all) : undefined;
  const none = await passing(filter, '1');
  if (none.size > 0) return { by: 'parts of the list', wrong: `${none.size} rows for an id that is nowhere` };
  return byIds(filter, offered, all);
}

async function passesAny(filter: Filter, values: readonly string[]): Promise<boolean> {
  for (const value of values) if ((await passing(filter, value)).size > 0) return true;
  return false;
}

/** Ids that a list offers: two of them have rows, and not the same ones. */
async function byIds(filter: Filter, offered: readonly string[], all: readonly string[]): Tried {
  const by = 'parts of the list';
  const parts: Array<Set<string>> = [];
  for (const id of offered) {
    const part = await passing(filter, id);
    if (part.size > 0) parts.push(part);
    if (parts.length === 2) break;
  }
  const [a, b] = parts;
  if (!a) return undefined;
  const strange = [...a, ...(b ?? [])].filter((text) => !all.includes(text)).length;
  const isSame = b !== undefined && all.length > 1 && a.size === all.length && b.size === all.length;
  return strange > 0 || isSame
    ? { by, wrong: `${a.size} and ${b?.size} of ${all.length}, ${strange} that the list has not` }
    : { by };
}

/** A text that no answer shows is one of a few words. */
async function byWords(filter: Filter, all: readonly string[]): Tried {
  const { param } = filter;
  const by = 'parts of the list, by assumed words';
  const none = await passing(filter, 'zzqqxxjj');
  if (none.size > 0) return { by, wrong: `${none.size} rows for nonsense` };
  const parts: Array<Set<string>> = [];
  const words = filter.field === 'tool_type' ? Object.keys(WORKFLOW_TOOLS) : UNSEEN_WORDS;
  for (const word of words) parts.push(await passing(filter, word));
  const sizes = parts.map(({ size }) => size);
  const found = new Set(parts.flatMap((part) => [...part]));
  if (found.size === 0) return undefined;
  // A row that a caller wrote may have none of the words.
  // A list that must be asked for one of the words has those rows at first.
  const isWhole = sizes.includes(all.length) !== (param.required ?? false);
  const isRight = sizes.reduce((sum, size) => sum + size) === found.size && !isWhole;
  return { by, ...(!isRight && { wrong: `${sizes.join(' + ')} of ${all.length}` }) };
}

async function inParts(
  filter: Filter,
  values: readonly string[],
  all: readonly string[],
  by: Proof = 'parts of the list',
): Tried {
  const seen = new Map<string, number>();
  const sizes: number[] = [];
  for (const value of values) {
    const passed = await passing(filter, value);
    sizes.push(passed.size);
    for (const text of passed) seen.set(text, (seen.get(text) ?? 0) + 1);
  }
  const told = `${sizes.join(' + ')} of ${all.length}`;
  const isTwice = [...seen.values()].some((count) => count > 1);
  // A flag may only take rows away where it is set: then it lets all through where it is not.
  const isOneWay = values[1] === 'false' && sizes[1] === all.length && (sizes[0] ?? 0) < all.length;
  if (isOneWay) return { by };
  const isEach = sizes.length > 1 && sizes.every((size) => size === all.length);
  if (isTwice || (isEach && all.length > 1) || seen.size < new Set(all).size) return { by, wrong: told };
  return { by };
}

async function inTime(filter: Filter, all: readonly string[]): Tried {
  const by = 'parts of the list';
  const { list, param } = filter;
  const isBound = /_(before|after)\]|\[(gte?|lte?)\]$/.test(param.name);
  if (isBound) {
    const [early, late] = [await count(list, param, '1990-01-01'), await count(list, param, '2090-01-01')];
    const isRight = (early === 0 && late === all.length) || (late === 0 && early === all.length);
    return { by, ...(!isRight && { wrong: `${early} and ${late} of ${all.length}` }) };
  }
  const whole = await count(list, param, '1990-01-01...2090-01-01');
  if (whole === 0) return undefined;
  const none = await count(list, param, '1990-01-01...1990-01-02');
  return {
    by,
    ...((none > 0 || whole !== all.length) && { wrong: `${none} and ${whole} of ${all.length}` }),
  };
}

async function count(list: ListUnderTest, param: OperationParam, value: string): Promise<number> {
  const [name] = pairOf(param, '');
  return (await list.rows([name, value])).length;
}
