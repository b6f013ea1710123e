/** Reading a request's body: whole or as it comes, never more than the simulator takes. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** The body has more bytes than the simulator takes. */
export class BodyTooLarge extends Error {}

/** The body as it comes. @throws BodyTooLarge after `most` bytes, or before the first where its length is told */
export function streamed(request: IncomingMessage, most: number): Readable {
  const stream = Readable.from(chunksOf(request, most), { objectMode: false });
  // A handler that looked away must not end the process.
  stream.on('error', () => undefined);
  return stream;
}

/** The whole body; undefined where it is too large. */
export async function whole(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of chunksOf(request, most)) chunks.push(chunk);
  } catch (error) {
    if (error instanceof BodyTooLarge) return undefined;
    throw error;
  }
  return Buffer.concat(chunks);
}

async function* chunksOf(request: IncomingMessage, most: number): AsyncGenerator<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw new BodyTooLarge();
  let size = 0;
  // To destroy a request is to cut the connection, over which the answer is still to go.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > most) throw new BodyTooLarge();
    yield chunk;
  }
}
