import { BLOCKED } from '../judge.js';
import type { RealStage } from './stage.js';

/** ms between two looks. */
const EVERY = 50;

/** ms without an answer after which nobody is taken to be there. */
const PATIENCE = 10_000;

/** Whether Node-RED answers, and how many Catch has seen. */
export async function caughtSoFar(stage: RealStage): Promise<number> {
  const response = await fetch(`${stage.nodeRed.url}/alive`, { signal: AbortSignal.timeout(PATIENCE) });
  return ((await response.json()) as { caught: number }).caught;
}

/** Asks Node-RED again and again while something goes on. @returns that, and the longest time it took to answer, ms */
export async function whileWatched<T>(
  stage: RealStage,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly blocked: number }> {
  let over = false;
  let blocked = 0;
  const looks = (async () => {
    while (!over && stage.alive) {
      const start = performance.now();
      await caughtSoFar(stage).catch(() => undefined);
      blocked = Math.max(blocked, Math.round(performance.now() - start));
      await new Promise((resolve) => setTimeout(resolve, EVERY));
    }
  })();
  try {
    const result = await work();
    over = true;
    await looks;
    return { result, blocked };
  } finally {
    over = true;
  }
}

/** What is wrong with Node-RED after an attack: it is gone, stood still, or does not work. */
export async function faultsAfter(stage: RealStage, blocked: number): Promise<string[]> {
  // A process that ends does so a moment after what ended it.
  await new Promise((resolve) => setTimeout(resolve, 30));
  if (!stage.alive) return [`ended Node-RED: ${stage.lastWords()}`];
  const faults = blocked < BLOCKED ? [] : [`blocked for ${blocked} ms`];
  stage.answer = undefined;
  try {
    const response = await fetch(`${stage.nodeRed.url}/write`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"name":"ordinary"}',
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.status !== 201) {
      faults.push(
        `an ordinary message ends with ${response.status}: ${(await response.text()).slice(0, 80)}`,
      );
    }
  } catch (thrown) {
    faults.push(
      stage.alive ? `an ordinary message never ends: ${thrown}` : `ended Node-RED: ${stage.lastWords()}`,
    );
    // The next attack begins with a Node-RED that works.
    await stage.stop();
  }
  return faults;
}
