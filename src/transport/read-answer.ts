import { ProcoreError } from '../errors.js';
import type { HttpAnswer } from './exchange.js';
import { NotUtf8, parseJson, type ReadJson, readJson } from './json.js';

/** How a body is read: `auto` goes by its content type. */
export const RESPONSE_FORMS = ['auto', 'json', 'text', 'buffer'] as const;
export type ResponseForm = (typeof RESPONSE_FORMS)[number];

/** A body that was read. Only JSON can be read again. */
export type ReadBody = Pick<ReadJson, 'value'> & Partial<Pick<ReadJson, 'again'>>;

const NOTHING: ReadBody = { value: null };

/**
 * Parts of content types that mean text. `xml` alone is not one: it is also in the types of Office files, which are
 * archives.
 */
const TEXTS = ['json', 'text/', 'html', '/xml', '+xml'];

/**
 * The body as a flow gets it. A 204 and an empty body become null. White space becomes null too, unless text or bytes
 * are wanted or the content type says that it is bytes. The content type is checked before JSON.parse, so that the
 * error names a login page or a proxy's error page as what it is. The result holds no part of `answer.body`.
 * @throws ProcoreError PROCORE_BAD_RESPONSE on HTML in place of data, or JSON that does not parse or is not UTF-8
 */
export function readBody(answer: HttpAnswer, form: ResponseForm, host: string): ReadBody {
  const { body, headers } = answer;
  if (answer.status === 204 || body.length === 0) return NOTHING;
  if (form === 'buffer') return { value: Buffer.from(body) };
  if (form === 'text') return { value: body.toString('utf8') };
  const type = (headers['content-type'] ?? '').toLowerCase();
  const isText = form === 'json' || type === '' || TEXTS.some((text) => type.includes(text));
  if (isText && isBlank(body)) return NOTHING;
  if (type.includes('html')) {
    throw badAnswer(answer, `${host} answered with a web page where data was due.`);
  }
  if (form === 'json' || type.includes('json') || (type === '' && looksLikeJson(body))) {
    try {
      return readJson(body);
    } catch (thrown) {
      const fault = thrown instanceof NotUtf8 ? 'not valid UTF-8' : 'incomplete or damaged';
      throw badAnswer(answer, `The JSON that ${host} sent is ${fault}.`, true);
    }
  }
  return { value: isText && type !== '' ? body.toString('utf8') : Buffer.from(body) };
}

/**
 * The body of a refusal: its JSON, or else its text. Never throws, since an error page must not hide the status it came
 * with.
 */
export function readRefusal(answer: HttpAnswer): unknown {
  const { body } = answer;
  if (isBlank(body)) return null;
  try {
    return parseJson(body);
  } catch {
    return body.toString('utf8');
  }
}

/** Whether a body is only white space as JSON defines it, perhaps after a byte order mark. */
function isBlank(body: Buffer): boolean {
  let at = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  while (at < body.length && WHITE_SPACE.has(body[at] as number)) at++;
  return at === body.length;
}

/** Tab, line feed, carriage return, space. */
const WHITE_SPACE = new Set([0x09, 0x0a, 0x0d, 0x20]);

function looksLikeJson(body: Buffer): boolean {
  const start = body.toString('latin1', 0, 16).trimStart()[0];
  return start === '{' || start === '[';
}

function badAnswer(answer: HttpAnswer, cause: string, transient = false): ProcoreError {
  return new ProcoreError(
    {
      code: 'PROCORE_BAD_RESPONSE',
      transient,
      cause,
      fix: 'Try again; if it stays, check the URLs of the connection and any proxy in between.',
      who: 'try again later',
      requestId: answer.headers['x-request-id'],
    },
    { status: answer.status, headers: answer.headers, body: answer.body.toString('utf8', 0, 2_000) },
  );
}
