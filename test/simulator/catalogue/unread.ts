/** Why nothing of a body is compared: each reason is looked up in the shapes. */
import { rowOf } from './bodies.js';
import type { Places } from './places.js';
import { placeOf } from './reading.js';
import { isObject } from './shape-reader.js';
import type { Known, Stage } from './stage.js';
import type { WriteFinding } from './written-rows.js';

/** @param body as it was sent */
export async function unread(
  stage: Stage,
  known: Known,
  body: unknown,
  places: Places,
): Promise<WriteFinding> {
  const { path } = known.operation;
  const above = path.slice(0, path.lastIndexOf('/'));
  const names = namesIn(body);
  // A body of a new row with nothing but ids says where the row belongs: the record above shows the same of itself.
  const isBelow =
    known.operation.method === 'POST' && /\}\/\w+s$/.test(path) && names.every((name) => /_ids?$/.test(name));
  const paths = [path, `${path}/{}`, ...(isBelow ? [] : [above])];
  const reads = paths.flatMap((each) => stage.find('GET', each) ?? []);
  for (const { operation } of reads) {
    const isPlain = stage.isPlain(operation) || stage.isItem(operation);
    const place = isPlain ? undefined : await places.find(operation, operation.path.endsWith('}'));
    if (place && 'lacks' in place)
      return { named: `no published operation gives what the read names: ${place.lacks}` };
  }
  const answers = [known, ...reads].flatMap(({ shapes }) => {
    const row = rowAround(rowOf(shapes.returns));
    return isObject(row) ? [row] : [];
  });
  if (names.length === 0) return { named: 'what the body holds is not described' };
  if (answers.length === 0) return { named: 'no answer is published that could show it' };
  const isShown = answers.some((answer) => names.some((name) => placeOf(name, answer) !== undefined));
  return isShown
    ? { unproven: 'an answer has a field of the body, and nothing was compared' }
    : { named: 'no published answer has a field of the body' };
}

/** The row in an answer that is an object with one list of objects. */
function rowAround(answer: unknown): unknown {
  const lists = Object.values(isObject(answer) ? answer : {}).filter(
    (each) => Array.isArray(each) && isObject(each[0]),
  );
  const hasId = isObject(answer) && ('id' in answer || 'id!' in answer);
  return !hasId && lists.length === 1 ? (lists[0] as unknown[])[0] : answer;
}

/** The names of the fields that have a value, in the body and in the objects in it. */
function namesIn(body: unknown, deep = 2): string[] {
  if (Array.isArray(body)) return body.flatMap((each) => namesIn(each, deep));
  if (!isObject(body)) return [];
  return Object.entries(body).flatMap(([name, value]) => {
    const inner = deep > 0 ? namesIn(value, deep - 1) : [];
    const isEmpty = isObject(value) ? inner.length === 0 : Array.isArray(value) && value.length === 0;
    return isEmpty || /^(company|project)_id$/.test(name) ? inner : [name, ...inner];
  });
}
