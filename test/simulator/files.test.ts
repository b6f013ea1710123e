import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { isObject, rowsIn } from './catalogue/shape-reader.js';
import { Stage } from './catalogue/stage.js';

/** A record that names a file. */
interface Found {
  readonly url: string;
  readonly record: Record<string, unknown>;
}

describe('simulator: the files that records name', function () {
  this.timeout(60_000);
  let stage: Stage;
  let found: readonly Found[];
  before(async () => {
    stage = await Stage.open(1);
    const storage = stage.caller.simulator.storageUrl;
    const all: Found[] = [];
    for (const { operation, shapes } of stage.all) {
      if (operation.method !== 'GET' || !operation.returns?.endsWith('array') || !stage.isPlain(operation))
        continue;
      const { json } = await stage.send('GET', stage.address(operation, [['per_page', '2']]));
      collect(rowsIn(shapes.returns, json)?.rows, storage, all);
    }
    found = all;
  });
  after(() => stage.caller.close());

  it('are at the address, without a token, with the length, the type and the name that the record says', async () => {
    const sizes = new Set<unknown>();
    for (const { url, record } of new Map(found.map((each) => [each.url, each])).values()) {
      const response = await fetch(url);
      const bytes = Buffer.from(await response.arrayBuffer());
      assert.equal(response.status, 200, url);
      assert.equal(Number(response.headers.get('content-length')), bytes.length);
      assert.ok(opens(bytes, String(response.headers.get('content-type'))), url);
      const size = record.size ?? record.file_size;
      if ((typeof size === 'number' || typeof size === 'string') && record.url === url) {
        assert.equal(Number(size), bytes.length, url);
        sizes.add(size);
      }
      if (typeof record.content_type === 'string' && record.url === url)
        assert.equal(response.headers.get('content-type'), record.content_type);
      if (typeof record.filename === 'string' && record.url === url)
        assert.equal(decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? ''), record.filename);
    }
    assert.ok(found.length > 300, String(found.length));
    assert.ok(sizes.size >= 5, String(sizes.size));
  });

  it('come in parts, as often as one asks', async () => {
    const url = found[0]?.url ?? '';
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
    const part = async (range: string, more: Record<string, string> = {}) => {
      const response = await fetch(url, { headers: { range, ...more } });
      return { response, bytes: Buffer.from(await response.arrayBuffer()) };
    };
    const last = whole.length - 1;
    for (const [asked, from, to] of [
      ['bytes=0-99', 0, 99],
      ['bytes=100-', 100, last],
      ['bytes=-7', last - 6, last],
      ['bytes=1000-999999999', 1000, last],
    ] as const) {
      const { response, bytes } = await part(asked);
      assert.equal(response.status, 206, asked);
      assert.equal(response.headers.get('content-range'), `bytes ${from}-${to}/${whole.length}`);
      assert.equal(response.headers.get('content-length'), String(to - from + 1));
      assert.ok(bytes.equals(whole.subarray(from, to + 1)), asked);
    }
    for (const asked of ['bytes=5-2', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=-'])
      assert.equal((await part(asked)).response.status, 200, asked);
    const outside = await part(`bytes=${whole.length}-`);
    assert.equal(outside.response.status, 416);
    assert.equal(outside.response.headers.get('content-range'), `bytes */${whole.length}`);
    const tag = (await fetch(url)).headers.get('etag') ?? '';
    assert.equal((await part('bytes=0-9', { 'if-range': tag })).response.status, 206);
    assert.equal((await part('bytes=0-9', { 'if-range': '"another"' })).response.status, 200);
  });

  it('are refused with a token, with another signature, and where there is none', async () => {
    const url = found[0]?.url ?? '';
    const statusOf = async (address: string, headers = {}) => (await fetch(address, { headers })).status;
    assert.equal(await statusOf(url, { authorization: `Bearer ${stage.caller.token}` }), 400);
    assert.equal(await statusOf(url.replace(/sig=.*/, 'sig=0')), 403);
    assert.equal(await statusOf(url.replace(/\?.*/, '')), 403);
    assert.equal(await statusOf(url.replace(/\.\w+\?/, '.exe?')), 403);
  });

  it('that a test stored come in parts as well, also as a stream', async () => {
    const { Readable } = await import('node:stream');
    const content = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
    const open = () =>
      Readable.from([content.subarray(0, 700), content.subarray(700, 701), content.subarray(701)]);
    const url = stage.caller.simulator.store({ size: content.length, open });
    for (const [from, to] of [
      [0, 4999],
      [0, 10],
      [699, 702],
      [4000, 4999],
    ] as const) {
      const response = await fetch(url, { headers: { range: `bytes=${from}-${to}` } });
      assert.equal(response.status, 206);
      assert.ok(
        Buffer.from(await response.arrayBuffer()).equals(content.subarray(from, to + 1)),
        `${from}-${to}`,
      );
    }
  });
});

function collect(value: unknown, storage: string, into: Found[]): void {
  if (Array.isArray(value)) {
    for (const each of value) collect(each, storage, into);
  } else if (isObject(value)) {
    for (const inner of Object.values(value)) {
      if (typeof inner === 'string' && inner.startsWith(`${storage}/`))
        into.push({ url: inner, record: value });
      else collect(inner, storage, into);
    }
  }
}

/** Whether the content is what its type says, so that a viewer can open it. */
function opens(bytes: Buffer, type: string): boolean {
  const text = bytes.toString('latin1');
  if (type === 'application/pdf') {
    const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
    return text.startsWith('%PDF-') && text.slice(table).startsWith('xref\n');
  }
  if (type === 'application/zip')
    return bytes.readUInt32LE(0) === 0x06054b50 && bytes.readUInt16LE(20) === bytes.length - 22;
  if (type !== 'image/png') return false;
  const names: string[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    names.push(text.slice(at + 4, at + 8));
    if (names.at(-1) === 'IDAT') inflateSync(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  return names.join() === 'IHDR,IDAT,tEXt,IEND';
}
