import type { Tokens } from '../auth/token.js';
import type { Operation } from '../catalogue/operation.js';
import type { QuotaLedgers } from '../quota/ledgers.js';
import { Lookups } from '../refusals/lookups.js';
import { Notes } from '../refusals/notes.js';
import { Refusals } from '../refusals/refusals.js';
import type { Store } from '../state/store.js';
import { Caller, type CallParts } from './caller.js';

/** One of the two a connection can act as, the app or a person: its token, its calls, and what it is known to be refused. */
export interface Identity {
  readonly tokens: Tokens;
  readonly caller: Caller;
  readonly refusals: Refusals;
}

/** What both share. */
export interface IdentityParts extends Pick<CallParts, 'connection' | 'sockets' | 'runtime' | 'observer'> {
  readonly ledgers: QuotaLedgers;
  readonly refusals: Store;
  operations(): Promise<readonly Operation[]>;
}

/** @param user whose sign-in it is; undefined for the app. A person's quota and refusals are not the app's. */
export function identity(
  tokens: Tokens,
  { ledgers, refusals, operations, ...parts }: IdentityParts,
  user?: string,
): Identity {
  const { connection, runtime } = parts;
  const { apiUrl: api, clientId, quotaScope, reserve } = connection;
  const governorOf = (company: string | undefined) => {
    const companyId = quotaScope === 'company' ? company : undefined;
    return ledgers.governor({ origin: api.origin, clientId, companyId, user }, runtime, reserve);
  };
  const notes = new Notes(refusals, `refusals:${api.host}:${clientId}:${user ?? ''}`);
  const lookups = connection.lookups ? new Lookups(notes, (company) => governorOf(company).quota) : undefined;
  return {
    tokens,
    caller: new Caller({ ...parts, tokens, governorOf }),
    refusals: new Refusals({ notes, lookups, operations, runtime }),
  };
}
