import { performance } from 'node:perf_hooks';
import { parseJson } from '../../src/transport/json.js';
import { interleaved, type Spread } from '../measure/pairs.js';
import { ROW } from './row.js';

/** Parses in one measurement: enough for a figure, short enough for both to meet the same machine. */
const PARSES = 10;

/** How much longer a page of 2,000 rows takes with every integer exact than with JSON.parse alone: 1.06 is 6 % more. */
export async function exactIntegersCost(pairs: number): Promise<Spread> {
  const page = Buffer.from(
    JSON.stringify(Array.from({ length: 2_000 }, (_, index) => ({ ...ROW, id: ROW.id + index }))),
  );
  const time = (parse: () => unknown) => async () => {
    const began = performance.now();
    for (let count = 0; count < PARSES; count++) parse();
    return performance.now() - began;
  };
  const { ratio } = await interleaved(
    time(() => JSON.parse(page.toString('utf8'))),
    time(() => parseJson(page)),
    pairs,
  );
  return ratio;
}
