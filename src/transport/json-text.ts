/** Integers of fewer digits are always exact; 2^53 - 1 has this many. */
export const RISKY_DIGITS = 16;

/** A JSON string, or a number with its fraction and exponent. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(\.\d+)?([eE][+-]?\d+)?/g;

/**
 * JSON.parse of a text, with integers beyond 2^53 as decimal strings with every digit kept. Runs in a browser too.
 * @throws SyntaxError as JSON.parse does
 */
export function parseJsonText(text: string): unknown {
  return JSON.parse(quoteUnsafeIntegers(text));
}

function quoteUnsafeIntegers(text: string): string {
  return text.replace(TOKEN, (token, fraction?: string, exponent?: string) => {
    const risky = token.length >= RISKY_DIGITS && token[0] !== '"' && !fraction && !exponent;
    return risky && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
  });
}
