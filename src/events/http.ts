import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DeliveryHead, MOST_BYTES, type Receiver } from './receiver.js';

/** Longest time for a body, ms. Procore gives up after 5 s. */
const PATIENCE = 10_000;

/** Most bytes of a refused body that are let by, and the longest time for it, ms. */
const MOST_DRAINED = 1_048_576;
const DRAINING = 1_000;

/** What a receiver says with each status. */
export const REASONS = {
  200: 'received',
  400: 'This is not an event of Procore.',
  401: 'The Authorization is not the one that was agreed on.',
  404: 'No node receives events here.',
  405: 'Events are sent with POST.',
  413: 'This is too large for an event.',
  503: 'The event could not be stored. Please send it again.',
} as const;

/**
 * Answers one delivery. The body is used only if the sender is known. Never rejects and never throws.
 * @param receiver undefined if no node receives there
 */
export async function answerDelivery(
  request: IncomingMessage,
  response: ServerResponse,
  receiver: Receiver | undefined,
  secret: string | undefined,
): Promise<void> {
  // Without a listener, the error of a connection that broke would end the process.
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  try {
    await judge(request, response, receiver, secret);
  } catch {
    await refuse(request, response, 503).catch(() => undefined);
  }
}

async function judge(
  request: IncomingMessage,
  response: ServerResponse,
  receiver: Receiver | undefined,
  secret: string | undefined,
): Promise<void> {
  const head: DeliveryHead = {
    authorization: request.headers.authorization,
    secret,
    length: Number(request.headers['content-length']) || 0,
  };
  if (request.method !== 'POST') return refuse(request, response, 405);
  if (!receiver) return refuse(request, response, 404);
  const refused = receiver.refusal(head);
  if (refused) return refuse(request, response, refused);
  const body = parsedBefore(request) ?? (await bodyOf(request));
  if (body === 'cut off') return;
  if (body === 'too large') return refuse(request, response, 413);
  const status = await receiver.receive(head, body);
  end(response, status);
}

/** Refuses without having used the body: the connection is of no further use. */
async function refuse(request: IncomingMessage, response: ServerResponse, status: number): Promise<void> {
  await drained(request);
  if (!response.headersSent) response.setHeader('connection', 'close');
  end(response, status);
}

/**
 * Lets a body pass by, since a sender that is cut off while it sends does not see why. A very long one, or a slow one, is
 * cut off all the same.
 */
function drained(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let length = 0;
    const settle = () => {
      clearTimeout(timer);
      request.off('data', onData);
      resolve();
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > MOST_DRAINED) settle();
    };
    const timer = setTimeout(settle, DRAINING);
    if (request.readableEnded || request.destroyed) return settle();
    request.on('data', onData);
    request.once('end', settle);
    request.once('close', settle);
  });
}

function end(response: ServerResponse, status: number): void {
  if (response.headersSent || response.destroyed) return;
  const text = (REASONS as Readonly<Record<number, string>>)[status] ?? '';
  response.statusCode = status;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.setHeader('content-length', Buffer.byteLength(text));
  if (status === 405) response.setHeader('allow', 'POST');
  response.end(text);
}

/** The body, if something in front of us has read and parsed it. Long integers are no longer exact then. */
function parsedBefore(request: IncomingMessage): Buffer | undefined {
  if (!request.readableEnded) return undefined;
  const { body } = request as { readonly body?: unknown };
  try {
    return Buffer.from(JSON.stringify(body ?? null));
  } catch {
    // It is nested too deeply to be written, so it is no event.
    return Buffer.alloc(0);
  }
}

function bodyOf(request: IncomingMessage): Promise<Buffer | 'too large' | 'cut off'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (result: Buffer | 'too large' | 'cut off') => {
      clearTimeout(timer);
      request.off('data', onData);
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > MOST_BYTES) settle('too large');
    };
    const timer = setTimeout(() => {
      request.destroy();
      settle('cut off');
    }, PATIENCE);
    request.on('data', onData);
    request.once('end', () => settle(Buffer.concat(chunks)));
    request.once('close', () => settle('cut off'));
  });
}
