/** Reading a request's body, whole or as a stream, up to the largest size that the simulator accepts. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** The body has more bytes than the simulator accepts. */
export class BodyTooLarge extends Error {}

/** The body as a stream. @throws BodyTooLarge after `most` bytes, or before the first if its declared length is larger */
export function streamed(request: IncomingMessage, most: number): Readable {
  const stream = Readable.from(chunksOf(request, most), { objectMode: false });
  // An error that no handler listens to must not end the process.
  stream.on('error', () => undefined);
  return stream;
}

/** The whole body; undefined if it is too large. */
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
  // Destroying the request would cut the connection that the answer still has to use.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > most) throw new BodyTooLarge();
    yield chunk;
  }
}
