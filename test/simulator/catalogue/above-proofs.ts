/**
 * Whether a record shows what was written below it, where neither the answer nor a list does: in a field that is called like the end
 * of the path, else in the fields that the body names.
 */
import { singular } from '../../../src/catalogue/words.js';
import { bodyFor, type Ids } from './bodies.js';
import { compared } from './reading.js';
import { isObject } from './shape-reader.js';
import type { Known, Stage } from './stage.js';
import { foundBy, type WriteFinding } from './written-rows.js';

type Fields = Record<string, unknown>;

/** The finding, or that of the record above where the finding is none. To be asked when the write was done. */
export async function orAbove(
  finding: WriteFinding,
  stage: Stage,
  known: Known,
  ids: Ids,
): Promise<WriteFinding> {
  if ('by' in finding && finding.wrong.length === 0) return finding;
  if (JSON.stringify(known.shapes.body ?? '').includes('"binary"'))
    return { named: 'what is written is a file, and no answer shows its content' };
  const body = bodyFor(known, ids, stage.projectId);
  const { path } = known.operation;
  const end = path.slice(path.lastIndexOf('/') + 1);
  const above = end.startsWith('{') ? path : path.slice(0, path.lastIndexOf('/'));
  const show = above.endsWith('}') ? stage.find('GET', above) : undefined;
  if (!show || !isObject(body) || !stage.isPlain(show.operation)) return finding;
  const { status, json } = await stage.send('GET', stage.address(show.operation));
  const record = isObject(json) && isObject(json.data) ? json.data : json;
  if (status !== 200 || !isObject(record)) return finding;
  const part = inPart(body, record, end);
  // The answer may have all that is there, not only what was written.
  if ('by' in finding)
    return part?.wrong.length === 0 ? (foundBy('the record above', part) ?? finding) : finding;
  return foundBy('the record above', part ?? compared(body, record)) ?? finding;
}

/** The newest part of the record, held against the body. Undefined: the record has no field for it. */
function inPart(body: Fields, record: Fields, end: string): ReturnType<typeof compared> | undefined {
  const name = end.replaceAll('-', '_');
  const one = singular(name);
  const flag = `is_${name}`;
  if (flag in record) return compared({ ...body, [flag]: true }, record);
  const field = [name, `${one}_ids`, `${one}_instances`].find((each) => Array.isArray(record[each]));
  if (field === undefined) return undefined;
  const parts = record[field] as readonly unknown[];
  const newest = parts.at(-1);
  if (isObject(newest)) return compared(body, newest);
  const written = body[field] ?? body[singular(field)] ?? body[one];
  const part = Array.isArray(written) ? written.at(-1) : written;
  // What was there already is not added again.
  return compared({ part }, { part: parts.includes(part) ? part : newest });
}
