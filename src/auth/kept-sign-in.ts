import { z } from 'zod';
import type { Connection } from '../connection.js';
import { asProcoreError, ProcoreError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import type { Store } from '../state/contract.js';
import { EncryptedFile, UnreadableFile } from '../state/encrypted-file.js';
import { type Lease, LeaseTaken, withLease } from '../state/lease.js';
import { SealedStore } from '../state/sealed-store.js';
import { type Ended, signInUnreadable, signInUnwritable } from './sign-in-errors.js';
import type { UserToken } from './user-token.js';

/** Where a connection's sign-in is stored. */
export interface SignInPlace {
  /** The owner of the sign-in, e.g. the id of the connection. */
  readonly id: string;
  /** Path of the file in which an earlier version may have stored it. It is imported once and then deleted. */
  readonly earlierFile?: string | undefined;
}

/** Who signed in, as far as Procore says. */
export interface Person {
  readonly id?: string;
  readonly login?: string;
  readonly name?: string;
}

/** A stored sign-in. Times are unix seconds. */
export interface SignIn {
  readonly person: Person;
  readonly signedInAt: number;
  /** Absent when the sign-in is over. */
  readonly token?: UserToken | undefined;
  /**
   * Set before a renewal is sent and removed when it ends. If it is still set later, nobody knows whether Procore has
   * replaced the refresh token.
   */
  readonly renewing?: boolean | undefined;
  readonly ended?: Ended | undefined;
}

const text = z.string().exactOptional();
const signInSchema: z.ZodType<SignIn> = z.object({
  person: z.object({ id: text, login: text, name: text }),
  signedInAt: z.number(),
  token: z
    .object({
      accessToken: z.string(),
      tokenType: z.string(),
      refreshToken: z.string(),
      expiresIn: z.number(),
      createdAt: z.number(),
      expiresAt: z.number(),
    })
    .optional(),
  renewing: z.boolean().optional(),
  ended: z.enum(['refused', 'interrupted']).optional(),
});

const DAMAGED = 'is damaged, or was written with another key';

/**
 * The sign-in of one connection, encrypted, in a store that several processes may share. It is bound to the connection,
 * its login host and its client id, so changed settings never send a user's tokens to another place.
 */
export class KeptSignIn {
  readonly #key: string;
  readonly #store: Store;
  readonly #sealed: SealedStore;
  /** The file of an earlier version; undefined once it was imported or deleted. */
  #earlier: EncryptedFile | undefined;

  constructor(
    { id, earlierFile }: SignInPlace,
    { loginUrl, clientId, clientSecret }: Connection,
    store: Store,
    private readonly runtime: Runtime,
  ) {
    const secret = clientSecret.reveal();
    this.#key = `sign-in:${id}`;
    this.#store = store;
    this.#sealed = new SealedStore(store, JSON.stringify([secret, loginUrl.origin, clientId]));
    const purpose = JSON.stringify(['procore sign-in', id, loginUrl.origin, clientId]);
    this.#earlier = earlierFile === undefined ? undefined : new EncryptedFile(earlierFile, secret, purpose);
  }

  /**
   * The stored sign-in; undefined if nobody is signed in.
   * @throws ProcoreError PROCORE_AUTH if it cannot be decrypted, PROCORE_STATE if the store cannot be read
   */
  async read(): Promise<SignIn | undefined> {
    try {
      const found = (await this.#kept()) ?? (await this.#takenOver());
      return found === undefined ? undefined : signInSchema.parse(found);
    } catch (thrown) {
      if (thrown instanceof ProcoreError) throw thrown;
      throw signInUnreadable(
        `What was kept of the sign-in ${thrown instanceof UnreadableFile ? thrown.message : DAMAGED}.`,
      );
    }
  }

  /** @throws ProcoreError PROCORE_STATE if it cannot be written; the stored sign-in is then unchanged */
  async write(signIn: SignIn): Promise<void> {
    try {
      await this.#sealed.set(this.#key, signIn);
    } catch (thrown) {
      throw signInUnwritable(asProcoreError(thrown));
    }
    await this.#settleEarlier();
  }

  async delete(): Promise<void> {
    await this.#store.delete(this.#key);
    await this.#settleEarlier();
  }

  /**
   * Runs `work` while no other process can touch the sign-in.
   * @throws ProcoreError PROCORE_UNAVAILABLE if another process does not let go of it, PROCORE_STATE; the signal's
   *   reason
   */
  async alone<T>(work: (lease: Lease) => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await withLease(this.#store, `${this.#key}:lease`, work, { runtime: this.runtime, signal });
    } catch (thrown) {
      throw thrown instanceof LeaseTaken ? busy() : thrown;
    }
  }

  /** The sign-in in the store. @throws UnreadableFile */
  async #kept(): Promise<unknown> {
    const [kept] = await this.#sealed.get<unknown>([this.#key]);
    if (!kept && (await this.#sealed.isUnreadable(this.#key))) throw new UnreadableFile(DAMAGED);
    // If both exist, an earlier run ended after it imported the file and before it deleted it.
    if (kept) await this.#settleEarlier();
    return kept?.value;
  }

  /** Moves the sign-in of an earlier version from its file into the store. @throws UnreadableFile */
  async #takenOver(): Promise<unknown> {
    const found = await this.#earlier?.read();
    if (found === undefined) {
      this.#earlier = undefined;
      return undefined;
    }
    // Another process may have been first; its sign-in is then the newer one.
    const isFirst = await this.#sealed.set(this.#key, found, { ifAbsent: true });
    await this.#settleEarlier();
    return isFirst === undefined ? this.#kept() : found;
  }

  /** Deletes the file of an earlier version, which is no longer needed. */
  async #settleEarlier(): Promise<void> {
    await this.#earlier?.delete();
    this.#earlier = undefined;
  }
}

function busy(): ProcoreError {
  return new ProcoreError({
    code: 'PROCORE_UNAVAILABLE',
    transient: true,
    cause: 'Another process holds the sign-in of this connection and does not let go of it.',
    fix: 'Wait a little and try again; if it stays, look for a second Node-RED on this user directory.',
    who: 'try again later',
  });
}
