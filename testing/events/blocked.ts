import { fork } from 'node:child_process';
import { join } from 'node:path';

/** What the sender measured while this process was blocked. */
export interface BlockedFigures {
  readonly answered: number;
  /** Deliveries without a 2xx within 5 s. */
  readonly late: number;
  readonly slowestMs: number;
}

export interface BlockedOptions {
  readonly url: string;
  readonly authorization: string;
  /** How long this process is blocked, ms, and how often. */
  readonly blockMs: number;
  readonly blocks: number;
  readonly perSecond: number;
}

/** Blocks the event loop of this process, while another process sends deliveries. */
export async function blockedDeliveries(options: BlockedOptions): Promise<BlockedFigures> {
  const { blockMs, blocks } = options;
  const sender = fork(join(__dirname, 'sender.ts'), { execArgv: ['--import', 'tsx'] });
  const told = (what: string) =>
    new Promise<BlockedFigures>((resolve, reject) => {
      sender.on('message', (message: { what: string } & BlockedFigures) => {
        if (message.what === what) resolve(message);
      });
      sender.once('exit', () => reject(new Error('The sender has ended.')));
    });
  const ready = told('sending');
  const ended = told('ended');
  ended.catch(() => undefined);
  sender.send(options);
  await ready;
  for (let n = 0; n < blocks; n++) {
    const end = performance.now() + blockMs;
    while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  sender.send('stop');
  const { answered, late, slowestMs } = await ended;
  sender.disconnect();
  return { answered, late, slowestMs };
}
