import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { EncryptedFile, UnreadableFile } from '../../src/state/encrypted-file.js';
import { seal } from '../../src/state/seal.js';

const SECRET = 'client-secret-of-the-test';
const VALUE = { refreshToken: 'refresh-token-of-the-test', list: [1, 2, 3] };

/** What version 0.1 wrote for this secret, value and purpose. */
const OF_EARLIER_VERSION =
  '{"version":1,"salt":"Wr07F3kLFBrDtsQgD9Pb2wp3OTIvwUe5YUZiyR8sE6c=","nonce":"2/SjlVS9r/XwNITG","tag":"nf9zF7jfP6OOgF15C5CgLg==","data":"mIzmCEnBFo0BDy2ypkWTVKNsqGV7C7Dm64Nnb56qC0YwQhKnznAeEXG87D8m2kvGoe0RQpzUEc5/FC0="}';

describe('encrypted file of an earlier version', () => {
  let folder: string;
  let path: string;
  let file: EncryptedFile;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'procore-file-'));
    path = join(folder, 'connection.json');
    file = new EncryptedFile(path, SECRET, 'purpose');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = () => writeFileSync(path, JSON.stringify(seal(JSON.stringify(VALUE), SECRET, 'purpose')));
  const sealed = () => JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;

  it('gives what was written, and nothing before or after', async () => {
    assert.equal(await file.read(), undefined);
    writeFileSync(path, OF_EARLIER_VERSION);
    assert.deepEqual(await file.read(), VALUE);
    writeFileSync(`${path}.lock`, 'left behind by a crash');
    await file.delete();
    assert.equal(await file.read(), undefined);
    assert.equal(existsSync(`${path}.lock`), false);
    await file.delete();
  });

  it('shows nothing of its content, and has a new salt and a new 96-bit nonce each time', () => {
    const seen = new Set<string>();
    for (let time = 0; time < 20; time++) {
      write();
      const bytes = readFileSync(path, 'utf8');
      for (const text of ['refresh', SECRET, 'purpose']) assert.ok(!bytes.includes(text), text);
      const { salt = '', nonce = '', tag = '', data = '' } = sealed();
      assert.equal(Buffer.from(nonce, 'base64').length, 12);
      assert.equal(Buffer.from(tag, 'base64').length, 16);
      for (const part of [salt, nonce, tag, data]) seen.add(part);
    }
    assert.equal(seen.size, 80);
  });

  it('is not opened with another secret or for another purpose', async () => {
    write();
    for (const other of [
      new EncryptedFile(path, 'another', 'purpose'),
      new EncryptedFile(path, SECRET, 'another'),
    ]) {
      await assert.rejects(other.read(), UnreadableFile);
    }
    assert.deepEqual(await file.read(), VALUE);
  });

  it('is not opened when any part was changed, and no damage is a crash', async () => {
    write();
    const whole = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = Buffer.from(whole);
        damaged[at] = (damaged[at] as number) ^ change;
        writeFileSync(path, damaged);
        // Some spellings of base64 and JSON say the same: then it is what was written, or it is refused.
        const read = await file.read().catch((error: unknown) => error);
        if (!(read instanceof UnreadableFile)) assert.deepEqual(read, VALUE);
      }),
      { numRuns: 300 },
    );
    for (const part of ['salt', 'nonce', 'tag', 'data']) {
      const { [part]: text = '', ...others } = JSON.parse(whole.toString());
      const bytes = Buffer.from(text, 'base64');
      bytes[0] = (bytes[0] as number) ^ 1;
      writeFileSync(path, JSON.stringify({ ...others, [part]: bytes.toString('base64') }));
      await assert.rejects(file.read(), UnreadableFile, part);
    }
  });

  it('is not opened with a tag that was cut short', async () => {
    write();
    const { tag = '', ...others } = sealed();
    const short = Buffer.from(tag, 'base64').subarray(0, 4).toString('base64');
    writeFileSync(path, JSON.stringify({ ...others, tag: short }));
    await assert.rejects(file.read(), UnreadableFile);
  });

  it('is not opened when it was cut off anywhere', async () => {
    write();
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      await assert.rejects(file.read(), UnreadableFile, String(length));
    }
  });

  it('is not opened where it is no file', async () => {
    await assert.rejects(new EncryptedFile(folder, SECRET, 'purpose').read(), /cannot be read \(EISDIR\)/);
  });
});
