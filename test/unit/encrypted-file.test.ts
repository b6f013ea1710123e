import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { EncryptedFile, UnreadableFile } from '../../src/state/encrypted-file.js';

const SECRET = 'client-secret-of-the-test';
const VALUE = { refreshToken: 'refresh-token-of-the-test', list: [1, 2, 3] };

describe('encrypted file', () => {
  let folder: string;
  let path: string;
  let file: EncryptedFile;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'procore-file-'));
    path = join(folder, 'procore', 'connection.json');
    file = new EncryptedFile(path, SECRET, 'purpose');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const mode = (of: string) => statSync(of).mode & 0o777;
  const sealed = () => JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;

  it('gives back what was written last, and nothing before or after', async () => {
    assert.equal(await file.read(), undefined);
    await file.write({ old: true });
    await file.write(VALUE);
    assert.deepEqual(await file.read(), VALUE);
    await file.delete();
    assert.equal(await file.read(), undefined);
    await file.delete();
  });

  it('may be read by its owner alone, and shows nothing of its content', async () => {
    await file.write(VALUE);
    if (process.platform !== 'win32') {
      assert.equal(mode(path), 0o600);
      assert.equal(mode(join(folder, 'procore')), 0o700);
    }
    const bytes = readFileSync(path, 'utf8');
    for (const text of ['refresh', SECRET, 'purpose']) assert.ok(!bytes.includes(text), text);
    assert.deepEqual(readdirSync(join(folder, 'procore')), ['connection.json']);
  });

  it('lies in a folder that others cannot look into, also where it was there before', async function () {
    if (process.platform === 'win32') return this.skip();
    mkdirSync(join(folder, 'procore'), { mode: 0o755 });
    chmodSync(join(folder, 'procore'), 0o755);
    await file.write(VALUE);
    assert.equal(mode(join(folder, 'procore')), 0o700);
    assert.deepEqual(await file.read(), VALUE);
  });

  it('has a new salt and a new 96-bit nonce each time', async () => {
    const seen = new Set<string>();
    for (let time = 0; time < 20; time++) {
      await file.write(VALUE);
      const { salt = '', nonce = '', tag = '', data = '' } = sealed();
      assert.equal(Buffer.from(nonce, 'base64').length, 12);
      assert.equal(Buffer.from(tag, 'base64').length, 16);
      for (const part of [salt, nonce, tag, data]) seen.add(part);
    }
    assert.equal(seen.size, 80);
  });

  it('is not opened with another secret or for another purpose', async () => {
    await file.write(VALUE);
    for (const other of [
      new EncryptedFile(path, 'another', 'purpose'),
      new EncryptedFile(path, SECRET, 'another'),
    ]) {
      await assert.rejects(other.read(), UnreadableFile);
    }
    assert.deepEqual(await file.read(), VALUE);
  });

  it('is not opened when any part was changed, and no damage is a crash', async () => {
    await file.write(VALUE);
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
    await file.write(VALUE);
    const { tag = '', ...others } = sealed();
    const short = Buffer.from(tag, 'base64').subarray(0, 4).toString('base64');
    writeFileSync(path, JSON.stringify({ ...others, tag: short }));
    await assert.rejects(file.read(), UnreadableFile);
  });

  it('is not opened when it was cut off anywhere', async () => {
    await file.write(VALUE);
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      await assert.rejects(file.read(), UnreadableFile, String(length));
    }
  });

  it('is not opened where it is no file', async () => {
    await assert.rejects(new EncryptedFile(folder, SECRET, 'purpose').read(), /cannot be read \(EISDIR\)/);
  });

  it('is always whole, with 30 writers and a reader at the same time', async () => {
    await file.write({ writer: -1, text: '' });
    let open = true;
    const reading = (async () => {
      let times = 0;
      for (; open; times++) {
        const { writer, text } = (await file.read()) as { writer: number; text: string };
        assert.equal(text, 'x'.repeat(Math.max(0, writer) * 100));
      }
      return times;
    })();
    const writers = Array.from({ length: 30 }, (_, writer) =>
      new EncryptedFile(path, SECRET, 'purpose').write({ writer, text: 'x'.repeat(writer * 100) }),
    );
    await Promise.all(writers);
    open = false;
    assert.ok((await reading) > 1);
    assert.deepEqual(readdirSync(join(folder, 'procore')), ['connection.json']);
  });

  it('that cannot be written stays as it was', async () => {
    await file.write(VALUE);
    // A folder in place of the target: a rename onto it fails for any user.
    const blocked = new EncryptedFile(folder, SECRET, 'purpose');
    await assert.rejects(blocked.write(VALUE), { code: /EISDIR|ENOTEMPTY|EEXIST|EPERM|EBUSY/ });
    assert.deepEqual(await file.read(), VALUE);
    assert.deepEqual(readdirSync(join(folder, 'procore')), ['connection.json']);
  });

  it('clears away what crashes left behind, and nothing that may be in use', async () => {
    await file.write(VALUE);
    const [old, fresh, foreign] = ['connection.json.1.tmp', 'connection.json.2.tmp', 'other.json.1.tmp'].map(
      (name) => join(folder, 'procore', name),
    ) as [string, string, string];
    for (const left of [old, fresh, foreign]) writeFileSync(left, 'left behind');
    for (const left of [old, foreign]) utimesSync(left, new Date(0), new Date(0));
    await file.write(VALUE);
    assert.deepEqual(readdirSync(join(folder, 'procore')).sort(), [
      ...['connection.json', 'connection.json.2.tmp', 'other.json.1.tmp'],
    ]);
  });
});
