import type { HowToSet, Kept, Store } from './contract.js';
import { open, type Sealed, seal } from './seal.js';

/**
 * A store whose values are secret: tokens and sign-ins. They are encrypted under a key derived from the client secret,
 * each for its own place. A value that cannot be decrypted, because the secret was changed, counts as absent.
 */
export class SealedStore implements Store {
  readonly #secret: string;

  constructor(
    private readonly inner: Store,
    secret: string,
  ) {
    this.#secret = secret;
  }

  async get<T>(keys: readonly string[]): Promise<ReadonlyArray<Kept<T> | undefined>> {
    const found = await this.inner.get<Sealed>(keys);
    return found.map((kept, at) => {
      const text = kept && this.#opened(kept.value, keys[at] as string);
      return text === undefined
        ? undefined
        : { value: JSON.parse(text) as T, revision: kept?.revision as string };
    });
  }

  async set<T>(key: string, value: T, how: HowToSet = {}): Promise<string | undefined> {
    const text = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`The value for ${key} is not JSON.`);
    const sealed = seal(text, this.#secret, key);
    const revision = await this.inner.set(key, sealed, how);
    if (revision !== undefined || !how.ifAbsent) return revision;
    // A value that cannot be decrypted must not block a new one forever.
    const [inTheWay] = await this.inner.get<Sealed>([key]);
    if (!inTheWay || this.#opened(inTheWay.value, key) !== undefined) return undefined;
    return this.inner.set(key, sealed, { ttlMs: how.ttlMs, ifRevision: inTheWay.revision });
  }

  /** Whether there is a value that cannot be decrypted: it is damaged, or was sealed with another secret. */
  async isUnreadable(key: string): Promise<boolean> {
    const [found] = await this.inner.get<Sealed>([key]);
    return found !== undefined && this.#opened(found.value, key) === undefined;
  }

  delete(key: string, ifRevision?: string): Promise<boolean> {
    return this.inner.delete(key, ifRevision);
  }

  claim(keys: readonly string[], ttlMs: number): Promise<readonly boolean[]> {
    return this.inner.claim(keys, ttlMs);
  }

  #opened(sealed: Sealed, key: string): string | undefined {
    try {
      return open(sealed, this.#secret, key);
    } catch {
      return undefined;
    }
  }
}
