import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** Bytes of a body, told by a recipe: a body of megabytes is a line here. */
export type BodyMade =
  | { readonly text: string }
  | { readonly base64: string }
  /** `before`, so many times `unit`, `after`. */
  | {
      readonly before?: string;
      readonly unit: string;
      readonly times: number;
      readonly inner?: string;
      readonly unitAfter?: string;
      readonly after?: string;
    }
  | { readonly gzip: BodyMade; readonly keep?: number }
  | { readonly endless: string };

/**
 * How a hostile server answers. Texts may name `{{secret}}`, `{{token}}`, `{{self}}` (its own origin), `{{foreign}}` (that of
 * a host that must never be spoken to), `{{n}}` (the number of the request) and `{{soon}}` (a second or two from now, as unix time).
 */
export interface AnswerMade {
  readonly status?: number;
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body?: BodyMade;
  /** Bytes in place of an answer, written to the socket as they are. */
  readonly raw?: BodyMade;
  /** ms before anything is sent. */
  readonly late?: number;
  /** Answers of 103 before the answer. */
  readonly hints?: number;
  /** Instead of an answer: nothing, a reset, or a body that stays half. */
  readonly never?: 'silence' | 'reset' | 'half';
}

const JSON_TYPE = ['content-type', 'application/json'] as const;

/** What stands for the names in braces. */
export type Names = Readonly<Record<string, string>>;

export const json = (body: unknown, status = 200, headers: AnswerMade['headers'] = []): AnswerMade => ({
  status,
  headers: [JSON_TYPE, ...headers],
  body: { text: JSON.stringify(body) },
});

export const text = (
  body: BodyMade,
  status = 200,
  headers: AnswerMade['headers'] = [JSON_TYPE],
): AnswerMade => ({ status, headers, body });

/** `open` so many times, something within, and `close` as often. */
export const levels = (open: string, close: string, times: number, inner = '1'): BodyMade => ({
  unit: open,
  times,
  inner,
  unitAfter: close,
});

/** An answer whose bytes are there, ready to be sent: making them is no part of what is measured. */
export interface Ready {
  readonly made: AnswerMade;
  readonly body: Buffer | undefined;
}

export function readied(made: AnswerMade): Ready {
  const body = made.raw ?? made.body;
  return { made, body: body && bytesOf(body) };
}

export function bytesOf(made: BodyMade): Buffer {
  if ('text' in made) return Buffer.from(made.text);
  if ('base64' in made) return Buffer.from(made.base64, 'base64');
  if ('endless' in made) return Buffer.from(made.endless.repeat(Math.ceil(65_536 / made.endless.length)));
  if ('gzip' in made) return gzipSync(bytesOf(made.gzip)).subarray(0, made.keep);
  const { before = '', unit, times, inner = '', unitAfter = '', after = '' } = made;
  return Buffer.concat([
    Buffer.from(before),
    Buffer.alloc(Buffer.byteLength(unit) * times, unit),
    Buffer.from(inner),
    Buffer.alloc(unitAfter ? Buffer.byteLength(unitAfter) * times : 0, unitAfter || ' '),
    Buffer.from(after),
  ]);
}

/** Gives an answer. */
export function give({ made, body }: Ready, response: ServerResponse, names: Names): void {
  if (made.late) setTimeout(() => now(made, body, response, names), made.late).unref();
  else now(made, body, response, names);
}

function now(made: AnswerMade, body: Buffer | undefined, response: ServerResponse, names: Names): void {
  const bytes = body && named(body, names);
  if (made.never === 'silence') return;
  if (made.never === 'reset') response.socket?.resetAndDestroy();
  else if (made.raw) response.socket?.end(bytes ?? '');
  else whole(made, bytes, response, names);
}

function whole(made: AnswerMade, bytes: Buffer | undefined, response: ServerResponse, names: Names): void {
  for (let hint = 0; hint < (made.hints ?? 0); hint++) response.writeProcessing();
  const headers = (made.headers ?? [JSON_TYPE]).flatMap(([name, value]) => [name, filled(value, names)]);
  if (made.never === 'half') headers.push('content-length', '999999');
  try {
    response.writeHead(made.status ?? 200, headers);
  } catch {
    // A status or header that node:http does not write.
    response.socket?.destroy();
    return;
  }
  if (made.never === 'half') response.write(bytes ?? '[');
  else if (made.body && 'endless' in made.body) pour(response, bytes ?? Buffer.alloc(1));
  else response.end(bytes);
}

/** Never ends by itself. */
function pour(response: ServerResponse, bytes: Buffer): void {
  const more = () => {
    if (response.destroyed) return;
    if (response.write(bytes)) setImmediate(more);
    else response.once('drain', more);
  };
  more();
}

/** Bodies of megabytes hold no names. */
function named(body: Buffer, names: Names): Buffer {
  return body.length < 100_000 && body.includes('{{') ? Buffer.from(filled(body.toString(), names)) : body;
}

function filled(text: string, names: Names): string {
  return text.replace(/\{\{(\w{1,10})\}\}/g, (whole, name: string) => names[name] ?? whole);
}
