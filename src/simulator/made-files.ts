/**
 * The files that records name: each address has a file of its own, made from the address alone, so that none is kept.
 * A PDF opens, a picture shows, an archive unpacks.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { mix } from './data/chance.js';

/** Types of the files that are made, by the ends of their names. */
const TYPES = { pdf: 'application/pdf', png: 'image/png', zip: 'application/zip' } as const;

export type Ending = keyof typeof TYPES;

/** Bytes of the smallest file, and the range above it. */
const SMALLEST = 2_000;
const RANGE = 60_000;

/** How many bytes the file of a record has: what the record shows as its size. */
export function sizeOf(id: number): number {
  return SMALLEST + (mix(id % 0x7fffffff, 23) % RANGE);
}

export function typeOf(ending: Ending): string {
  return TYPES[ending];
}

/** Path and signature of the address of a made file. */
export function pathOf(id: number, name: string): string {
  const path = `/files/${id}/${encodeURIComponent(name)}`;
  return `${path}?sig=${signatureOf(path)}`;
}

export interface MadeFile {
  readonly content: Buffer;
  readonly type: string;
  readonly signature: string;
}

/** The file at a path. Undefined: it is not the path of one. */
export function fileAt(path: string): MadeFile | undefined {
  const [, id, ending] = /^\/files\/(\d{1,16})\/[^/]{1,300}\.(\w{3})$/.exec(path) ?? [];
  if (id === undefined || ending === undefined || !Object.hasOwn(TYPES, ending)) return undefined;
  const content = madeContent(ending as Ending, sizeOf(Number(id)));
  return { content, type: TYPES[ending as Ending], signature: signatureOf(path) };
}

/** The same on every machine, so that rows with addresses are the same in every run. It keeps nobody out. */
function signatureOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 32);
}

/** A file of the kind with so many bytes. */
export function madeContent(ending: Ending, size: number): Buffer {
  if (ending === 'png') return picture(size);
  return ending === 'zip' ? archive(size) : document(size);
}

/** A PDF of one empty page. Between its parts a comment fills it up, as the format allows. */
function document(size: number): Buffer {
  const start = '%PDF-1.4\n';
  const parts = [
    '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n',
    '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n',
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>endobj\n',
  ];
  const places: number[] = [];
  let at = start.length;
  for (const part of parts) {
    places.push(at);
    at += part.length;
  }
  const table = [
    '0000000000 65535 f \n',
    ...places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`),
  ];
  const end = (table_: number) =>
    `xref\n0 4\n${table.join('')}trailer<</Size 4/Root 1 0 R>>\nstartxref\n${String(table_).padStart(8, '0')}\n%%EOF\n`;
  const filling = size - at - end(0).length;
  const comment = `%${'.'.repeat(filling - 2)}\n`;
  return Buffer.from([start, ...parts, comment, end(at + filling)].join(''), 'latin1');
}

/** A picture of one pixel, with a text in it that fills it up. */
function picture(size: number): Buffer {
  const pixel = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  );
  const END = 12;
  const FRAME = 12;
  const body = Buffer.alloc(size - pixel.length - FRAME + 4, '.');
  body.write('tEXtComment\0', 'latin1');
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length - 4);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([pixel.subarray(0, -END), head, body, sum, pixel.subarray(-END)]);
}

/** An empty archive: only its directory, and a comment of the rest of the size. */
function archive(size: number): Buffer {
  const content = Buffer.alloc(size, '.');
  content.fill(0, 0, 22);
  content.writeUInt32LE(0x06054b50);
  content.writeUInt16LE(size - 22, 20);
  return content;
}
