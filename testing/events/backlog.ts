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
  readonly handedOut: number;
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
  let [handedOut, outOfOrder, last] = [0, 0, ''];
  try {
    for await (const { event, done } of new HandOut(state, 'inbox', runtime).events(stop.signal)) {
      if (event.at < last) outOfOrder++;
      last = event.at;
      handedOut++;
      await runtime.sleep(1_000 / Number(perSecond), stop.signal);
      done();
    }
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
  }
  clearInterval(timer);
  const figures: BacklogFigures = { rssGrowthMb: (most - before) / MB, handedOut, outOfOrder };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  process.exit(0);
}

main(process.argv.slice(2));
