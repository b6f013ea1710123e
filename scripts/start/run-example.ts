import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import RED from 'node-red';
import type { RunningNodeRed } from './runtime.js';

/** Name of the first example's tab. */
export const EXAMPLE = 'Companies and their projects';

const FILE = join(__dirname, `../../examples/1 ${EXAMPLE}.json`);

/** Longest wait for the example, milliseconds. */
const PATIENCE = 30_000;

export type Row = Record<string, unknown>;

/** What the example's Procore nodes sent. */
export interface ExampleResult {
  readonly companies: readonly Row[];
  readonly projects: readonly Row[];
}

interface FlowNode {
  readonly id: string;
  readonly type: string;
}

/** Deploys the first example, presses its button, and collects what its Procore nodes send. */
export async function runExample(nodeRed: RunningNodeRed): Promise<ExampleResult> {
  const flows = await deployExample(nodeRed);
  const inject = flows.find((node) => node.type === 'inject');
  const rows: Record<string, Row[]> = { 'procore-companies': [], 'procore-projects': [] };
  const finished = watch((type, payload) => rows[type]?.push(...[payload].flat()));
  await post(`${nodeRed.url}/inject/${inject?.id}`, {});
  await finished;
  return { companies: rows['procore-companies'] ?? [], projects: rows['procore-projects'] ?? [] };
}

/** Deploys the first example through the admin API, unless it exists. @returns its nodes */
export async function deployExample(nodeRed: RunningNodeRed): Promise<readonly FlowNode[]> {
  const flows: FlowNode[] = JSON.parse(readFileSync(FILE, 'utf8'));
  const started = new Promise((resolve) => RED.events.once('flows:started', resolve));
  const present = (await (await fetch(`${nodeRed.url}/flows`)).json()) as FlowNode[];
  const ids = new Set(present.map(({ id }) => id));
  // Flows that a user has built in this editor stay; the example is added once.
  await post(`${nodeRed.url}/flows`, [...present, ...flows.filter(({ id }) => !ids.has(id))]);
  await started;
  return flows;
}

/** Calls `seen` for every message that a Procore node sends. Resolves when every message in the flow was handled. */
function watch(seen: (type: string, payload: Row | Row[]) => void): Promise<void> {
  // The message of the inject node is the first one to be handled.
  let open = 1;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => end(new Error(`The example did not finish within ${PATIENCE / 1000} s.`)),
      PATIENCE,
    );
    const end = (failure?: Error) => {
      clearTimeout(timer);
      RED.hooks.remove('*.start');
      if (failure) reject(failure);
      else resolve();
    };
    RED.hooks.add('preDeliver.start', ({ source, msg }) => {
      open++;
      seen(source.node.type, msg.payload as Row | Row[]);
    });
    RED.hooks.add('onComplete.start', ({ error }) => {
      open--;
      if (error) end(new Error(String(error)));
      // A message that a node sends just before it completes is delivered in a later turn.
      else setTimeout(() => open === 0 && end(), 100);
    });
  });
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'node-red-deployment-type': 'full' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
}
