import { action, flow, helper, type Message, type Seen } from '../support/flow.js';
import { handles, leftOver, watchStray } from './left-over.js';
import type { Finding, Row, Stage } from './row.js';
import { stageOf } from './stage.js';

/** Sleep after the last end, in which a second one would show, ms. */
const AFTERMATH = 25;

/** Plays a row through a real procore-request node, closes the flow, and tells what was seen. */
export async function play(row: Row): Promise<Finding> {
  const stage = await stageOf(row);
  const stray = watchStray();
  try {
    const before = handles();
    const { seen, receive } = await startFlow(row, stage);
    const messages = row.messages ?? 1;
    const start = performance.now();
    for (let id = 0; id < messages; id++) receive({ id, payload: payloadOf(row), ...row.msg });
    const ms = await ended(seen, messages, row.within, start);
    const log: unknown[] = helper.log().args;
    const closing = performance.now();
    await helper.unload();
    const closeMs = Math.round(performance.now() - closing);
    const left = await leftOver(stage, before);
    const all = JSON.stringify([seen, log]);
    const errors = seen.caught.map(({ error }) => error?.message ?? '');
    return {
      fault: row.fault,
      method: row.method ?? 'GET',
      expected: row.status ? `${row.expect} ${row.status}` : row.expect,
      outcomes: [
        ...new Set([...seen.results.map((msg) => delivered(row, stage, msg)), ...seen.caught.map(codeOf)]),
      ],
      ...stage.counts(),
      ms,
      within: row.within,
      closeMs,
      leaked: stage.secrets.filter((secret) => all.includes(secret)).length,
      notOnce: notOnce(seen, messages),
      ...left,
      stray: stray.end(),
      says: [...new Set(errors)].join('\n'),
      warnings: warningsIn(log),
    };
  } finally {
    stray.end();
    await helper.unload();
    await stage.close();
  }
}

/** The flow of a row: one procore-request node on a connection to the stage. */
export function startFlow(row: Pick<Row, 'method' | 'node' | 'connection'>, stage: Stage) {
  const { loginUrl, apiUrl, path, company, key } = stage;
  const request = { method: row.method ?? 'GET', path, ...(company && { company, companyType: 'num' }) };
  const connection = {
    id: 'connection',
    type: 'procore-config',
    environment: 'custom',
    timeout: '1',
    loginUrl,
    apiUrl,
    ...(typeof row.connection === 'function' ? row.connection(stage) : row.connection),
  };
  return flow(action('procore-request', { ...request, ...row.node }), connection, { connection: key });
}

const payloadOf = ({ method }: Row) => (method === 'POST' ? { name: 'a thing' } : 'start');

/** Waits for the end of all messages, for as long as the row allows and a little more. @returns ms */
async function ended(seen: Seen, messages: number, within: number, start: number): Promise<number> {
  while (seen.completed.length + seen.caught.length < messages && performance.now() - start < within + 500) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const ms = Math.round(performance.now() - start);
  await new Promise((resolve) => setTimeout(resolve, AFTERMATH));
  return ms;
}

/** `delivered`, or what is wrong with a result: rows that are missing, too many, or come twice. */
function delivered(row: Row, { rows }: Stage, { payload }: Message): string {
  if (row.method === 'POST') return (payload as { id?: number })?.id === 1 ? 'delivered' : 'another payload';
  if (!Array.isArray(payload)) return 'no list';
  const ids = new Set(payload.map(({ id }) => id));
  return ids.size === payload.length && ids.size === rows
    ? 'delivered'
    : `${payload.length} rows, ${ids.size} ids`;
}

function codeOf({ error, procore, statusCode }: Message): string {
  const code = error?.code ?? 'no code';
  const said = procore?.error?.code === code ? '' : ', and another on msg.procore.error';
  return `${code}${statusCode === undefined ? '' : ` ${statusCode}`}${said}`;
}

/** Messages that did not end once, in one way, with one result where they completed. */
function notOnce({ results, completed, caught }: Seen, messages: number): number {
  const times = (list: readonly Message[], id: number) => list.filter((msg) => msg.id === id).length;
  return Array.from({ length: messages }, (_, id) => id).filter((id) => {
    const [done, failed] = [times(completed, id), times(caught, id)];
    return done + failed !== 1 || times(results, id) !== done;
  }).length;
}

/** Warnings of the two nodes; Node-RED has some of its own. */
function warningsIn(log: readonly unknown[]): string[] {
  const WARN = 30;
  return log
    .flat()
    .map((entry) => entry as { level?: number; id?: string; msg?: unknown })
    .filter(({ level, id }) => level === WARN && (id === 'action' || id === 'connection'))
    .map(({ msg }) => String(msg));
}
