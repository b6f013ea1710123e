/** Integers of fewer digits are always exact; 2^53 - 1 has this many. */
export const RISKY_DIGITS = 16;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const POINT = 0x2e;
const COLON = 0x3a;
const ZERO = 0x30;
const NINE = 0x39;
const LOWER_E = 0x65;
const UPPER_E = 0x45;

/**
 * JSON.parse, but integers beyond 2^53 become decimal strings with every digit kept. Runs in a browser too.
 * @throws SyntaxError as JSON.parse does
 */
export function parseJsonText(text: string): unknown {
  return JSON.parse(quoteUnsafeIntegers(text));
}

/**
 * Puts quotes around integers that a number cannot hold. It looks at each character a fixed number of times: a regular
 * expression for strings backtracks over a text that is cut off, for 20 s with a text of 84 kB.
 */
function quoteUnsafeIntegers(text: string): string {
  const { length } = text;
  let quoted = '';
  let kept = 0;
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === MINUS || isDigit(code)) {
      const digits = code === MINUS ? at + 1 : at;
      const end = endOfDigits(text, digits);
      if (end - digits >= RISKY_DIGITS && isUnsafe(text, at, digits, end)) {
        quoted += `${text.slice(kept, at)}"${text.slice(at, end)}"`;
        kept = end;
      }
      at = endOfNumber(text, end);
    } else at++;
  }
  return kept === 0 ? text : quoted + text.slice(kept);
}

/**
 * Whether these digits are a whole number that JSON.parse would round. What is not JSON stays unchanged, so that
 * JSON.parse rejects it.
 */
function isUnsafe(text: string, start: number, digits: number, end: number): boolean {
  const after = text.charCodeAt(end);
  if (after === POINT || after === LOWER_E || after === UPPER_E) return false;
  if (text.charCodeAt(digits) === ZERO || isKey(text, end)) return false;
  return end - digits > RISKY_DIGITS || !Number.isSafeInteger(Number(text.slice(start, end)));
}

/** Whether a colon follows. JSON has no numbers as keys; quotes would make one a valid key. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (isSpace(text.charCodeAt(at))) at++;
  return text.charCodeAt(at) === COLON;
}

/** The end of the string that begins at `start`; the end of the text if the string is cut off. */
function endOfString(text: string, start: number): number {
  let at = start;
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
    let slashes = at;
    while (text.charCodeAt(slashes - 1) === BACKSLASH) slashes--;
    if ((at - slashes) % 2 === 0) return at + 1;
  }
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** The end of a number whose digits before the point end at `start`: after its fraction and exponent, if it has any. */
function endOfNumber(text: string, start: number): number {
  let at = start;
  if (text.charCodeAt(at) === POINT) at = endOfDigits(text, at + 1);
  const code = text.charCodeAt(at);
  if (code !== LOWER_E && code !== UPPER_E) return at;
  const sign = text[at + 1];
  return endOfDigits(text, sign === '+' || sign === '-' ? at + 2 : at + 1);
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** A space, line break or tab, as JSON defines them. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
