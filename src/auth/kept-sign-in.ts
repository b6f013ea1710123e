import { z } from 'zod';
import type { Connection } from '../connection.js';
import { asProcoreError, ProcoreError } from '../errors.js';
import type { Runtime } from '../runtime.js';
import { codeOf, EncryptedFile, UnreadableFile } from '../state/encrypted-file.js';
import { type Held, LockTaken, withLock } from '../state/lock-file.js';
import { type Ended, signInUnreadable, signInUnwritable } from './sign-in-errors.js';
import type { UserToken } from './user-token.js';

/** Where a connection's sign-in is kept. */
export interface SignInPlace {
  /** Path of the file; a lock file and temporary files lie beside it. */
  readonly path: string;
  /** What it belongs to, e.g. the id of the connection. */
  readonly id: string;
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
      ...{ accessToken: z.string(), tokenType: z.string(), refreshToken: z.string() },
      ...{ expiresIn: z.number(), createdAt: z.number(), expiresAt: z.number() },
    })
    .optional(),
  renewing: z.boolean().optional(),
  ended: z.enum(['refused', 'interrupted']).optional(),
});

/**
 * The sign-in of one connection, in an encrypted file that several processes may share. It is bound to the connection, its
 * login host and its client id: changed settings never take a user's tokens elsewhere.
 */
export class KeptSignIn {
  readonly #file: EncryptedFile;

  constructor(
    private readonly place: SignInPlace,
    { loginUrl, clientId, clientSecret }: Connection,
    private readonly runtime: Runtime,
  ) {
    const purpose = JSON.stringify(['procore sign-in', place.id, loginUrl.origin, clientId]);
    this.#file = new EncryptedFile(place.path, clientSecret.reveal(), purpose);
  }

  /**
   * What is kept; undefined when nobody is signed in.
   * @throws ProcoreError PROCORE_AUTH when it cannot be read
   */
  async read(): Promise<SignIn | undefined> {
    try {
      const kept = await this.#file.read();
      return kept === undefined ? undefined : signInSchema.parse(kept);
    } catch (thrown) {
      const why = thrown instanceof UnreadableFile ? thrown.message : 'is of another version';
      throw signInUnreadable(`The file of the sign-in ${why}.`);
    }
  }

  /** @throws ProcoreError PROCORE_CONFIG when it cannot be written; what was kept before stays */
  async write(signIn: SignIn): Promise<void> {
    try {
      await this.#file.write(signIn);
    } catch (thrown) {
      throw signInUnwritable(this.place.path, codeOf(thrown));
    }
  }

  async delete(): Promise<void> {
    await this.#file.delete();
  }

  /**
   * Does something while no other process touches the sign-in.
   * @throws ProcoreError PROCORE_UNAVAILABLE when another one does not let go of it; the signal's reason
   */
  async alone<T>(work: (lock: Held) => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await withLock(`${this.place.path}.lock`, work, { runtime: this.runtime, signal });
    } catch (thrown) {
      if (thrown instanceof LockTaken) throw busy();
      if (thrown instanceof ProcoreError || signal?.aborted) throw thrown;
      throw 'code' in Object(thrown)
        ? signInUnwritable(this.place.path, codeOf(thrown))
        : asProcoreError(thrown);
    }
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
