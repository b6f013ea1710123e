/** Sending an answer: JSON and text are compressed if the caller accepts it, bytes and streams are sent as they are. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { GZIP_FROM } from './assumed.js';
import type { Answer, Call } from './http.js';

const JSON_TYPE = 'application/json; charset=utf-8';
const BYTES_TYPE = 'application/octet-stream';

/** Sends the answer. @throws the error of a stream; the connection is then cut, since the head was already sent */
export async function send(call: Call, answer: Answer, response: ServerResponse): Promise<void> {
  const { bytes } = answer;
  if (bytes instanceof Readable) await sendStream(call, answer, bytes, response);
  else if (bytes) sendWhole(call, answer, bytes, BYTES_TYPE, response);
  else sendText(call, answer, response);
}

function sendText(call: Call, answer: Answer, response: ServerResponse): void {
  const { json, text = json === undefined ? '' : JSON.stringify(json) } = answer;
  const plain = Buffer.from(text);
  const zipped = plain.length > GZIP_FROM && /\bgzip\b/.test(String(call.headers['accept-encoding'] ?? ''));
  if (!zipped) {
    sendWhole(call, answer, plain, JSON_TYPE, response);
    return;
  }
  const headers = { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding', ...answer.headers };
  sendWhole(call, { ...answer, headers }, gzipSync(plain, { level: 1 }), JSON_TYPE, response);
}

function sendWhole(
  call: Call,
  answer: Answer,
  body: Buffer,
  usualType: string,
  response: ServerResponse,
): void {
  const { status, headers, type = usualType } = answer;
  response.writeHead(status, {
    'X-Request-Id': randomUUID(),
    ...(body.length === 0 ? {} : { 'Content-Type': type }),
    // RFC 9110, section 8.6: a 204 has no length.
    ...(status === 204 ? {} : { 'Content-Length': body.length }),
    ...headers,
  });
  response.end(call.method === 'HEAD' ? undefined : body);
}

async function sendStream(
  call: Call,
  { status, headers, type = BYTES_TYPE }: Answer,
  body: Readable,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(status, { 'X-Request-Id': randomUUID(), 'Content-Type': type, ...headers });
  if (call.method === 'HEAD') {
    body.destroy();
    response.end();
    return;
  }
  await pipeline(body, response);
}
