const ZERO = 0x30;
const NINE = 0x39;

/** Integers of fewer digits are always exact; 2^53 - 1 has this many. */
const RISKY_DIGITS = 16;

/** A JSON string, or a number with its fraction and exponent. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(\.\d+)?([eE][+-]?\d+)?/g;

/**
 * JSON.parse, but integers beyond 2^53 become decimal strings with every digit kept: Procore's event ids exceed it
 * (documented example 5982324300946918154), and JSON.parse would silently round them.
 * @throws SyntaxError as JSON.parse does
 */
export function parseJson(bytes: Buffer): unknown {
  const text = bytes.toString('utf8', startsWithBom(bytes) ? 3 : 0);
  return JSON.parse(hasLongDigitRun(bytes) ? quoteUnsafeIntegers(text) : text);
}

/** The same for a text that is short enough to be looked through. */
export function parseJsonText(text: string): unknown {
  return JSON.parse(quoteUnsafeIntegers(text));
}

/** Looks at every 16th byte only: a run of 16 digits cannot pass between two looks. */
function hasLongDigitRun(bytes: Buffer): boolean {
  for (let at = RISKY_DIGITS - 1; at < bytes.length; at += RISKY_DIGITS) {
    if (!isDigit(bytes[at])) continue;
    let from = at;
    let to = at;
    while (isDigit(bytes[from - 1])) from--;
    while (isDigit(bytes[to + 1])) to++;
    if (to - from + 1 >= RISKY_DIGITS) return true;
  }
  return false;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

function quoteUnsafeIntegers(text: string): string {
  return text.replace(TOKEN, (token, fraction?: string, exponent?: string) => {
    const risky = token.length >= RISKY_DIGITS && token[0] !== '"' && !fraction && !exponent;
    return risky && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
  });
}

function startsWithBom(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
