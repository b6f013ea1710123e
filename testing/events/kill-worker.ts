/**
 * A process that receives events and hands them to a flow, until it kills itself at a named point.
 * Arguments: the state file, the log, the point, and how often the point is passed before. It prints its port, and the
 * point right before it kills itself. The log has a line `ID REDELIVERED` for each event that was handed out, and
 * `ID dead` for each dead letter.
 */
import { subscribe } from 'node:diagnostics_channel';
import { openSync, writeSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { HandOut } from '../../src/events/hand-out.js';
import { Inbox } from '../../src/events/inbox.js';
import { digestOf, Receiver } from '../../src/events/receiver.js';
import { openServer } from '../../src/events/server.js';
import type { WorkQueue } from '../../src/queue/work-queue.js';
import { systemRuntime } from '../../src/runtime.js';
import { fileState } from '../../src/state/state.js';
import { AUTHORIZATION, KEEP_MOST, type Point } from './kill-points.js';

const STDOUT = 1;

/** ms between two looks at what was handled. */
const LOOK = 5;

async function main([path = '', log = '', end = '', times = '0']: readonly string[]): Promise<void> {
  const file = openSync(log, 'a');
  let left = Number(times);
  const at = (point: Point) => {
    if (point !== end || left-- > 0) return;
    // Synchronous, like the log: no word is lost in a buffer of the process.
    writeSync(STDOUT, `${point}\n`);
    process.kill(process.pid, 'SIGKILL');
  };
  const runtime = systemRuntime();
  const state = fileState(path, runtime);
  const inbox = new Inbox(state.queue, 'inbox', runtime);
  const receiver = new Receiver(
    async (events) => {
      at('parsed');
      await inbox.accept(events);
      at('stored');
    },
    { digests: [digestOf(AUTHORIZATION)], place: 'header' },
  );
  const receiverOf = () => {
    at('accepted');
    return receiver;
  };
  subscribe('http.server.response.finish', (message) => {
    const { response } = message as { readonly response: ServerResponse };
    if (response.statusCode === 200) at('answered');
  });
  openServer({ port: 0, host: '127.0.0.1' }, receiverOf, {
    listening: (port) => writeSync(STDOUT, `${port}\n`),
    failed: (thrown) => {
      throw thrown;
    },
  });
  if (end === 'cleaned up') void watchEnds(state.queue, () => at('cleaned up'));
  const handOut = new HandOut(state, 'inbox', runtime, { keepMost: KEEP_MOST });
  for await (const { event, dead, done } of handOut.events(new AbortController().signal)) {
    writeSync(file, `${event.eventId} ${dead === undefined ? event.redelivered : 'dead'}\n`);
    if (dead !== undefined) continue;
    at('emitted');
    setImmediate(() => {
      done();
      at('confirmed');
    });
  }
}

/** Tells of each event whose end is on the disk; the oldest handled ones were deleted together with that. */
async function watchEnds(queue: WorkQueue, passed: () => void): Promise<void> {
  let after: string | undefined;
  for (let isFirst = true; ; isFirst = false) {
    const kept = await queue.kept('inbox', after);
    // Those of the first look were handled by earlier processes.
    if (!isFirst) for (const _ of kept) passed();
    after = kept.at(-1)?.place ?? after;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

main(process.argv.slice(2));
