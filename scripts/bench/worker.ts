/** A process of its own for one tool, so that neither memory nor compiled code of another is in its figures. */
import { performance } from 'node:perf_hooks';
import type { Job, StartTool } from './tool.js';
import { startAxios } from './tools/axios.js';
import { startGot } from './tools/got.js';
import { startCore, startOwn } from './tools/node-red.js';
import { startRawUndici } from './tools/raw-undici.js';

export type ToolName = 'own' | 'core' | 'raw' | 'got' | 'axios';

/** What the parent asks for. */
export type Order =
  | { readonly pull: Job }
  /** The same with raw undici, in this very process. */
  | { readonly floor: Job }
  | { readonly calls: number };

export interface Pulled {
  readonly ms: number;
  readonly rows: number;
}

const [name, origin, userDir] = process.argv.slice(2) as [ToolName, string, string];

const TOOLS: Record<ToolName, () => StartTool> = {
  own: () => startOwn(userDir),
  core: () => startCore(userDir),
  raw: () => startRawUndici,
  got: () => startGot,
  axios: () => startAxios,
};

async function main(): Promise<void> {
  const tool = await TOOLS[name]()(origin);
  const floor = await startRawUndici(origin);
  const carryOut = (order: Order) => {
    if ('pull' in order) return tool.pull(order.pull);
    if ('floor' in order) return floor.pull(order.floor);
    return tool.calls?.(order.calls) ?? Promise.resolve(0);
  };
  process.on('message', (order: Order) => {
    const began = performance.now();
    carryOut(order).then(
      (rows) => process.send?.({ ms: performance.now() - began, rows } satisfies Pulled),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
  });
  process.send?.('ready');
}

process.once('disconnect', () => process.exit(0));
main();
