/** Proofs for filters of one kind each: of texts, of removed rows, of custom fields. */
import { type Filter, low, passing, type Tried, textOf } from './filter.js';
import { isObject } from './shape-reader.js';

/** A row is found by a word in it, all that are found have the word, and a word that nobody has finds nothing. */
export async function byText(filter: Filter): Tried {
  const rows = (await filter.list.rows()).filter(isObject);
  const row = rows[Math.floor(rows.length / 2)];
  if (!row) return undefined;
  const words = ['name', 'title', 'subject', 'number', 'description', 'code', ...Object.keys(row)].flatMap(
    (key) => (typeof row[key] === 'string' ? (/[A-Za-z]{4,}/.exec(row[key]) ?? []) : []),
  );
  if (words.length === 0) return undefined;
  let word = words[0] ?? '';
  let passed = await passing(filter, word);
  // It is not said which of the texts are searched.
  for (const other of words.slice(1, 6)) {
    if (passed.has(textOf(row))) break;
    word = other;
    passed = await passing(filter, word);
  }
  const without = [...passed].filter((text) => !low(text).includes(low(word)));
  const none = await passing(filter, 'zzqqxxjj');
  const wrong = !passed.has(textOf(row)) || without.length > 0 || none.size > 0;
  return {
    by: 'texts',
    ...(wrong && {
      wrong: `"${word}": ${passed.size} rows, ${without.length} without it, ${none.size} for nonsense`,
    }),
  };
}

/** Removed rows are not in the list; the filter shows them. */
export async function byRemoval(filter: Filter): Tried {
  const { list, param, field } = filter;
  const usual = new Set((await list.rows()).map(textOf));
  const values = param.enum?.map(String) ?? (field === 'include_deleted' ? ['only', 'with'] : ['true']);
  const removed = new Set<string>();
  for (const value of values) {
    const passed = await passing(filter, value);
    const beyond = [...passed].filter((text) => !usual.has(text));
    for (const text of beyond) removed.add(text);
    if (beyond.length === 0)
      return removed.size === 0 ? undefined : { by: 'removed rows', wrong: `${value} shows none` };
    const among = passed.size - beyond.length;
    if (value === 'only' && among > 0) return { by: 'removed rows', wrong: `only: ${among} are not removed` };
    if (value === 'with' && among !== usual.size)
      return { by: 'removed rows', wrong: `with: ${among} of ${usual.size}` };
  }
  return { by: 'removed rows' };
}

/** Removed rows are shown by the time of their removal, and no others. */
export async function byTimeOfRemoval(filter: Filter): Tried {
  const usual = new Set((await filter.list.rows()).map(textOf));
  const [removed, none] = [
    await passing(filter, '1990-01-01...2090-01-01'),
    await passing(filter, '1990-01-01...1990-01-02'),
  ];
  if (removed.size === 0) return undefined;
  const present = [...removed].filter((text) => usual.has(text)).length;
  return {
    by: 'removed rows',
    ...((present > 0 || none.size > 0) && { wrong: `${present} present ones, ${none.size} of another time` }),
  };
}

/** A JSON object with the id of a definition and a value chooses the rows that have this value. */
export async function byCustomFields(filter: Filter): Tried {
  const rows = (await filter.list.rows()).filter(isObject);
  const valued = (row: Record<string, unknown>) =>
    Object.entries(isObject(row.custom_fields) ? row.custom_fields : {}).flatMap(([key, field]) =>
      isObject(field) && /^(string|number|boolean)$/.test(typeof field.value)
        ? [[/\d+$/.exec(key)?.[0] ?? '', field.value] as const]
        : [],
    );
  const [asked] = rows.flatMap(valued);
  if (!asked) return undefined;
  const passed = await passing(filter, JSON.stringify(Object.fromEntries([asked])));
  const wanted = rows.filter((row) =>
    valued(row).some(([id, value]) => id === asked[0] && value === asked[1]),
  );
  const isRight = passed.size === wanted.length && wanted.every((row) => passed.has(textOf(row)));
  return {
    by: 'custom fields in rows',
    ...(!isRight && { wrong: `${passed.size} instead of ${wanted.length}` }),
  };
}
