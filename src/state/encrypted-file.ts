import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ownFolder } from './own-folder.js';

/** A file that cannot be used: damaged, written with another key, or not to be reached. */
export class UnreadableFile extends Error {}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
/** 96 bits, as NIST SP 800-38D has it for random nonces; the key is a new one each time as well, by its salt. */
const NONCE_BYTES = 12;
const SALT_BYTES = 32;
const TAG_BYTES = 16;

/** ms after which a temporary file is taken for one that a crash left behind. */
const LEFT_BEHIND = 60_000;

/** As it is stored: base64 in JSON. */
interface Sealed {
  readonly version: 1;
  readonly salt: string;
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
}

/**
 * One JSON value in a file that only its owner may read (mode 0600, in a folder of mode 0700), encrypted with AES-256-GCM
 * under a key derived from a secret. It is replaced whole or not at all: a temporary file is written, flushed to the disk
 * and renamed, then the folder is flushed.
 */
export class EncryptedFile {
  readonly #secret: string;

  /**
   * @param secret what the key is derived from (HKDF-SHA256, with a random salt that is stored beside the data)
   * @param purpose what the content is about; one that was written for another purpose is not taken
   */
  constructor(
    readonly path: string,
    secret: string,
    private readonly purpose: string,
  ) {
    this.#secret = secret;
  }

  /**
   * What was written last; undefined when there is no file.
   * @throws UnreadableFile
   */
  async read(): Promise<unknown> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (thrown) {
      if (codeOf(thrown) === 'ENOENT') return undefined;
      throw new UnreadableFile(`cannot be read (${codeOf(thrown)})`);
    }
    try {
      return JSON.parse(this.#opened(JSON.parse(text)));
    } catch {
      // Which of them it was cannot be told apart, and need not be.
      throw new UnreadableFile('is damaged, or was written with another key');
    }
  }

  /** @throws the error of the file system; what was there before then stays */
  async write(value: unknown): Promise<void> {
    const folder = dirname(this.path);
    await ownFolder(folder);
    const temporary = `${this.path}.${randomBytes(8).toString('hex')}.tmp`;
    try {
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify(this.#sealed(JSON.stringify(value))));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.path);
    } catch (thrown) {
      await rm(temporary, { force: true });
      throw thrown;
    }
    await flushFolder(folder);
    await this.#sweep();
  }

  /** Deletes the file, and what crashes left beside it. */
  async delete(): Promise<void> {
    await rm(this.path, { force: true });
    await this.#sweep();
    await flushFolder(dirname(this.path));
  }

  /** Deletes temporary files that crashes left behind. */
  async #sweep(): Promise<void> {
    const folder = dirname(this.path);
    const names = await readdir(folder).catch(() => []);
    const own = names.filter((name) => name.startsWith(`${basename(this.path)}.`) && name.endsWith('.tmp'));
    for (const path of own.map((name) => join(folder, name))) {
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > LEFT_BEHIND) await rm(path, { force: true });
    }
  }

  #sealed(text: string): Sealed {
    const [salt, nonce] = [randomBytes(SALT_BYTES), randomBytes(NONCE_BYTES)];
    const cipher = createCipheriv(CIPHER, this.#key(salt), nonce);
    cipher.setAAD(Buffer.from(this.purpose));
    const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const base64 = (bytes: Buffer) => bytes.toString('base64');
    return {
      ...{ version: 1, salt: base64(salt), nonce: base64(nonce) },
      ...{ tag: base64(cipher.getAuthTag()), data: base64(data) },
    };
  }

  #opened({ version, salt, nonce, tag, data }: Sealed): string {
    if (version !== 1) throw new Error('written by a newer version');
    const [saltBytes, nonceBytes, tagBytes, bytes] = [salt, nonce, tag, data].map((text) =>
      Buffer.from(text, 'base64'),
    ) as [Buffer, Buffer, Buffer, Buffer];
    // With authTagLength, Node.js takes no shorter tag: each byte less would make forging 256 times as easy.
    const options = { authTagLength: TAG_BYTES };
    const decipher = createDecipheriv(CIPHER, this.#key(saltBytes), nonceBytes, options);
    decipher.setAAD(Buffer.from(this.purpose));
    decipher.setAuthTag(tagBytes);
    return Buffer.concat([decipher.update(bytes), decipher.final()]).toString('utf8');
  }

  #key(salt: Buffer): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#secret, salt, this.purpose, KEY_BYTES));
  }
}

/** Makes a rename outlast a power cut. Not all systems let a folder be flushed (Windows does not). */
async function flushFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // The rename is done all the same.
  }
}

/** The code of a file system's error, e.g. ENOSPC. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
}
