/**
 * `npm run bench:events -- --json FILE` measures how events are received and handed out, over HTTP and in a real
 * Node-RED: how fast they are answered with a sync to the disk, what a blocked flow costs, what `kill -9` at seven
 * points loses, order and duplicates over 30 days of virtual time, the memory of a long backlog, mutated requests, what
 * an outage and lost deliveries leave unknown, and webhooks that are edited by hand. `--quick` plays short forms,
 * `--seed N` repeats the kills of an earlier run, `--outage N` plays one outage alone. Exits 1 if a bar is missed.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { NewEvent } from '../src/events/event.js';
import { Inbox } from '../src/events/inbox.js';
import { systemRuntime } from '../src/runtime.js';
import { fileState } from '../src/state/state.js';
import { reportBars } from '../testing/bars.js';
import type { BacklogFigures } from '../testing/events/backlog.js';
import {
  backlogBars,
  bar,
  blockBars,
  handBars,
  killBars,
  mutatedBars,
  outageBars,
  outageText,
  stormBars,
} from '../testing/events/event-bars.js';
import { playHandEdits } from '../testing/events/hand-edits.js';
import { killAtEachPoint } from '../testing/events/kills.js';
import { burst, type LoadFigures, steady } from '../testing/events/load.js';
import { mutatedRequests } from '../testing/events/mutated.js';
import { NodeRedStage } from '../testing/events/node-red-stage.js';
import { playOutage } from '../testing/events/outage.js';
import type { OutageFigures } from '../testing/events/outage-figures.js';
import { shuffledMonth } from '../testing/events/shuffle.js';
import { storm } from '../testing/events/storm.js';

const FULL = { seconds: 60, burst: 5_000, flood: 20_000, blocks: 3, blockMs: 20_000, kills: 50 };
const QUICK = { seconds: 5, burst: 2_000, flood: 4_000, blocks: 1, blockMs: 3_000, kills: 2 };
const MORE_FULL = { perDay: 2_000, backlog: 1_000_000, mutated: 10_000, storm: 2_000, outages: 12 };
const MORE_QUICK = { perDay: 100, backlog: 50_000, mutated: 500, storm: 500, outages: 2 };

const STEADY = 500;
const CONNECTIONS = 16;
/** Connections of the flood: the more wait, the more share a sync. */
const FLOOD_CONNECTIONS = 64;
/** Events added to a backlog at once. */
const PAGE = 1_000;
/** A flow that takes so many events a second, and how long it is watched. */
const BACKLOG_PACE = 50;
const BACKLOG_SECONDS = 20;
/** s in which events of one record become one message: longer than a storm takes. */
const JOIN_FOR = 15;
const PAST_THE_BLOCK = 2_000;

/** A real Node-RED: the answers of both ways, a blocked flow, and mutated requests. */
async function inNodeRed(size: typeof FULL & typeof MORE_FULL) {
  say('Starting Node-RED ...');
  const stage = await NodeRedStage.start(JOIN_FOR);
  try {
    const ways: Record<string, { steady: LoadFigures; burst: LoadFigures; flood: LoadFigures }> = {};
    for (const name of ['route', 'port'] as const) {
      say(`Sending to the ${name} ...`);
      const way = stage[name];
      await burst(way, PAGE, CONNECTIONS);
      ways[name] = {
        steady: await steady(way, STEADY, size.seconds),
        burst: await burst(way, size.burst, CONNECTIONS),
        flood: await burst(way, size.flood, FLOOD_CONNECTIONS),
      };
    }
    say('Blocking the flow ...');
    const seconds = (size.blocks * (size.blockMs + PAST_THE_BLOCK)) / 1_000;
    const sending = steady(stage.port, 50, seconds);
    let blockedMs = 0;
    for (let n = 0; n < size.blocks; n++) {
      blockedMs += await stage.block(size.blockMs);
      await new Promise((resolve) => setTimeout(resolve, PAST_THE_BLOCK));
    }
    const blocked = { ...(await sending), blockedMs };
    const sent = Object.values(ways).reduce(
      (sum, each) => sum + PAGE + each.steady.sent + each.burst.sent + each.flood.sent,
      blocked.sent,
    );
    const unseen = sent - (await settled(stage, sent));
    say('Sending mutated requests ...');
    const mutated = {
      route: await mutatedRequests({ ...stage.route, runs: size.mutated, seed: 1 }),
      port: await mutatedRequests({ ...stage.port, runs: size.mutated, seed: 2 }),
    };
    await settled(stage, Number.POSITIVE_INFINITY);
    const seen = await stage.seen();
    say('A storm of events ...');
    const joined = await storm(stage, size.storm);
    return { ways, unseen, blocked, mutated, seen, joined, isAlive: stage.nodeRed.alive };
  } finally {
    await stage.close();
  }
}

/** Waits until the flow has got everything, or nothing more comes. */
async function settled(stage: NodeRedStage, wanted: number): Promise<number> {
  let counted = await stage.counted();
  for (let idle = 0; counted < wanted && idle < 20; ) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const now = await stage.counted();
    idle = now === counted ? idle + 1 : 0;
    counted = now;
  }
  return counted;
}

function eventOf(n: number): NewEvent {
  const at = new Date(1_772_431_200_000 + n).toISOString();
  const raw = { id: `event-${n}`, timestamp: at, reason: 'update', text: 'x'.repeat(200) };
  const shared = { action: 'update', companyId: '1', source: 'delivery' } as const;
  return { eventId: `event-${n}`, resource: 'RFIs', resourceId: String(n), at, raw, ...shared };
}

async function backlog(events: number): Promise<BacklogFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-events-'));
  const path = join(folder, 'state.db');
  try {
    const state = fileState(path, systemRuntime());
    const inbox = new Inbox(state.queue, 'inbox', systemRuntime());
    for (let first = 0; first < events; first += PAGE)
      await inbox.accept(Array.from({ length: PAGE }, (_, at) => eventOf(first + at)));
    await state.close();
    const script = join(__dirname, '../testing/events/backlog.ts');
    const options = ['--import', 'tsx', script, path, String(BACKLOG_PACE), String(BACKLOG_SECONDS)];
    return JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' })) as BacklogFigures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Plays outages. What is wrong is printed as it is found, with the seed that repeats it. */
async function outages(seeds: readonly number[]): Promise<OutageFigures[]> {
  const played: OutageFigures[] = [];
  for (const seed of seeds) {
    const figures = await playOutage(seed);
    played.push(figures);
    for (const wrong of figures.missing) say(`--outage ${seed}: after the next comparison: ${wrong}`);
    for (const wrong of figures.ahead) say(`--outage ${seed}: ${wrong}`);
  }
  return played;
}

async function main(): Promise<void> {
  const {
    quick,
    seed: given,
    outage,
  } = parseArgs({
    options: { quick: { type: 'boolean' }, seed: { type: 'string' }, outage: { type: 'string' } },
    strict: false,
  }).values;
  if (typeof outage === 'string') {
    const played = await outages([Number(outage)]);
    say(JSON.stringify(played, null, 1));
    say(outageText(played));
    reportBars(outageBars(played), { outages: played });
    process.exit();
  }
  const size = quick ? { ...QUICK, ...MORE_QUICK } : { ...FULL, ...MORE_FULL };
  const seed = typeof given === 'string' ? Number(given) : Date.now() % 1_000_000;
  say(`Seed of the kills: ${seed}`);
  const nodeRed = await inNodeRed(size);
  say('Killing ...');
  const killed = await killAtEachPoint(size.kills, seed);
  say('Shuffling ...');
  const shuffled = await shuffledMonth(size.perDay, seed);
  say('A long backlog ...');
  const waited = await backlog(size.backlog);
  say('Losing deliveries ...');
  const lost = await outages(Array.from({ length: size.outages }, (_, n) => n + 1));
  say('Editing hooks by hand ...');
  const edited = { header: await playHandEdits(seed, false), address: await playHandEdits(seed, true) };
  const raw = { seed, nodeRed, killed, shuffled, waited, outages: lost, edited };
  say(JSON.stringify(raw, null, 1));
  say(outageText(lost));

  const ofWay = ([name, { steady: even, burst: sudden, flood }]: [string, (typeof nodeRed.ways)[string]]) => [
    bar(`${name}: ${STEADY}/s for ${size.seconds} s, 2xx p99`, even.p99, '<=', 25, 'ms'),
    bar(`${name}: ${STEADY}/s for ${size.seconds} s, 2xx p99.9`, even.p999, '<=', 250, 'ms'),
    bar(`${name}: burst of ${size.burst}, 2xx p99`, sudden.p99, '<=', 25, 'ms'),
    bar(`${name}: burst of ${size.burst}, 2xx p99.9`, sudden.p999, '<=', 250, 'ms'),
    bar(`${name}: durable events a second`, flood.perSecond, '>=', 2_000, '/s'),
    bar(`${name}: refused`, even.refused + sudden.refused + flood.refused, '==', 0),
  ];
  reportBars(
    [
      ...Object.entries(nodeRed.ways).flatMap(ofWay),
      bar('events that the flow did not get', nodeRed.unseen, '==', 0),
      ...blockBars(nodeRed.blocked, size.blocks, size.blockMs),
      ...mutatedBars(nodeRed.mutated, nodeRed.seen, size.mutated),
      ...stormBars(nodeRed.joined, size.storm),
      bar('Node-RED has ended', nodeRed.isAlive ? 0 : 1, '==', 0),
      ...killBars(killed, size.kills, quick ? 200 : 20_000),
      bar('30 days, shuffled: ids handed out twice', shuffled.twice, '==', 0),
      bar('30 days, shuffled: older after newer', shuffled.backwards, '==', 0),
      bar('30 days, shuffled: records not at their newest', shuffled.notNewest, '==', 0),
      ...backlogBars(waited, size.backlog),
      ...outageBars(lost),
      ...handBars('hooks edited by hand', edited.header),
      ...handBars('hooks behind a gate edited by hand', edited.address),
    ],
    raw,
  );
  process.exit();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main();
