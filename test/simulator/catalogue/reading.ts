/** Whether what was written is what is read: each value of a body that the reading has a place for, also inside lists and objects. */
import { isObject } from './shape-reader.js';

/** Values that were compared, those that differ, and the others with the place where each was found. */
export interface Compared {
  values: number;
  readonly wrong: string[];
  readonly seen: Map<string, string>;
}

/** Compares a body with the row that was read. What only wraps the fields of a body is looked into. */
export function compared(body: Record<string, unknown>, shown: Record<string, unknown>, deep = 2): Compared {
  const count: Compared = { values: 0, wrong: [], seen: new Map() };
  for (const [name, value] of Object.entries(body)) {
    const place = placeOf(name, shown);
    const several = isObject(value) && isOther(value, shown) ? shown[`${name}s`] : undefined;
    if (place !== undefined) same(value, shown[place], name, count);
    else if (Array.isArray(several)) same(value, several.at(-1), name, count);
    else if (isObject(value) && deep > 0) {
      const inner = compared(value, shown, deep - 1);
      count.values += inner.values;
      count.wrong.push(...inner.wrong);
      for (const [at, text] of inner.seen) count.seen.set(at, text);
    }
  }
  return count;
}

/** Whether an object of a body is not the record itself: then it may be one of several in it, the newest of them. */
function isOther(body: Record<string, unknown>, shown: object): boolean {
  const names = Object.keys(body);
  return names.filter((name) => placeOf(name, shown) !== undefined).length < names.length / 2;
}

/** The field of a reading that shows a field of a body: itself, or for an id what the id is of. Ids and times are the server's. */
export function placeOf(name: string, shown: object): string | undefined {
  if (/^(id|created_at|updated_at)$/.test(name)) return undefined;
  const stem = name.replace(/_ids?$/, '');
  const others = stem === name ? [] : name.endsWith('s') ? [`${stem}s`] : [stem];
  return [name, ...others, `var_${name}`].find((each) => Object.hasOwn(shown, each));
}

function same(written: unknown, shown: unknown, at: string, count: Compared): void {
  if (Array.isArray(written)) {
    if (written.length === 0) return;
    if (Array.isArray(shown) && shown.length === written.length)
      written.forEach((each, index) => {
        same(each, shown[index], `${at}[${index}]`, count);
      });
    else differs(written, shown, at, count);
    return;
  }
  if (isObject(written)) {
    if (!isObject(shown)) {
      if (Object.keys(written).length > 0) differs(written, shown, at, count);
      return;
    }
    for (const [name, value] of Object.entries(written)) {
      const place = placeOf(name, shown);
      if (place !== undefined) same(value, shown[place], `${at}.${name}`, count);
    }
    return;
  }
  // One may be shown as a list of one.
  if (isSame(written, Array.isArray(shown) && shown.length === 1 ? shown[0] : shown, at)) {
    count.values++;
    count.seen.set(at, String(written));
  } else differs(written, shown, at, count);
}

function differs(written: unknown, shown: unknown, at: string, count: Compared): void {
  count.values++;
  count.wrong.push(`${at}: ${short(written)} became ${short(shown)}`);
}

/** A value may be shown as the thing it is the id of, with its label, in other letters, as the day of a time, or as its milliseconds. */
function isSame(written: unknown, shown: unknown, at: string): boolean {
  const own = isObject(shown) ? (shown[at] ?? shown.login_information_id) : undefined;
  const labelled = isObject(shown) && 'label' in shown ? shown.value : undefined;
  const plain = isObject(shown) ? (shown.id ?? own ?? shown.name ?? labelled) : shown;
  if (String(plain).toLowerCase() === String(written).toLowerCase()) return true;
  if (typeof written === 'string' && typeof shown === 'string')
    return /^\d{4}-\d\d-\d\d/.test(written) && shown.slice(0, 10) === written.slice(0, 10);
  if (typeof written === 'string' && typeof shown === 'number' && Date.parse(written) === shown) return true;
  return Number(plain) === Number(written) && plain !== null && plain !== '';
}

function short(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 60) ?? 'nothing';
}
