import { type Delivered, payloadBody, Sender } from './deliver.js';
import type { Way } from './node-red-stage.js';

/** What a sender measured. Times in ms. */
export interface LoadFigures {
  readonly sent: number;
  readonly refused: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** Records that the events are about. */
const RECORDS = 5_000;

/** Sends at a steady pace, whatever the answers take. */
export async function steady(way: Way, perSecond: number, seconds: number): Promise<LoadFigures> {
  const sender = new Sender(way.url, way.authorization, 32);
  const sending: Array<Promise<Delivered>> = [];
  const began = performance.now();
  while (sending.length < perSecond * seconds) {
    const due = Math.min(perSecond * seconds, ((performance.now() - began) / 1_000) * perSecond);
    while (sending.length < due) sending.push(sender.deliver(bodyOf(sending.length)));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return figuresOf(await Promise.all(sending), began, sender);
}

/** Sends as fast as the answers come, over this many connections. */
export async function burst(
  way: Way,
  count: number,
  connections: number,
  body: (n: number) => string = bodyOf,
): Promise<LoadFigures> {
  const sender = new Sender(way.url, way.authorization, connections);
  const delivered: Delivered[] = [];
  let next = 0;
  const began = performance.now();
  const lane = async () => {
    while (next < count) delivered.push(await sender.deliver(body(next++)));
  };
  await Promise.all(Array.from({ length: connections }, lane));
  return figuresOf(delivered, began, sender);
}

function bodyOf(n: number): string {
  return payloadBody(String(n % RECORDS));
}

function figuresOf(delivered: readonly Delivered[], began: number, sender: Sender): LoadFigures {
  const seconds = (performance.now() - began) / 1_000;
  sender.close();
  const times = delivered.map(({ ms }) => ms).sort((one, other) => one - other);
  const quantile = (share: number) => times[Math.max(0, Math.ceil(share * times.length) - 1)] ?? 0;
  return {
    sent: delivered.length,
    refused: delivered.filter(({ status }) => status !== 200).length,
    perSecond: delivered.length / seconds,
    p50: quantile(0.5),
    p99: quantile(0.99),
    p999: quantile(0.999),
  };
}
