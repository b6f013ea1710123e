/** A process that sends deliveries at a steady pace until it is told to stop. */
import type { BlockedOptions } from './blocked.js';
import { type Delivered, payloadBody, Sender } from './deliver.js';

const all: Array<Promise<Delivered>> = [];
let timer: NodeJS.Timeout | undefined;
let sender: Sender | undefined;

process.on('message', async (message: BlockedOptions | 'stop') => {
  if (message !== 'stop') {
    const { url, authorization, perSecond } = message;
    const sending = new Sender(url, authorization);
    sender = sending;
    timer = setInterval(() => all.push(sending.deliver(payloadBody(`${all.length}`))), 1_000 / perSecond);
    process.send?.({ what: 'sending' });
    return;
  }
  clearInterval(timer);
  const delivered = await Promise.all(all);
  sender?.close();
  const answered = delivered.filter(({ status }) => status === 200).length;
  const slowestMs = Math.max(0, ...delivered.map(({ ms }) => ms));
  process.send?.({ what: 'ended', answered, late: delivered.length - answered, slowestMs });
});

process.once('disconnect', () => process.exit(0));
