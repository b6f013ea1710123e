import { readFile, rm } from 'node:fs/promises';
import { open } from './seal.js';

/** A file that cannot be used: it is damaged, was written with another key, or cannot be read. */
export class UnreadableFile extends Error {}

/**
 * One JSON value in a file, sealed with a client secret. Earlier versions stored a sign-in in it, so it is only read.
 */
export class EncryptedFile {
  readonly #secret: string;

  /** @param purpose what the content is for; content that was written for another purpose is not accepted */
  constructor(
    readonly path: string,
    secret: string,
    private readonly purpose: string,
  ) {
    this.#secret = secret;
  }

  /**
   * The value that was written last; undefined if there is no file.
   * @throws UnreadableFile
   */
  async read(): Promise<unknown> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : 'unknown';
      if (code === 'ENOENT') return undefined;
      throw new UnreadableFile(`cannot be read (${code})`);
    }
    try {
      return JSON.parse(open(JSON.parse(text), this.#secret, this.purpose));
    } catch {
      // Damage and a wrong key cannot be told apart, and need not be.
      throw new UnreadableFile('is damaged, or was written with another key');
    }
  }

  /** Deletes the file, and the locks that a crash may have left beside it. Failing to do so is not an error. */
  async delete(): Promise<void> {
    const all = [this.path, `${this.path}.lock`, `${this.path}.lock~`];
    await Promise.all(all.map((path) => rm(path, { force: true }).catch(() => undefined)));
  }
}
