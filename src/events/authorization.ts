import { randomBytes } from 'node:crypto';
import type { Store } from '../state/contract.js';
import { SealedStore } from '../state/sealed-store.js';

const BYTES = 32;

/** Where deliveries to a node are to go, and with what. */
export interface Destination {
  /** It may contain the secret, so it is in no log and no message. */
  readonly url: string;
  /** What is sent in the Authorization header; undefined if the secret is in the address. */
  readonly authorization: string | undefined;
}

/**
 * Sees to it that Procore sends events to a destination.
 * @returns the values that deliveries may come with, besides the destination's: one that is being replaced
 */
export type EnsureHooks = (destination: Destination, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * The value that Procore is to send with each delivery to a node: 256 random bits, made once and kept encrypted.
 * @param clientSecret what it is encrypted with; if that changes, a new value is made
 * @throws ProcoreError PROCORE_STATE
 */
export async function authorizationOf(store: Store, clientSecret: string, node: string): Promise<string> {
  const sealed = new SealedStore(store, clientSecret);
  const key = `events/${node}/authorization`;
  await sealed.set(key, randomBytes(BYTES).toString('base64url'), { ifAbsent: true });
  const [kept] = await sealed.get<string>([key]);
  return kept?.value ?? authorizationOf(store, clientSecret, node);
}
