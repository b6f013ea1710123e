/**
 * A process that hands a long backlog to a slow flow, and measures its memory. Arguments: the state file, events a
 * second, and seconds. It prints a line of JSON.
 */
import { HandOut } from '../../src/events/hand-out.js';
import { systemRuntime } from '../../src/runtime.js';
import { fileState } from '../../src/state/state.js';

const MB = 1024 * 1024;

/** What the process measured. */
export interface BacklogFigures {
  readonly rssGrowthMb: number;
  /** Events that the flow was done with or worked on. */
  readonly handedOut: number;
  /** Events that a flow of this pace takes meanwhile. */
  readonly wanted: number;
  readonly outOfOrder: number;
}

async function main([path = '', perSecond = '50', seconds = '10']: readonly string[]): Promise<void> {
  const runtime = systemRuntime();
  const state = fileState(path, runtime);
  // Opened and warm, so that the growth is that of the backlog.
  await state.store.get(['nothing']);
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), Number(seconds) * 1_000);
  const began = performance.now();
  let [handedOut, outOfOrder, last] = [0, 0, ''];
  try {
    for await (const { event, done } of new HandOut(state, 'inbox', runtime).events(stop.signal)) {
      if (event.at < last) outOfOrder++;
      last = event.at;
      handedOut++;
      // By the clock, since pauses alone would make it slower than it claims to be.
      const due = began + (handedOut * 1_000) / Number(perSecond);
      await runtime.sleep(Math.max(0, due - performance.now()), stop.signal);
      done();
    }
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
  }
  clearInterval(timer);
  const wanted = Number(perSecond) * Number(seconds);
  const figures: BacklogFigures = { rssGrowthMb: (most - before) / MB, handedOut, wanted, outOfOrder };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  process.exit(0);
}

main(process.argv.slice(2));
