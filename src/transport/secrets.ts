import { ByteSearch } from './byte-search.js';

/** A text of fewer characters does not count as a secret: it would be found in everything. */
const SHORTEST = 8;

/**
 * Masks secrets that a host echoes in an answer: they would be passed on to flows, logs and their readers. Covers each
 * form in which a host may repeat a secret. The forms are made once, for many requests.
 */
export class Secrets {
  readonly #forms: readonly string[];
  readonly #search: ByteSearch;

  constructor(secrets: ReadonlyArray<string | undefined>) {
    const known = secrets.filter((secret) => secret !== undefined && secret.length >= SHORTEST) as string[];
    this.#forms = [...new Set(known.flatMap(formsOf))];
    this.#search = new ByteSearch(this.#forms.map((form) => Buffer.from(form)));
  }

  /** Headers with asterisks in place of the secrets. They are the same object if no header has one, as almost always. */
  maskedHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    let all = '';
    for (const name in headers) all += `${headers[name]}\n`;
    if (!this.#forms.some((form) => all.includes(form))) return headers;
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, this.maskedIn(value)]));
  }

  /** A text with asterisks in place of the secrets. */
  maskedIn(text: string): string {
    let masked = text;
    for (const form of this.#forms) masked = masked.replaceAll(form, '***');
    return masked;
  }

  /** Overwrites the secrets with asterisks, one per byte, so that JSON stays JSON and nothing is copied. */
  maskIn(bytes: Buffer): void {
    for (const { start, end } of this.#search.spansIn(bytes)) bytes.fill('*', start, end);
  }
}

/** A JSON escape of a letter, digit or sign that needs none, after an even number of backslashes. */
const NEEDLESS_ESCAPE = /(?<!\\)((?:\\\\)*)\\u00([2-7][\da-f])/gi;

/** The same JSON without needless escapes, since a secret with escapes in it would not be found. */
export function plainlyEscaped(bytes: Buffer): Buffer {
  if (!bytes.includes('\\u00')) return bytes;
  const text = bytes.toString('utf8').replace(NEEDLESS_ESCAPE, (all, before: string, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return character === '"' || character === '\\' || character === '\x7f' ? all : before + character;
  });
  return Buffer.from(text);
}

/** A secret as it is, as JSON writes it, with and without escaped slashes, and as a form or an address writes it. */
function formsOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const encoded = encodeURIComponent(secret.toWellFormed());
  const lower = encoded.replace(/%[\dA-F]{2}/g, (each) => each.toLowerCase());
  return [secret, inJson, inJson.replaceAll('/', '\\/'), encoded, lower, encoded.replaceAll('%20', '+')];
}
