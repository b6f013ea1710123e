/** Filters by fields that are empty in all rows: a row is written that has a value, and then the filter finds it alone. */
import { type Ids, sampleOf } from './bodies.js';
import { type Filter, type Finding, pairOf } from './filter.js';
import { MEANT, offeredTo } from './filter-cases.js';
import type { ListUnderTest } from './list-under-test.js';
import { isObject, rowsIn } from './shape-reader.js';
import type { Known } from './stage.js';

/** The id of a definition that projects have; a body names it in a key of its own. */
const DEFINITION = 168_115;

/** Tries operations that write a row of the list until one takes the field. Undefined: none does. */
export async function byWriting(filter: Filter, ids: Ids): Promise<Finding | undefined> {
  const { list, field, param } = filter;
  const { stage } = list;
  const by = 'rows written for it';
  const isCustom = field === 'custom_fields';
  const offered = await offeredTo(param.name, field, list.known, stage);
  const value =
    (await unused(filter, offered)) ??
    (/integer/.test(param.type) ? 424_242 : `Written for ${list.known.operation.path}`);
  const asked = isCustom ? JSON.stringify({ [DEFINITION]: value }) : String(value);
  for (const method of ['POST', 'PATCH', 'PUT'] as const) {
    for (const writer of stage.writersOf(list.known.operation, method)) {
      const names = isCustom ? [`custom_field_${DEFINITION}`] : namesOf(field);
      const body = bodyWith(writer, names, isCustom, value, ids);
      if (!body) continue;
      const id = await written(filter, writer, body);
      const before = await idsIn(filter);
      if (id === undefined || !before.includes(id)) continue;
      const found = await idsIn(filter, pairOf(param, asked));
      const none = await idsIn(filter, pairOf(param, isCustom ? `{"${DEFINITION}":"zzqqxxjj"}` : '1'));
      const isRight = found.length === 1 && found[0] === id && none.length === 0;
      return {
        by,
        ...(!isRight && {
          wrong: `${asked}: ${found.length} of ${before.length}, ${none.length} for nothing`,
        }),
      };
    }
  }
  return undefined;
}

/** Whether an operation that writes a row of the list takes the field of a filter. */
export function takesField({ stage, known }: ListUnderTest, field: string): boolean {
  const nobody = { person: 0, vendor: 0 };
  return (['POST', 'PATCH', 'PUT'] as const).some((method) =>
    stage
      .writersOf(known.operation, method)
      .some((writer) => bodyWith(writer, namesOf(field), false, 0, nobody) !== undefined),
  );
}

/** The last of the ids that no row has. */
async function unused(filter: Filter, offered: readonly string[]): Promise<string | undefined> {
  for (const id of offered.toReversed())
    if ((await idsIn(filter, pairOf(filter.param, id))).length === 0) return id;
  return undefined;
}

/** The names that the field of a filter may have in a body. */
export function namesOf(field: string): string[] {
  const stem = field.replace(/_ids?$/, '');
  const meant = (MEANT[field] ?? []).flatMap((name) => [name, `${name}_id`]);
  return [...new Set([field, `${stem}_id`, `${stem}_ids`, `${field}_id`, ...meant])];
}

/** A body for the operation with the value in the first field that it has of these names. */
export function bodyWith(
  { operation, shapes }: Known,
  names: readonly string[],
  isCustom: boolean,
  value: unknown,
  ids: Ids,
): Record<string, unknown> | undefined {
  const sample = sampleOf(shapes.body, '', ids);
  if (!isObject(sample)) return undefined;
  const holders = [
    [sample, shapes.body] as const,
    ...Object.entries(sample).map(([key, inner]) => [inner, innerOf(shapes.body, key)] as const),
  ];
  for (const [holder, notation] of holders) {
    if (!isObject(holder) || !isObject(notation)) continue;
    const keys = Object.keys(notation).map((key) => key.replace(/!$/, ''));
    const name = isCustom
      ? keys.some((key) => key.startsWith('custom_field_'))
        ? names[0]
        : undefined
      : names.find((each) => keys.includes(each));
    if (name === undefined) continue;
    const isList = Array.isArray(notation[name] ?? notation[`${name}!`]);
    holder[name] = isList ? [value] : value;
    // A log is for today, so that the list shows it.
    for (const day of ['date', 'datetime', 'log_date']) delete holder[day];
    return operation.body?.keys.includes('project_id') ? { project_id: PROJECT, ...sample } : sample;
  }
  return undefined;
}

/** Stands for the project of the test. */
export const PROJECT = 'project' as const;

function innerOf(notation: unknown, key: string): unknown {
  return isObject(notation) ? (notation[key] ?? notation[`${key}!`]) : undefined;
}

/** Sends the body; for a change, to the last row of the list. The id of what was written. */
async function written(
  { list }: Filter,
  writer: Known,
  body: Record<string, unknown>,
): Promise<string | undefined> {
  const { stage } = list;
  const own = body.project_id === PROJECT ? { ...body, project_id: Number(stage.projectId) } : body;
  const { method } = writer.operation;
  const [path = '', query] = stage.address(writer.operation).split('?');
  const target = method === 'POST' ? '' : (await idsIn({ list })).at(-1);
  if (target === undefined) return undefined;
  const address = `${path.replace(/\{\w+\}$/, target)}${query ? `?${query}` : ''}`;
  const { status, json } = await stage.send(method, address, own);
  if (status >= 300) return undefined;
  const row = isObject(json) && isObject(json.data) ? json.data : json;
  return method === 'POST' ? (isObject(row) ? String(row.id) : undefined) : target;
}

async function idsIn({ list }: Pick<Filter, 'list'>, query?: readonly [string, string]): Promise<string[]> {
  const { operation, shapes } = list.known;
  const asked = [['per_page', '100'], ...(query ? [query] : [])] as ReadonlyArray<readonly [string, string]>;
  const { json } = await list.stage.send('GET', list.stage.address(operation, asked));
  return (rowsIn(shapes.returns, json)?.rows ?? []).flatMap((row) =>
    isObject(row) && row.id !== undefined ? [String(row.id)] : [],
  );
}

/** What a filter about the tree chooses, held against the `parent_id` of the rows, of which one was written below another. */
export async function byTree({ list, param, field }: Filter): Promise<Finding | undefined> {
  if (!/^(sub|super)locations_for$|^depth_range$/.test(field)) return undefined;
  const { stage, known } = list;
  const top = (await idsIn({ list }))[0];
  const create = stage.find('POST', known.operation.path);
  if (top === undefined || !create) return undefined;
  const body = { location: { node_name: 'Below', parent_id: Number(top) } };
  const made = await stage.send('POST', stage.address(create.operation), body);
  const child = isObject(made.json) ? String(made.json.id) : '';
  const [asked, wanted] =
    field === 'sublocations_for'
      ? [top, child]
      : field === 'superlocations_for'
        ? [child, top]
        : ['1...1', child];
  const found = await idsIn({ list }, pairOf(param, asked));
  const upper = await idsIn({ list }, pairOf(param, field === 'depth_range' ? '0...0' : '1'));
  const isRight =
    found.includes(wanted) && !found.includes(wanted === child ? top : child) && !upper.includes(child);
  return { by: 'the tree of the rows', ...(!isRight && { wrong: `${asked}: ${found.join(', ')}` }) };
}
