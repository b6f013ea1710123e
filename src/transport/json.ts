import { isAscii, isUtf8 } from 'node:buffer';
import { parseJsonText, RISKY_DIGITS } from './json-text.js';
import { wordsOf } from './words.js';

const ZERO = 0x30;

/** Thrown by {@link parseJson} for bytes that are not UTF-8. */
export class NotUtf8 extends Error {}

/** What JSON says. */
export interface ReadJson {
  readonly value: unknown;
  /** Reads it again, from the text: whoever got the value may have changed it. */
  again(): unknown;
}

/**
 * JSON.parse, but integers beyond 2^53 become decimal strings with every digit kept: Procore's event ids exceed it
 * (documented example 5982324300946918154), and JSON.parse would silently round them.
 * @throws NotUtf8; SyntaxError as JSON.parse does
 */
export function readJson(bytes: Buffer): ReadJson {
  const text = decoded(bytes);
  const read = hasLongDigitRun(bytes) ? () => parseJsonText(text) : () => JSON.parse(text) as unknown;
  return { value: read(), again: read };
}

/** The value of {@link readJson}. */
export function parseJson(bytes: Buffer): unknown {
  return readJson(bytes).value;
}

/** Most bodies are ASCII only. Checking that takes almost no time, and decoding ASCII takes even less. */
function decoded(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) throw new NotUtf8();
  return bytes.toString('utf8', startsWithBom(bytes) ? 3 : 0);
}

/** Looks at every third word only, since a run of 16 digits always covers three whole ones. */
function hasLongDigitRun(bytes: Buffer): boolean {
  const { words, start } = wordsOf(bytes);
  const { length } = words;
  // Two of them in each turn of the loop: the loop itself takes half of the time.
  for (let at = 0; at < length; at += 6) {
    const next = at + 3 < length ? at + 3 : at;
    if (isOneOfThree(words, at) && isInLongRun(bytes, start + at * 4)) return true;
    if (isOneOfThree(words, next) && isInLongRun(bytes, start + next * 4)) return true;
  }
  return false;
}

/** Whether a word is one of three neighbours that look like digits. Most dates and ids are too short for that. */
function isOneOfThree(words: Int32Array, at: number): boolean {
  if (!looksLikeDigits(words[at])) return false;
  if (looksLikeDigits(words[at + 1])) return looksLikeDigits(words[at - 1]) || looksLikeDigits(words[at + 2]);
  return looksLikeDigits(words[at - 1]) && looksLikeDigits(words[at - 2]);
}

/** Whether four bytes are digits, or one of the six characters that follow them in ASCII. */
function looksLikeDigits(word = 0): boolean {
  return (word & 0xf0f0f0f0) === 0x30303030;
}

function isInLongRun(bytes: Buffer, at: number): boolean {
  let from = at;
  let to = at;
  while (isDigit(bytes[from - 1] ?? 0)) from--;
  while (isDigit(bytes[to] ?? 0)) to++;
  return to - from >= RISKY_DIGITS;
}

/** One comparison in place of two: what is below zero becomes a very large number. */
function isDigit(byte: number): boolean {
  return (byte - ZERO) >>> 0 < 10;
}

function startsWithBom(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
