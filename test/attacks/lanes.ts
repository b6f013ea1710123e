import type fc from 'fast-check';
import type { Attack, Kind, Verdict } from './attack.js';
import { adminFuzz, shownRequest } from './fuzz/admin.js';
import { answerFuzz } from './fuzz/answers.js';
import { messageFuzz } from './fuzz/messages.js';
import { type FuzzFigures, fuzz } from './fuzz/run.js';
import { playAdmin } from './real/admin.js';
import { adminAttacks } from './real/admin-attacks.js';
import { httpAttacks, playHttp } from './real/http.js';
import { RealStage } from './real/stage.js';
import type { Played } from './report.js';
import { workerAttacks } from './rows/all.js';
import { Worker } from './workers.js';

/** What of the attacks is played. */
export interface Choice {
  readonly quick: boolean;
  readonly seed: number;
  /** A part of a kind's or an attack's name; all of them where it is empty. */
  readonly only: string;
  /** ms for each fuzzer. */
  readonly fuzzMs: number;
}

interface Results {
  readonly verdicts: Verdict[];
  readonly fuzzed: Partial<Record<Kind, FuzzFigures>>;
}

/** Plays all: two workers share what is written down, then each has a fuzzer; a real Node-RED is attacked meanwhile. */
export async function playAll(choice: Choice): Promise<Played> {
  const results: Results = { verdicts: [], fuzzed: {} };
  const line = workerAttacks().filter((attack) => isChosen(attack.kind, attack, choice));
  const lanes = await Promise.allSettled([
    workerLane(choice, line, results, 'fuzzed messages', messageFuzz),
    workerLane(choice, line, results, 'fuzzed answers', answerFuzz),
    realLane(choice, results),
  ]);
  // All have ended what they started; then what went wrong with the suite itself is told.
  for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason;
  return results;
}

async function workerLane(
  choice: Choice,
  line: Attack[],
  { verdicts, fuzzed }: Results,
  kind: Kind,
  arbitrary: fc.Arbitrary<Attack>,
): Promise<void> {
  const worker = new Worker();
  try {
    for (let next = line.shift(); next; next = line.shift()) verdicts.push(await worker.play(next));
    if (isChosen(kind, {}, choice)) {
      fuzzed[kind] = await fuzz(arbitrary, (attack) => worker.play(attack), figuresOf(choice));
    }
  } finally {
    await worker.close();
  }
}

async function realLane(choice: Choice, { verdicts, fuzzed }: Results): Promise<void> {
  const requests = httpAttacks().filter((attack) => isChosen('http in to http response', attack, choice));
  const dialogs = adminAttacks().filter((attack) => isChosen('admin requests', attack, choice));
  const kind = 'fuzzed admin requests';
  const isFuzzed = isChosen(kind, {}, choice);
  if (requests.length + dialogs.length === 0 && !isFuzzed) return;
  const stage = await RealStage.open();
  try {
    for (const attack of requests) verdicts.push(await playHttp(stage, attack));
    for (const attack of dialogs) verdicts.push(await playAdmin(stage, attack));
    if (isFuzzed) {
      const figures = await fuzz(adminFuzz, (attack) => playAdmin(stage, attack), figuresOf(choice));
      const found = figures.found.map((one) => ({
        ...one,
        counterexample: shownRequest(one.counterexample as Parameters<typeof shownRequest>[0]),
      }));
      fuzzed[kind] = { ...figures, found };
    }
  } finally {
    await stage.close();
  }
}

const figuresOf = ({ seed, fuzzMs }: Choice) => ({ seed, ms: fuzzMs });

function isChosen(
  kind: Kind,
  { name = '', slow = false }: { readonly name?: string; readonly slow?: boolean },
  { quick, only }: Choice,
): boolean {
  if (quick && slow) return false;
  return only === '' || kind.includes(only) || name.includes(only);
}
