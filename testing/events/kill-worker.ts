/**
 * A process that receives events and hands them to a flow, until it kills itself at a named point.
 * Arguments: the state file, the log, the point, and how often the point is passed before. It prints its port. The log
 * has a line `ID REDELIVERED` for each event that was handed out.
 */
import { openSync, writeSync } from 'node:fs';
import { HandOut } from '../../src/events/hand-out.js';
import { Inbox } from '../../src/events/inbox.js';
import { digestOf, Receiver } from '../../src/events/receiver.js';
import { openServer } from '../../src/events/server.js';
import { systemRuntime } from '../../src/runtime.js';
import { fileState } from '../../src/state/state.js';
import { AUTHORIZATION, type Point } from './kill-points.js';

/** ms after a confirmation until the event is surely deleted. */
const CLEANED = 15;

async function main([path = '', log = '', end = '', times = '0']: readonly string[]): Promise<void> {
  const file = openSync(log, 'a');
  let left = Number(times);
  const at = (point: Point) => {
    if (point === end && left-- === 0) process.kill(process.pid, 'SIGKILL');
  };
  const runtime = systemRuntime();
  const state = fileState(path, runtime);
  const inbox = new Inbox(state.queue, 'inbox', runtime);
  const receiver = new Receiver(
    async (events) => {
      at('parsed');
      await inbox.accept(events);
      at('stored');
      setTimeout(() => at('answered'), 1);
    },
    { digests: [digestOf(AUTHORIZATION)], place: 'header' },
  );
  const receiverOf = () => {
    at('accepted');
    return receiver;
  };
  openServer({ port: 0, host: '127.0.0.1' }, receiverOf, {
    listening: (port) => process.stdout.write(`${port}\n`),
    failed: (thrown) => {
      throw thrown;
    },
  });
  const handOut = new HandOut(state, 'inbox', runtime);
  for await (const { event, done } of handOut.events(new AbortController().signal)) {
    // Synchronous, so that no line is lost in a buffer of the process.
    writeSync(file, `${event.eventId} ${event.redelivered}\n`);
    at('emitted');
    setImmediate(() => {
      done();
      at('confirmed');
      setTimeout(() => at('cleaned up'), CLEANED);
    });
  }
}

main(process.argv.slice(2));
