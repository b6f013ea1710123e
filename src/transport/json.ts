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

/**
 * Every third word only, since a run of 16 digits always covers three whole ones. Two of them at a time, which takes
 * half the time (measured: 4.4 µs for 115 kB).
 */
function hasLongDigitRun(bytes: Buffer): boolean {
  const { words, start } = wordsOf(bytes);
  const { length } = words;
  let at = 0;
  for (; at + 3 < length; at += 6) {
    if (!mayBeDigits(words[at] as number) && !mayBeDigits(words[at + 3] as number)) continue;
    if (isInLongRun(bytes, start + at * 4) || isInLongRun(bytes, start + at * 4 + 12)) return true;
  }
  return at < length && isInLongRun(bytes, start + at * 4);
}

/** Whether four bytes are digits, or one of the six signs that follow them in ASCII. */
function mayBeDigits(word: number): boolean {
  return (word & 0xf0f0f0f0) === 0x30303030;
}

function isInLongRun(bytes: Buffer, at: number): boolean {
  let from = at;
  let to = at - 1;
  while (isDigit(bytes[from - 1] ?? 0)) from--;
  while (isDigit(bytes[to + 1] ?? 0)) to++;
  return to - from + 1 >= RISKY_DIGITS;
}

/** One comparison in place of two: what is below zero becomes a very large number. */
function isDigit(byte: number): boolean {
  return (byte - ZERO) >>> 0 < 10;
}

function startsWithBom(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
