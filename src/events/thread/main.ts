/**
 * The thread that receives deliveries on a port of its own. It shares nothing with the main thread but the file of the
 * state, so that a flow that blocks the main thread keeps no delivery waiting.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { systemRuntime } from '../../runtime.js';
import { fileState } from '../../state/state.js';
import { Inbox } from '../inbox.js';
import { Receiver } from '../receiver.js';
import { openServer } from '../server.js';
import type { Order, Report, ThreadData } from './orders.js';

function main(): void {
  const port = parentPort;
  if (!port) throw new Error('This is the code of a worker thread.');
  const tell = (report: Report) => port.postMessage(report);
  const { path, ...place } = workerData as ThreadData;
  const runtime = systemRuntime({ debug() {}, warn: (warning) => tell({ warning }) });
  const state = fileState(path, runtime);
  const receivers = new Map<string, Receiver>();
  const server = openServer(place, (node) => receivers.get(node), {
    listening: (listening) => tell({ listening }),
    failed: (thrown) => tell({ failed: thrown.message, code: thrown.code ?? '' }),
  });

  port.on('message', (order: Order) => {
    if ('open' in order) {
      const { node, inbox: name, digests, place } = order.open;
      const inbox = new Inbox(state.queue, name, runtime);
      receivers.set(node, new Receiver((events) => inbox.accept(events), { digests, place }));
      tell({ opened: node });
    } else if ('close' in order) receivers.delete(order.close);
    else {
      // With the port closed, nothing keeps the thread alive.
      server
        .close()
        .then(() => state.close())
        .finally(() => port.close());
    }
  });
}

main();
