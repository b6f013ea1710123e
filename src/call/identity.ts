import type { Tokens } from '../auth/token.js';
import type { KnownOperations } from '../catalogue/known-operations.js';
import type { LeaseTerms } from '../quota/governors.js';
import { EpochCache } from '../refusals/epoch-cache.js';
import { Lookups } from '../refusals/lookups.js';
import { Refusals } from '../refusals/refusals.js';
import type { State } from '../state/state.js';
import { Caller, type CallParts } from './caller.js';

/** One of the two that a connection can act as, the app or a person: its token, its calls, and its known refusals. */
export interface Identity {
  readonly tokens: Tokens;
  readonly caller: Caller;
  readonly refusals: Refusals;
  /** Gives the lease of the quota back. */
  release(): void;
}

/** What the app and the person share. */
export interface IdentityParts extends Pick<CallParts, 'connection' | 'sockets' | 'runtime' | 'observer'> {
  readonly state: Pick<State, 'cache' | 'quota'>;
  readonly terms: LeaseTerms;
  readonly operations: KnownOperations;
}

/**
 * @param user the id of the person's sign-in; undefined for the app. The quota and refusals of a person and of the app
 * are separate.
 */
export function identity(
  tokens: Tokens,
  { state, terms, operations, ...parts }: IdentityParts,
  user?: string,
): Identity {
  const { connection, runtime } = parts;
  const { apiUrl: api, clientId, quotaScope } = connection;
  const lease = state.quota.lease({ origin: api.origin, clientId, user }, terms);
  const governorOf = (company: string | undefined) =>
    lease.governor(quotaScope === 'company' ? company : undefined);
  const notes = new EpochCache(state.cache, `refusals:${api.host}:${clientId}:${user ?? ''}`);
  const lookups = connection.lookups ? new Lookups(notes, (company) => governorOf(company).quota) : undefined;
  return {
    tokens,
    caller: new Caller({ ...parts, tokens, governorOf }),
    refusals: new Refusals({ notes, lookups, operations, runtime }),
    release: lease.release,
  };
}
