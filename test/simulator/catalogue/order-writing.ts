/** Sorts by fields that are empty in all rows: one row is given a value, and is then at one end upwards, at the other one downwards. */
import type { Ids } from './bodies.js';
import { offeredTo } from './filter-cases.js';
import { bodyWith, namesOf, PROJECT } from './filter-writing.js';
import type { ListUnderTest } from './list-under-test.js';
import type { OrderFinding } from './order-proofs.js';
import { isObject } from './shape-reader.js';
import { idIn, itemAddress } from './written-rows.js';

const DAY = '2026-03-04';

/** Undefined: an operation writes the field, and no value for it is known, or it is refused. */
export async function byWriting(
  list: ListUnderTest,
  field: string,
  ids: Ids,
): Promise<OrderFinding | undefined> {
  const { stage, known } = list;
  const rows = await list.rows();
  const row = rows.findLast(isObject);
  const id = idIn(row);
  if (id === undefined) return undefined;
  const names = namesOf(field);
  const writers = (['PATCH', 'PUT'] as const).flatMap((method) => stage.writersOf(known.operation, method));
  const taking = writers.filter((writer) => bodyWith(writer, names, false, '', ids));
  if (taking.length === 0) return { named: 'no row shows a value of the field, and no body takes it' };
  const [offered] = await offeredTo(field, field, known, stage);
  const value = /(_at|date)$/.test(field) ? DAY : offered;
  if (value === undefined) return undefined;
  for (const writer of taking) {
    const body = bodyWith(writer, names, false, value, ids);
    const own = body?.project_id === PROJECT ? { ...body, project_id: Number(stage.projectId) } : body;
    const { status } = await stage.send(writer.operation.method, itemAddress(stage, writer, id), own);
    if (status >= 300) continue;
    const ends = async (sort: string) => {
      const sorted = await list.rows(['sort', sort]);
      return [idIn(sorted[0]), idIn(sorted.at(-1))].map((each) => String(each) === String(id));
    };
    const [up, down] = [await ends(field), await ends(`-${field}`)];
    const isRight = (up[1] && down[0]) || (up[0] && down[1]);
    return {
      by: 'a row written for it',
      ...(!isRight && { wrong: `${id} is first and last: ${up.join(', ')}; ${down.join(', ')}` }),
    };
  }
  return undefined;
}
