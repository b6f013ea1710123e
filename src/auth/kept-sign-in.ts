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

/** Under what a connection's sign-in is kept. */
export interface SignInPlace {
  /** What it belongs to, e.g. the id of the connection. */
  readonly id: string;
  /** Path of a file in which an earlier version may have kept it: taken over once, then deleted. */
  readonly earlierFile?: string | undefined;
}

/** Who signed in, as far as Procore tells. */
export interface Person {
  readonly id?: string;
  readonly login?: string;
  readonly name?: string;
}

/** A sign-in as it is kept. Times are unix seconds. */
export interface SignIn {
  readonly person: Person;
  readonly signedInAt: number;
  /** Gone when the sign-in is over. */
  readonly token?: UserToken | undefined;
  /**
   * Set before a renewal is sent and taken away by its result: found later, nobody knows whether Procore has replaced the
   * refresh token.
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
 * The sign-in of one connection, encrypted, in a store that several processes may share. It is bound to the connection, its
 * login host and its client id: changed settings never take a user's tokens elsewhere.
 */
export class KeptSignIn {
  readonly #key: string;
  readonly #store: Store;
  readonly #sealed: SealedStore;
  /** What an earlier version kept; undefined once that is settled. */
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
   * What is kept; undefined if nobody is signed in.
   * @throws ProcoreError PROCORE_AUTH if it cannot be opened, PROCORE_STATE if the store cannot be read
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

  /** @throws ProcoreError PROCORE_STATE if it cannot be written; what was kept before stays */
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
   * Does something while no other process touches the sign-in.
   * @throws ProcoreError PROCORE_UNAVAILABLE if another one does not let go of it, PROCORE_STATE; the signal's reason
   */
  async alone<T>(work: (lease: Lease) => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await withLease(this.#store, `${this.#key}:lease`, work, { runtime: this.runtime, signal });
    } catch (thrown) {
      throw thrown instanceof LeaseTaken ? busy() : thrown;
    }
  }

  /** What the store keeps. @throws UnreadableFile */
  async #kept(): Promise<unknown> {
    const [kept] = await this.#sealed.get<unknown>([this.#key]);
    if (!kept && (await this.#sealed.isUnreadable(this.#key))) throw new UnreadableFile(DAMAGED);
    // With both, an earlier run ended between taking the file over and deleting it.
    if (kept) await this.#settleEarlier();
    return kept?.value;
  }

  /** What an earlier version kept in a file, which is in the store from now on. @throws UnreadableFile */
  async #takenOver(): Promise<unknown> {
    const found = await this.#earlier?.read();
    if (found === undefined) {
      this.#earlier = undefined;
      return undefined;
    }
    // Another process may have been first: then what it keeps is newer.
    const isFirst = await this.#sealed.set(this.#key, found, { ifAbsent: true });
    await this.#settleEarlier();
    return isFirst === undefined ? this.#kept() : found;
  }

  /** What an earlier version kept is of no use any more. */
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
