/** A separate process for one tool, so that its figures contain neither the memory nor the compiled code of another. */
import { performance } from 'node:perf_hooks';
import type { Job, StartTool, Tool } from './tool.js';

export type ToolName = 'own' | 'core' | 'raw' | 'got' | 'axios';

/** What the parent asks for. */
export type Order =
  | { readonly pull: Job }
  /** The same with raw undici, in this process. */
  | { readonly floor: Job }
  | { readonly calls: number };

export interface Pulled {
  readonly ms: number;
  readonly rows: number;
}

const [name, origin, userDir] = process.argv.slice(2) as [ToolName, string, string];

/** Each tool is loaded only in the process that runs it, so that its memory does not contain the others. */
const TOOLS: Record<ToolName, () => Promise<StartTool>> = {
  own: async () => (await import('./tools/node-red.js')).startOwn(userDir),
  core: async () => (await import('./tools/node-red.js')).startCore(userDir),
  raw: async () => (await import('./tools/raw-undici.js')).startRawUndici,
  got: async () => (await import('./tools/got.js')).startGot,
  axios: async () => (await import('./tools/axios.js')).startAxios,
};

async function main(): Promise<void> {
  const tool = await (await TOOLS[name]())(origin);
  let floor: Tool | undefined;
  const carryOut = async (order: Order) => {
    if ('pull' in order) return tool.pull(order.pull);
    if ('floor' in order) {
      floor ??= await (await TOOLS.raw())(origin);
      return floor.pull(order.floor);
    }
    return tool.calls?.(order.calls) ?? 0;
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
