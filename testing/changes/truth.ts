import type { History } from './history.js';
import type { Readings } from './readings.js';
import type { Source } from './source.js';
import type { SqlCopy } from './sql-copy.js';

/** What a copy is judged by. */
export interface Judged {
  readonly copy: SqlCopy;
  readonly source: Source;
  readonly history: History;
  readonly readings: Readings;
  /** The keys that the copy had before the run. */
  readonly before: ReadonlySet<string>;
  /** Projects that were read to their end at least once. */
  readonly copied: ReadonlySet<number>;
  /** Whether a record may be wrong since the source has lied, and nothing could have shown that. */
  readonly mayBeHidden: (key: string) => boolean;
}

/**
 * What is wrong in a copy after a run that says that it was complete. That means: each project was read to its end in
 * this run, and the copy has each of them as it was at some moment of its own reading. There is no moment that is the same for
 * all of them.
 */
export async function wrongsOf(judged: Judged): Promise<readonly string[]> {
  const { copy, source, history, readings, copied } = judged;
  const wrongs: string[] = [];
  for (const project of copied)
    if (!readings.of(project)) wrongs.push(`complete: project ${project} was not read`);
  const listed = await source.read();
  const here = copy.rows();
  const there = await copy.likewise(listed);
  for (const row of listed) {
    const key = String((row as { id: number }).id);
    if (JSON.stringify(row) !== JSON.stringify(history.rowNow(key)))
      wrongs.push(`${key}: the list shows another row than was written down`);
  }
  for (const key of new Set([...there.keys(), ...here.keys()])) {
    const [is, was] = [there.get(key), here.get(key)];
    if (is === was || judged.mayBeHidden(key)) continue;
    const isWrong = was === undefined ? mustBeThere(key, judged) : !(await wasSo(key, was, judged));
    if (!isWrong) continue;
    const what = was === undefined ? 'missing' : is === undefined ? 'too many' : 'old';
    wrongs.push(`${what}: ${key} of ${source.list.kind} ${history.told(key)}; ${whenRead(readings)}`);
  }
  return wrongs;
}

/**
 * Whether a record that is in the source must be in the copy: one that was in a project throughout its reading, and one that
 * was in the copy before and has been somewhere ever since, whatever moved.
 */
function mustBeThere(key: string, { history, readings, before, copied }: Judged): boolean {
  const place = history.placeOf(key);
  if (place === undefined || !copied.has(place)) return false;
  if (before.has(key) && !history.wasAbsent(key, readings.mark)) return true;
  return [...readings.all].some(
    ([project, { began, ended }]) =>
      history.wasIn(key, project, began, ended) && !history.wasAbsent(key, began),
  );
}

/** Whether a record was so in a project at some moment since its reading began. */
async function wasSo(key: string, row: string, { copy, history, readings }: Judged): Promise<boolean> {
  for (const [project, { began }] of readings.all) {
    for (const shown of history.rowsIn(key, project, began))
      if ((await copy.likewise([shown])).get(key) === row) return true;
  }
  return false;
}

function whenRead({ mark, all }: Readings): string {
  const parts = [...all].map(([project, { began, ended }]) => `${project} ${began} to ${ended}`);
  return `run since ${mark}, read: ${parts.join(', ')}`;
}
