import { spreadOf } from '../measure/pairs.js';
import type { ListServer, Worker } from './processes.js';
import type { Job } from './tool.js';
import type { ToolName } from './worker.js';

/** Resident memory, MB. Every figure comes from a process that had read nothing before. */
export interface Memory {
  /** Peaks while 30,000 rows were read at 300 per page, minus the same Node-RED at rest. Medians. */
  readonly growth: { readonly ownPages: number; readonly ownArray: number; readonly core: number };
  /** Peaks of large reads, sent as one message per page, with the automatic page size. */
  readonly million?: { readonly small: number; readonly large: number; readonly ratio: number };
}

const small: Job = { rows: 30_000, perPage: 300, parallel: 4, delivery: 'page' };

export async function memoryOf(
  start: (name: ToolName) => Promise<Worker>,
  server: ListServer,
  quick: boolean,
): Promise<Memory> {
  const measured = async (name: ToolName, job: Job) => {
    const worker = await start(name);
    await server.set({ latency: 0 });
    const memory = await worker.memory(() => worker.pull(job));
    await worker.end();
    return memory;
  };
  const runs = quick ? 1 : 5;
  const growths: Record<'ownPages' | 'ownArray' | 'core', number[]> = {
    ownPages: [],
    ownArray: [],
    core: [],
  };
  const peaks: Record<'small' | 'large', number[]> = { small: [], large: [] };
  for (let run = 0; run < runs; run++) {
    const growth = async (name: ToolName, job: Job) => {
      const { idle, peak } = await measured(name, job);
      return peak - idle;
    };
    growths.ownPages.push(await growth('own', small));
    growths.ownArray.push(await growth('own', { ...small, delivery: 'array' }));
    growths.core.push(await growth('core', { ...small, delivery: 'array' }));
    if (quick) continue;
    const bulk = { perPage: undefined, parallel: 4, delivery: 'page' } as const;
    peaks.small.push((await measured('own', { ...bulk, rows: 100_000 })).peak);
    peaks.large.push((await measured('own', { ...bulk, rows: 1_000_000 })).peak);
  }
  const growth = {
    ownPages: spreadOf(growths.ownPages).median,
    ownArray: spreadOf(growths.ownArray).median,
    core: spreadOf(growths.core).median,
  };
  if (quick) return { growth };
  const [least, most] = [spreadOf(peaks.small).median, spreadOf(peaks.large).median];
  return { growth, million: { small: least, large: most, ratio: most / least } };
}
